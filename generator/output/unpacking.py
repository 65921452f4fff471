"""Unpacks archives into folders: a wheel, or what git packed."""

import io
import shutil
import tarfile
import zipfile
from pathlib import Path


def unpack_wheel(wheel: Path, beginnings: tuple[str, ...], folder: Path) -> None:
    """Write the files of a wheel whose names have one of `beginnings`. Raises `OSError` or `zipfile.BadZipFile`."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [each for each in archive.namelist() if each.startswith(beginnings)])


def unpack_tar(content: bytes, folder: Path) -> None:
    """Write the files of a tar archive. Raises `OSError` or `tarfile.TarError`."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(folder, filter="data")


def move_folder(folder: Path, place: Path) -> None:
    """Move a folder to a place that does not exist yet. Raises `OSError`."""
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(folder, place)


def make_folder(folder: Path) -> Path:
    """Make a folder, and those above it, if they do not exist. Raises `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder
