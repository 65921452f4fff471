"""The repository of `docs/monorepo.md`, on machines that share only what a test lets them share."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import ClassVar, Self

from support.paths import NODE, ROOT, SEED

SECTIONS = {each.partition("\n")[0]: each for each in (ROOT / "docs" / "monorepo.md").read_text().split("\n## ")}
SPEC = "aws/transcripts/specs/connectparticipant/type_defs.md"
SHAPEWRIGHT = Path(sys.executable).with_name("shapewright")
MODULES = NODE / "node_modules"
_QUIET = {
    "DO_NOT_TRACK": "1",
    "NX_DAEMON": "false",
    "NX_NO_CLOUD": "true",
    "NX_TUI": "false",
    "TURBO_TELEMETRY_DISABLED": "1",
}


def files_of(section: str) -> dict[str, str]:
    """The files that a section of the page shows, by their paths in the repository."""
    found = re.findall(r"^`(\S+)`[^\n]*:\n\n```\w+\n(.*?)^```$", SECTIONS[section], re.DOTALL | re.MULTILINE)
    return dict(found)


@dataclass
class Machine:
    """A developer's machine: a clone of the repository, a home, and a `shapewright` that logs where it ran."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)
    # Commands, and the packages of npm that contain them.
    tools: ClassVar[Mapping[str, Path]] = {"tsc": MODULES / "typescript", "vite": MODULES / "vite"}

    @classmethod
    def with_files(cls, home: Path, files: Mapping[str, str]) -> Self:
        """A machine with a new repository that has `files`, the spec and the pinned versions."""
        machine = cls(home)
        pins = [f"{package}=={version(package)}\n" for package in ("botocore", "fastapi", "mypy", "shapewright")]
        for file, text in {**files, SPEC: SEED.read_text(), "requirements.txt": "".join(pins)}.items():
            (machine.root / file).parent.mkdir(parents=True, exist_ok=True)
            (machine.root / file).write_text(text)
        machine.run("git", "init", "--quiet")
        machine.run("git", "config", "user.name", "Ann")
        machine.run("git", "config", "user.email", "ann@example.test")
        machine.install()
        machine.run("git", "add", ".")
        machine.run("git", "commit", "--quiet", "--message", "The page's files")
        return machine

    def clone(self, home: Path) -> Self:
        """A second machine that shares only the repository with this one."""
        other = type(self)(home)
        self.run("git", "clone", "--quiet", ".", other.root)
        other.install()
        return other

    def copy(self, home: Path) -> Self:
        """The same machine with its cache and an empty log, in another folder."""
        other = type(self)(shutil.copytree(self.home, home, symlinks=True))
        other.ran()
        return other

    @property
    def root(self) -> Path:
        return self.home / "acme"

    def install(self) -> None:
        """Do what `pip install` and `npm install` would do: npm links our packages, we link those it would download."""
        (self.home / ".npmrc").write_text("offline = true\nupdate-notifier = false\naudit = false\nfund = false\n")
        shim = self.home / "bin" / "shapewright"
        shim.parent.mkdir()
        shim.write_text(f'#!/bin/sh\npwd >> "$(dirname "$0")/../runs"\nexec {SHAPEWRIGHT} "$@"\n')
        shim.chmod(0o755)
        self.run("npm", "install")
        for command, package in self.tools.items():
            (self.root / "node_modules" / package.name).symlink_to(package)
            link = self.root / "node_modules" / ".bin" / command
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(package.parent / ".bin" / command)

    def ran(self) -> list[str]:
        """The services for which the generator ran since the last call of this method."""
        log = self.home / "runs"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return sorted(Path(each).name for each in lines)

    def start(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command without our environment variables, which may set a cache or a proxy."""
        tools = (self.home / "bin", Path(sys.executable).parent, os.environ["PATH"])
        environment = {"HOME": str(self.home), "PATH": ":".join(map(str, tools)), **_QUIET, **self.environment}
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)

    def run(self, *command: str | Path) -> str:
        done = self.start(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def append(self, file: str, text: str) -> None:
        with (self.root / file).open("a") as opened:
            opened.write(text)

    def outputs(self) -> dict[str, bytes]:
        files = [*self.root.glob("aws/*/generated/**/*"), *self.root.glob("web/dist/**/*")]
        return {each.relative_to(self.root).as_posix(): each.read_bytes() for each in files if each.is_file()}

    def remove_outputs(self) -> None:
        for each in (*self.root.glob("aws/*/generated"), self.root / "web" / "dist"):
            shutil.rmtree(each)
