"""The cache: a run makes only the services whose output would change, and makes all of those."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from generator.diagnostics import Source
from generator.options import Correction, Options
from generator.pipeline import Artifacts, Listener, Request, Result, build, cache, check
from support.paths import ROOT, SEED


@dataclass
class BuildLog(Listener):
    """Records which services a run made, and which it took from the cache."""

    made: list[str] = field(default_factory=list)
    cached: list[str] = field(default_factory=list)

    def finished(self, artifacts: Artifacts) -> None:
        (self.cached if artifacts.is_cached else self.made).append(artifacts.service or artifacts.spec)


@dataclass
class Project:
    """A document, a Python module, a service of botocore, templates, and the output."""

    root: Path
    request: Request

    def run(self, do: Callable[[Request, BuildLog], Result] = build) -> BuildLog:
        """Build, or check, without errors."""
        log = BuildLog()
        result = do(self.request, log)
        assert not result.report.has_errors, list(result.report)
        return log

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


_SHOP = "from typing import TypedDict\nclass Item(TypedDict):\n    name: str\n"
_SERVICES = ["connectparticipant", "account", "team_shop"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project that has been built."""
    shutil.copytree(SEED.parent, tmp_path / "specs" / "connectparticipant")
    shop = tmp_path / "team" / "shop.py"
    shop.parent.mkdir()
    shop.write_text(_SHOP)
    (tmp_path / "templates").mkdir()
    (tmp_path / "data" / "account").mkdir(parents=True)
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path / "data"))
    monkeypatch.setattr(cache, "_PACKAGE", Path(shutil.copytree(cache._PACKAGE, tmp_path / "generator")))
    monkeypatch.setattr(cache, "_TEMPLATES", (Path(shutil.copytree(ROOT / "templates", tmp_path / "ours")),))
    request = Request(
        sources=(str(tmp_path / "specs"), "botocore:account", str(shop)),
        out=tmp_path / "out",
        options=Options(templates=str(tmp_path / "templates")),
        whole=True,
        jobs=1,
        force=True,  # overwrite files that were edited by hand
        cache=tmp_path / "cache",
    )
    project = Project(tmp_path, request)
    assert project.run().made == _SERVICES
    return project


def test_nothing_has_changed(project: Project) -> None:
    before = project.contents()
    assert project.run() == BuildLog(cached=_SERVICES)
    assert project.run(check) == BuildLog(cached=_SERVICES)
    assert project.contents() == before


def test_cached_diagnostics_are_reported_again(project: Project) -> None:
    first = build(replace(project.request, cache=None), BuildLog()).report
    assert list(build(project.request, BuildLog()).report) == list(first)


def _append(file: Path, text: str) -> None:
    file.write_text(file.read_text() + text)


def _keep_size_and_time(file: Path) -> None:
    """Change a file, but neither its size nor its time."""
    before = file.stat()
    file.write_bytes(file.read_bytes().replace(b"e", b"a", 1))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size


def _add_to_botocore(project: Project) -> None:
    """Add a newer version of a service where botocore finds it."""
    folder = project.root / "data" / "account" / "2999-01-01"
    folder.mkdir(parents=True)
    body = '{"metadata": {}, "operations": {"Wave": {"input": {"shape": "Hand"}}}, "shapes": {"Hand": '
    (folder / "service-2.json").write_text(body + '{"type": "structure", "members": {}}}}')


CHANGES_TO_ALL: dict[str, Callable[[Project], object]] = {
    "option": lambda project: project.change(replace(project.request.options, documentation="none")),
    "target": lambda project: setattr(
        project, "request", replace(project.request, targets=(*project.request.targets, "ir"))
    ),
    "template": lambda project: (project.root / "templates" / "mine.jinja").write_text("{# mine #}"),
    "what a template includes": lambda project: (project.root / "templates" / "licence.txt").write_text("mine"),
    "our template": lambda project: _append(project.root / "ours" / "typescript" / "index.ts.jinja", "\n"),
    "generator": lambda project: _append(project.root / "generator" / "targets" / "typescript.py", "# new\n"),
    "manifest": lambda project: _append(project.request.out / ".shapewright.json", " "),
    "index": lambda project: (project.request.out / "typescript" / "index.ts").unlink(),
    "shared module": lambda project: _append(project.request.out / "pydantic_models" / "_models.py", "# mine\n"),
    "cache removed": lambda project: shutil.rmtree(project.root / "cache"),
}


@pytest.mark.parametrize("name", CHANGES_TO_ALL)
def test_a_change_to_what_all_services_depend_on(project: Project, name: str) -> None:
    CHANGES_TO_ALL[name](project)
    assert project.run().made == _SERVICES
    assert project.run() == BuildLog(cached=_SERVICES)


CHANGES_TO_ONE: dict[str, tuple[str, Callable[[Project], object]]] = {
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


@pytest.mark.parametrize("name", CHANGES_TO_ONE)
def test_a_change_to_what_one_service_depends_on(project: Project, name: str) -> None:
    service, change = CHANGES_TO_ONE[name]
    change(project)
    assert project.run() == BuildLog(made=[service], cached=[each for each in _SERVICES if each != service])
    assert project.run() == BuildLog(cached=_SERVICES)


def test_a_line_that_moves_in_the_configuration(project: Project) -> None:
    """Corrections at other lines give the same output. Only a service with a diagnostic about one is made again."""

    def corrections(line: int) -> tuple[Correction, ...]:
        needed = Correction(at="team_shop.Item.size", reason="seen", add="long", source=Source("p.toml", line))
        place, source = "account.GetContactInformationRequest.Nothing", Source("p.toml", line + 9)
        return needed, Correction(at=place, reason="seen", remove=True, source=source)

    other = "from elsewhere import Thing\n"  # a diagnostic about something else
    (project.root / "team" / "shop.py").write_text(f"{other}{_SHOP}    thing: Thing\n")
    options = project.request.options
    assert corrections(1) == corrections(5)
    project.change(replace(options, corrections=corrections(1)))
    assert project.run().made == _SERVICES
    assert project.run().made == []
    project.change(replace(options, corrections=corrections(5)))
    assert project.run().made == ["account"]
    result = build(project.request, BuildLog())
    assert [each.source for each in result.report if each.code == "unneeded-correction"] == [Source("p.toml", 14)]
    assert project.run().made == []
    project.change(replace(options, corrections=corrections(5)[1:]))
    assert project.run().made == _SERVICES


@pytest.mark.parametrize("variable", ["version", "libraries", "folder"])
def test_a_change_of_the_environment(project: Project, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    if variable == "version":
        monkeypatch.setattr(sys, "version", "4.0")
    elif variable == "libraries":
        monkeypatch.setattr(cache, "_installed_version", lambda library: f"{library}-9")
    else:
        monkeypatch.chdir(project.root)
    assert project.run().made == _SERVICES


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"key": 1}', b"\xff"])
def test_unreadable_cache_is_ignored(project: Project, content: bytes) -> None:
    (file,) = (project.root / "cache").glob("*.json")
    file.write_bytes(content)
    assert project.run().made == _SERVICES


def test_service_that_is_no_longer_a_source(project: Project) -> None:
    project.request = replace(project.request, sources=project.request.sources[1:])
    result = build(project.request, BuildLog())
    assert result.dropped
    assert not project.module.exists()
    assert project.run() == BuildLog(cached=_SERVICES[1:])


def test_a_spec_with_errors_is_read_again(project: Project) -> None:
    good = project.seed.read_text()
    project.seed.write_text("")
    for _ in range(2):
        log = BuildLog()
        assert build(project.request, log).report.has_errors
        assert log.made == [str(project.seed)]
    project.seed.write_text(good)
    assert project.run() == BuildLog(cached=_SERVICES)  # the failed runs did not touch its files


def test_postponed_removal_happens(project: Project) -> None:
    """A run with errors removes nothing. The next one does, even if every service is cached."""
    (project.root / "team" / "shop.py").write_text("")
    assert build(project.request, BuildLog()).report.has_errors
    project.request = replace(project.request, sources=project.request.sources[:2])
    assert project.run() == BuildLog(cached=_SERVICES[:2])
    assert not (project.request.out / "pydantic_models" / "team_shop").exists()


def test_run_for_one_source_checks_only_its_files(project: Project) -> None:
    """It does not see changed files of other services; the next run for all does."""
    whole = project.request
    project.request = replace(whole, sources=("botocore:account",), whole=False)
    _append(project.module, "# mine\n")
    assert project.run() == BuildLog(cached=["account"])
    project.request = replace(project.request, sources=("botocore:sqs",))
    assert project.run() == BuildLog(made=["sqs"])
    project.request = replace(whole, whole=False)
    assert project.run() == BuildLog(made=["connectparticipant"], cached=["account", "team_shop"])


def test_templates_are_read_again(project: Project) -> None:
    """A second run in the same process sees a changed template."""
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


def test_check_compares_contents(project: Project) -> None:
    """`check` finds a change that `build` does not: one that keeps the size and time of a file."""
    _keep_size_and_time(project.module)
    assert project.run() == BuildLog(cached=_SERVICES)
    result = check(project.request, BuildLog())
    assert [each.path for each in result.differences] == [str(project.module.relative_to(project.request.out))]


def test_readers_record_every_file_they_open(project: Project) -> None:
    """Every file that is opened below the specs or in botocore's data while a spec is read is an observation."""
    program = f"""
import sys
from shapewright import passes, targets
from shapewright.pipeline.make_service import make_service
from shapewright.options import Options
from shapewright.readers.botocore import reader
from shapewright.readers.typeddict import docs, stubs
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
for spec in {[str(project.seed), "botocore:account", str(project.root / "team" / "shop.py")]!r}:
    opened.clear()
    artifacts = make_service((spec, "", ("ir",), Options(), False))
    read = {{each for each in opened if "botocore" in each or {str(project.root)!r} in each}}
    assert read, spec
    recorded = artifacts.observations.keys()
    assert {{f"content {{each}}" for each in read}} <= recorded, (read, recorded)
"""
    subprocess.run([sys.executable, "-c", program], check=True)


_SLOW = {
    "botocore",
    "concurrent.futures.process",
    "jinja2",
    "libcst",
    "mypy",
    "pydantic",
    "rich",
    "shapewright.ir",
}
_REPORTED = f"""
import sys, atexit
atexit.register(lambda: print(sorted({_SLOW!r} & sys.modules.keys())))
from shapewright.cli import cli
cli(sys.argv[1:])
"""


def test_a_run_imports_only_what_it_needs(tmp_path: Path) -> None:
    """Importing the rest would take longer than making a service."""

    def loaded(*arguments: str) -> str:
        command = [sys.executable, "-c", _REPORTED, *arguments]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.splitlines()[-1]

    built = "build", "--source", "botocore:account", "--out", "out"
    assert loaded("--help") == "[]"
    assert loaded(*built) == "['jinja2', 'shapewright.ir']"
    assert loaded(*built) == "[]"
