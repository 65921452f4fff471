"""Build the playground into a folder: `python playground/build.py FOLDER`.

The folder has all that the page needs: Pyodide, our own wheel and the libraries that it needs, and botocore's data, a
file for each service. Nothing is fetched from elsewhere. `npm ci` in this folder installs Pyodide before.
"""

import argparse
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import HeaderParser
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).parent
ROOT = HERE.parent
PAGE = (
    "index.html",
    "playground.css",
    "playground.mjs",
    "request.mjs",
    "sharing.mjs",
    "highlight.mjs",
    "worker.mjs",
    "engine.mjs",
    "commands.py",
)
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
# They are compiled, and a build of botocore's data does not need them: libcst reads Python, mypy and pydantic are for
# `check`, watchfiles for `--watch`. Of botocore, only the data is read.
LEFT_OUT = {"botocore", "libcst", "mypy", "pydantic", "watchfiles"}
DATA = ("service-2.", "service-2.sdk-extras.", "paginators-1.", "paginators-1.sdk-extras.", "waiters-2.")
# So that the same bytes come out of the same input.
_TIME = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(usage="python playground/build.py FOLDER [--wheel FILE] [--service NAME]…")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wheel", type=Path, help="our own, if it is built already")
    parser.add_argument("--service", action="append", default=[], help="all of botocore's, if none is given")
    asked = parser.parse_args()
    build(asked.folder, asked.wheel, asked.service)


def build(folder: Path, wheel: Path | None = None, services: Iterable[str] = ()) -> None:
    """Fill `folder`, which is emptied before."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "services").mkdir(parents=True)
    for name in PAGE:
        shutil.copyfile(HERE / name, folder / name)
    (folder / "pyodide").mkdir()
    for name in PYODIDE:
        shutil.copyfile(HERE / "node_modules/pyodide" / name, folder / "pyodide" / name)
    with tempfile.TemporaryDirectory() as temporary:
        ours = wheel or _build_wheel(Path(temporary))
        (folder / "python.zip").write_bytes(_zip(_library(ours)))
    names = []
    for data in _services(set(services)):
        (folder / "services" / f"{data.name}.zip").write_bytes(_zip(_data(data)))
        names.append(data.name)
    (folder / "services.json").write_text(json.dumps(names))


def _build_wheel(folder: Path) -> Path:
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.whl"))


def _library(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """Our package, and all that it imports."""
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    yield from files.items()
    metadata = next(text for name, text in files.items() if name.endswith(".dist-info/METADATA"))
    yield from _distributions(HeaderParser().parsestr(metadata.decode()).get_all("Requires-Dist") or [])
    yield from _files_of("botocore", ("botocore/__init__.py",))


def _distributions(requirements: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The Python files of what is required, of what that requires, and so on."""
    waiting, seen = [*requirements], set(LEFT_OUT)
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.name.lower() in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(requirement.name.lower())
        yield from _files_of(requirement.name)
        waiting += distribution(requirement.name).requires or []


def _files_of(name: str, chosen: tuple[str, ...] = ()) -> Iterator[tuple[str, bytes]]:
    """The files of an installed distribution that are not compiled. All have the same bytes on all machines."""
    for file in distribution(name).files or []:
        path = file.as_posix()
        is_metadata = ".dist-info/" in path
        if is_metadata and not path.endswith(("/METADATA", "/entry_points.txt")):
            continue
        if not is_metadata and chosen and path not in chosen:
            continue
        if path.startswith("..") or "__pycache__" in path or path.endswith((".so", ".pyd", ".c")):
            continue
        yield path, Path(str(file.locate())).read_bytes()


def _services(chosen: set[str]) -> list[Path]:
    """The folders of botocore's services."""
    data = Path(str(distribution("botocore").locate_file("botocore/data")))
    found = sorted(path for path in data.iterdir() if any(path.glob("*/service-2.json*")))
    return [path for path in found if not chosen or path.name in chosen]


def _data(service: Path) -> Iterator[tuple[str, bytes]]:
    """What a build reads of a service: the newest version of its API."""
    newest = max(path.parent for path in service.glob("*/service-2.json*"))
    for file in sorted(newest.iterdir()):
        if file.name.startswith(DATA):
            yield f"botocore/data/{service.name}/{newest.name}/{file.name}", file.read_bytes()


def _zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _TIME), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
