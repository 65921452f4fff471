"""Nothing is made again that would come out the same, and nothing is left that would not."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from generator.options import Options
from generator.pipeline import Artifacts, Listener, Request, Result, build, cache, check

_SPECS = Path(__file__).parent.parent / "specs"


@dataclass
class Kept(Listener):
    """Notes which services a run made, and which it took from the cache."""

    made_anew: list[str] = field(default_factory=list)
    cached: list[str] = field(default_factory=list)

    def finished(self, artifacts: Artifacts) -> None:
        (self.cached if artifacts.is_cached else self.made_anew).append(artifacts.service or artifacts.spec)


@dataclass
class Project:
    """Two documents, one service of botocore, templates, and what is made of them."""

    root: Path
    request: Request

    def run(self, do: Callable[[Request, Kept], Result] = build) -> Kept:
        """Build, or check, without errors."""
        kept = Kept()
        result = do(self.request, kept)
        assert not result.report.failed, list(result.report)
        return kept

    @property
    def seed(self) -> Path:
        return self.root / "specs" / "connectparticipant" / "type_defs.md"

    @property
    def module(self) -> Path:
        return self.request.out / "pydantic_models" / "connectparticipant" / "_get_transcript.py"

    def change(self, options: Options) -> None:
        self.request = replace(self.request, options=options)

    def contents(self) -> dict[str, tuple[bytes, int]]:
        """Every file of the output, with its time of change."""
        files = [each for each in sorted(self.request.out.rglob("*")) if each.is_file()]
        return {str(each): (each.read_bytes(), each.stat().st_mtime_ns) for each in files}


_SERVICES = ["connectparticipant", "account", "team_shop"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that has been built."""
    shutil.copytree(_SPECS / "connectparticipant", tmp_path / "specs" / "connectparticipant")
    shop = tmp_path / "team" / "shop.py"
    shop.parent.mkdir()
    shop.write_text("from typing import TypedDict\nclass Item(TypedDict):\n    name: str\n")
    (tmp_path / "templates").mkdir()
    (tmp_path / "data" / "account").mkdir(parents=True)
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path / "data"))
    monkeypatch.setattr(cache, "_PACKAGE", Path(shutil.copytree(cache._PACKAGE, tmp_path / "generator")))
    monkeypatch.setattr(cache, "_TEMPLATES", (Path(shutil.copytree(_SPECS.parent / "templates", tmp_path / "ours")),))
    request = Request(
        sources=(str(tmp_path / "specs"), "botocore:account", str(shop)),
        out=tmp_path / "out",
        options=Options(templates=str(tmp_path / "templates")),
        whole=True,
        jobs=1,
        force=True,  # what was changed by hand is to be made anew
        cache=tmp_path / "cache",
    )
    made = Project(tmp_path, request)
    assert made.run().made_anew == _SERVICES
    return made


def test_nothing_has_changed(project: Project) -> None:
    before = project.contents()
    assert project.run() == Kept(cached=_SERVICES)
    assert project.run(check) == Kept(cached=_SERVICES)
    assert project.contents() == before


def test_what_was_said_is_said_again(project: Project) -> None:
    first = build(replace(project.request, cache=None), Kept()).report
    assert list(build(project.request, Kept()).report) == list(first)


def _append(file: Path, text: str) -> None:
    file.write_text(file.read_text() + text)


def _keep_size_and_time(file: Path) -> None:
    """Change a file so that only its content tells."""
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"e", b"a", 1))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size


def _add_to_botocore(project: Project) -> None:
    """A newer version of a service, where the client would find it."""
    folder = project.root / "data" / "account" / "2999-01-01"
    folder.mkdir(parents=True)
    body = '{"metadata": {}, "operations": {"Wave": {"input": {"shape": "Hand"}}}, "shapes": {"Hand": '
    (folder / "service-2.json").write_text(body + '{"type": "structure", "members": {}}}}')


EVERYTHING: dict[str, Callable[[Project], object]] = {
    "option": lambda project: project.change(replace(project.request.options, documentation=False)),
    "target": lambda project: setattr(
        project, "request", replace(project.request, targets=(*project.request.targets, "ir"))
    ),
    "template": lambda project: (project.root / "templates" / "mine.jinja").write_text("{# mine #}"),
    "what a template includes": lambda project: (project.root / "templates" / "licence.txt").write_text("mine"),
    "our template": lambda project: _append(project.root / "ours" / "typescript" / "index.ts.jinja", "\n"),
    "generator": lambda project: _append(project.root / "generator" / "targets" / "code.py", "# new\n"),
    "manifest": lambda project: _append(project.request.out / ".shapewright.json", " "),
    "index": lambda project: (project.request.out / "typescript" / "index.ts").unlink(),
    "shared module": lambda project: _append(project.request.out / "pydantic_models" / "_runtime.py", "# mine\n"),
    "memory lost": lambda project: shutil.rmtree(project.root / "cache"),
}


@pytest.mark.parametrize("name", EVERYTHING)
def test_what_all_services_depend_on(project: Project, name: str) -> None:
    EVERYTHING[name](project)
    assert project.run().made_anew == _SERVICES
    assert project.run() == Kept(cached=_SERVICES)


ONE: dict[str, tuple[str, Callable[[Project], object]]] = {
    "spec": ("connectparticipant", lambda project: _append(project.seed, "\n")),
    "spec, by content": ("connectparticipant", lambda project: _keep_size_and_time(project.seed)),
    "spec that was not there": (
        "connectparticipant",
        lambda project: project.seed.with_name("literals.md").write_text("# nothing\n"),
    ),
    "botocore": ("account", _add_to_botocore),
    "output changed": ("connectparticipant", lambda project: _append(project.module, "# mine\n")),
    "output touched": ("connectparticipant", lambda project: os.utime(project.module)),
    "output removed": ("connectparticipant", lambda project: project.module.unlink()),
}


@pytest.mark.parametrize("name", ONE)
def test_what_one_service_depends_on(project: Project, name: str) -> None:
    service, change = ONE[name]
    change(project)
    assert project.run() == Kept(made_anew=[service], cached=[each for each in _SERVICES if each != service])
    assert project.run() == Kept(cached=_SERVICES)


@pytest.mark.parametrize("variable", ["version", "libraries", "folder"])
def test_what_is_around(project: Project, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    if variable == "version":
        monkeypatch.setattr(sys, "version", "4.0")
    elif variable == "libraries":
        monkeypatch.setattr(cache, "_installed_version", lambda library: f"{library}-9")
    else:
        monkeypatch.chdir(project.root)
    assert project.run().made_anew == _SERVICES


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"key": 1}', b"\xff"])
def test_a_memory_that_cannot_be_read(project: Project, content: bytes) -> None:
    (file,) = (project.root / "cache").glob("*.json")
    file.write_bytes(content)
    assert project.run().made_anew == _SERVICES


def test_a_service_that_is_no_longer_wanted(project: Project) -> None:
    project.request = replace(project.request, sources=project.request.sources[1:])
    result = build(project.request, Kept())
    assert result.dropped
    assert not project.module.exists()
    assert project.run() == Kept(cached=_SERVICES[1:])


def test_a_spec_with_errors_is_read_again(project: Project) -> None:
    good = project.seed.read_text()
    project.seed.write_text("")
    for _ in range(2):
        kept = Kept()
        assert build(project.request, kept).report.failed
        assert kept.made_anew == [str(project.seed)]
    project.seed.write_text(good)
    assert project.run() == Kept(cached=_SERVICES)  # its files have never been touched


def test_what_was_put_off_is_done(project: Project) -> None:
    """A run with errors removes nothing; the next one does, though there is nothing to make."""
    (project.root / "team" / "shop.py").write_text("")
    assert build(project.request, Kept()).report.failed
    project.request = replace(project.request, sources=project.request.sources[:2])
    assert project.run() == Kept(cached=_SERVICES[:2])
    assert not (project.request.out / "pydantic_models" / "team_shop").exists()


def test_a_run_for_one_source_vouches_for_no_other(project: Project) -> None:
    """It has not looked at the files of the others."""
    whole = project.request
    project.request = replace(whole, sources=("botocore:account",), whole=False)
    _append(project.module, "# mine\n")
    assert project.run() == Kept(cached=["account"])
    project.request = replace(project.request, sources=("botocore:sqs",))
    assert project.run() == Kept(made_anew=["sqs"])
    project.request = replace(whole, whole=False)
    assert project.run() == Kept(made_anew=["connectparticipant"], cached=["account", "team_shop"])


def test_templates_are_read_anew(project: Project) -> None:
    """Within one process, too."""
    template = project.root / "templates" / "typescript" / "index.ts.jinja"
    template.parent.mkdir()
    for text in ("// one\n", "// two\n"):
        template.write_text(text)
        project.run()
        assert (project.request.out / "typescript" / "index.ts").read_text() == text


def test_a_folder_of_templates_may_hold_anything(project: Project) -> None:
    (project.root / "templates" / "folder.jinja").mkdir()
    (project.root / "templates" / "nowhere.jinja").symlink_to(project.root / "nothing")
    project.run()


def test_check_sees_what_build_cannot(project: Project) -> None:
    """A file that was changed within its size and its time."""
    _keep_size_and_time(project.module)
    assert project.run() == Kept(cached=_SERVICES)
    result = check(project.request, Kept())
    assert [each.path for each in result.differences] == [str(project.module.relative_to(project.request.out))]


def test_readers_look_at_nothing_in_secret(project: Project) -> None:
    """Whatever is opened below the specs or in botocore's data while one is read is among what was seen."""
    program = f"""
import sys
from generator import passes, targets
from generator.pipeline.make_service import make_service
from generator.options import Options
from generator.readers.botocore import reader
from generator.readers.typeddict import docs, stubs
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
for spec in {[str(project.seed), "botocore:account", str(project.root / "team" / "shop.py")]!r}:
    opened.clear()
    made = make_service((spec, ("ir",), Options()))
    read = {{each for each in opened if "botocore" in each or {str(project.root)!r} in each}}
    assert read, spec
    assert {{f"content {{each}}" for each in read}} <= made.observations.keys(), (read, list(made.observations))
"""
    subprocess.run([sys.executable, "-c", program], check=True)


_SLOW = {
    "botocore",
    "concurrent.futures.process",
    "generator.ir",
    "jinja2",
    "libcst",
    "mypy",
    "pydantic",
    "rich",
}
_REPORTED = f"""
import sys, atexit
atexit.register(lambda: print(sorted({_SLOW!r} & sys.modules.keys())))
from generator.cli import cli
cli(sys.argv[1:])
"""


def test_what_is_loaded(tmp_path: Path) -> None:
    """Only what a run needs: the rest would take longer to load than a service to make."""

    def loaded(*arguments: str) -> str:
        command = [sys.executable, "-c", _REPORTED, *arguments]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.splitlines()[-1]

    built = "build", "--source", "botocore:account", "--out", "out"
    assert loaded("--help") == "[]"
    assert loaded(*built) == "['generator.ir', 'jinja2']"
    assert loaded(*built) == "[]"
