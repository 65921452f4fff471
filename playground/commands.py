"""What the playground runs in Pyodide: the command line, in a folder of its own."""

import contextlib
import importlib.util
import io
import json
import os
import shutil
from pathlib import Path

_FOLDER = Path("/home/pyodide/playground")
_OUT = "generated"
_NEEDS_LIBCST = (".md", ".py", ".pyi")
_WITHOUT_LIBCST = """\
{name}: Shapewright reads this kind of file with libcst, which does not run in this page.
Run it on your machine:

    pip install shapewright
    shapewright build --source {name}
"""


def build(files_as_json: str) -> str:
    """Write these files, by name, into an empty folder, and run `shapewright build` there."""
    files: dict[str, str] = json.loads(files_as_json)
    unreadable = [name for name in files if name.endswith(_NEEDS_LIBCST)]
    if unreadable and not importlib.util.find_spec("libcst"):
        return json.dumps({"exit": 2, "output": _WITHOUT_LIBCST.format(name=unreadable[0]), "files": {}})
    os.chdir("/")
    shutil.rmtree(_FOLDER, ignore_errors=True)
    _FOLDER.mkdir(parents=True)
    os.chdir(_FOLDER)
    for name, text in files.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    code, output = _run("build", "--jobs", "1")
    return json.dumps({"exit": code, "output": output, "files": _generated()})


def _run(*arguments: str) -> tuple[int, str]:
    from shapewright.cli import cli  # type: ignore[import-untyped]  # its name in the wheel

    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            cli([*arguments], prog_name="shapewright")
        except SystemExit as end:
            code = end.code
    return (code if isinstance(code, int) else 1), output.getvalue()


def _generated() -> dict[str, str]:
    files = sorted(path for path in Path(_OUT).rglob("*") if path.is_file())
    return {path.relative_to(_OUT).as_posix(): path.read_text(encoding="utf-8") for path in files}
