"""Releases of botocore: unpacked in the cache, and downloaded when the user asks for it."""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from ..output import make_folder, move_folder, unpack_wheel

_PART = ("botocore/data/", "botocore/__init__.py")  # what services are read from


class FetchError(Exception):
    """A release that could not be downloaded. The message says why."""


@dataclass(frozen=True, slots=True)
class Releases:
    """The releases below one cache folder."""

    cache: Path

    def find(self, version: str) -> Path | None:
        """The folder `botocore` of a release that is here."""
        folder = self._folder(version) / "botocore"
        return folder if folder.is_dir() else None

    def fetch(self, version: str) -> Path:
        """Download a release with pip, or with uv where there is no pip.

        Raises:
            FetchError: it cannot be downloaded.
        """
        with tempfile.TemporaryDirectory(dir=make_folder(self.cache)) as place:
            _install(f"botocore=={version}", Path(place))
            for each in ("data", "__init__.py"):
                if not (Path(place) / "botocore" / each).exists():
                    raise FetchError(f"botocore {version} has no {each}")
            move_folder(Path(place) / "botocore", self._folder(version) / "botocore")
        return self._folder(version) / "botocore"

    def _folder(self, version: str) -> Path:
        return self.cache / f"botocore-{version}"


def _install(requirement: str, folder: Path) -> None:
    arguments = ["--quiet", "--no-deps", "--target", str(folder), requirement]
    if importlib.util.find_spec("pip"):
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--no-compile", *arguments]
    elif uv := shutil.which("uv"):
        command = [uv, "pip", "install", *arguments]
    else:
        raise FetchError("neither pip nor uv is installed here")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [each for each in done.stderr.splitlines() if each.strip()]
        raise FetchError(f"{requirement} could not be downloaded: {lines[-1] if lines else 'pip said nothing'}")


def find_botocore(path: Path, stack: ExitStack) -> Path | None:
    """The folder of botocore that `path` is or holds. A wheel is unpacked until `stack` ends. None if there is none."""
    if path.is_file() and zipfile.is_zipfile(path):
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        unpack_wheel(path, _PART, folder)
        path = folder
    for folder in (path / "botocore", path):
        if (folder / "data").is_dir() and (folder / "__init__.py").is_file():
            return folder
    return None
