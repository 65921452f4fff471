"""Write the files of a folder anew, each beside its place and then into it: `python -m benchmarks.user.written FOLDER`.

It does so 20 times, because once is too short to measure.
"""

import sys
import tempfile
from pathlib import Path

contents = [(each.name, each.read_bytes()) for each in Path(sys.argv[1]).iterdir() if each.is_file()]
for _ in range(20):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in contents:
            staged = Path(folder, f"{name}.new")
            staged.write_bytes(content)
            staged.replace(Path(folder, name))
