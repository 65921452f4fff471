"""Whether generated Python is laid out as ruff would, without the lines that keep ruff away from it."""

import re
import shutil
import tempfile
from pathlib import Path

from support.commands import python

_KEEPS_AWAY = re.compile(r"^# (fmt: off|isort: skip_file|flake8: noqa|ruff: noqa: PGH004)\n", re.MULTILINE)


def complaints_of_ruff(output: Path, *, check: bool = True) -> str:
    """What `ruff format --check` and `ruff check` say of a copy of a file or a folder. Empty: nothing."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / output.name
        if output.is_dir():
            shutil.copytree(output, copy)
        else:
            shutil.copy(output, copy)
        found = 0
        for file in [copy] if copy.is_file() else [*copy.rglob("*.py"), *copy.rglob("*.pyi")]:
            text, count = _KEEPS_AWAY.subn("", file.read_text())
            file.write_text(text)
            found += count
        assert found, f"no file of {output} has the header"
        said = ""
        rules = ["check", "--ignore", "PYI042"]  # which wants other names for types than specs have
        for command in (["format", "--check"], *([rules] if check else [])):
            done = python("-m", "ruff", *command, "--isolated", "--no-cache", copy)
            said += "" if done.returncode == 0 else done.stdout[-3000:] + done.stderr
        return said
