"""The git repository of the user, which is only read."""

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..output import make_folder, unpack_tar


class RevisionError(Exception):
    """A revision that cannot be read. The message says why."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, seen from one of its folders."""

    root: Path
    prefix: str  # of that folder below the root

    @classmethod
    def at(cls, folder: Path) -> "Repository":
        """The repository of `folder`. Raises `RevisionError`."""
        root, prefix = (
            _git(folder, "rev-parse", each).decode().strip() for each in ("--show-toplevel", "--show-prefix")
        )
        return cls(Path(root), prefix)

    def resolve(self, name: str) -> str:
        """The commit that `name` means. Raises `RevisionError`."""
        try:
            return (
                _git(self.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
                .decode()
                .strip()
            )
        except RevisionError:
            raise RevisionError(f"{name} is no path here, and no revision that git knows") from None

    def unpack(self, revision: str, paths: Iterable[Path], folder: Path) -> Path:
        """Write those of `paths` that a revision has to `folder`. Returns where the folder of the repository is in it.

        Paths outside of the repository are left out.
        """
        here = self.root / self.prefix
        inside = []
        for path in paths:
            relative = os.path.relpath(here / path, self.root)
            if not relative.startswith("..") and _git(self.root, "ls-tree", revision, "--", relative):
                inside.append(relative)
        if inside:
            unpack_tar(_git(self.root, "archive", "--format=tar", revision, "--", *inside), folder)
        return make_folder(folder / self.prefix)


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise RevisionError(lines[0].removeprefix("fatal: ") if lines else f"git {arguments[0]} failed")
    return done.stdout
