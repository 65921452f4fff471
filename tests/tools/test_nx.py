"""The section "Nx" of `docs/monorepo.md`: the real Nx builds, caches and shares its repository, without a network."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import pytest

from support.monorepo import SECTIONS, SPEC, Machine, files_of
from support.paths import BUILD_SYSTEMS
from support.remote_cache import READER, RemoteCache

FILES = {**files_of("The repository"), **files_of("Nx")}
del FILES["turbo.json"]
FILES[".gitignore"] += ".nx/\n"

TRANSCRIPTS, QUEUES = "@acme/transcripts:generate", "@acme/queues:generate"
API, PAGE_TYPES, PAGE_BUILD = "@acme/api:typecheck", "@acme/web:typecheck", "@acme/web:build"
EVERYTHING = {TRANSCRIPTS, QUEUES, API, PAGE_TYPES, PAGE_BUILD}


class NxMachine(Machine):
    tools: ClassVar[Mapping[str, Path]] = {**Machine.tools, "nx": BUILD_SYSTEMS / "nx"}

    def nx(self, *arguments: str) -> dict[str, str]:
        """Run tasks: the source of each, as Nx prints it, or \"\" if Nx ran it."""
        printed = self.run("node_modules/.bin/nx", *arguments, "--outputStyle=static")
        return dict(re.findall(r"^> nx run (\S+) *(?:\[(.*)\])?$", printed, re.MULTILINE))

    def build(self) -> dict[str, str]:
        (command,) = re.findall(r"`npx nx (run-many -t typecheck build)`", SECTIONS["Nx"])
        return self.nx(*command.split())

    def generate(self) -> dict[str, str]:
        return self.nx("run-many", "-t", "generate")


def tasks_run(tasks: Mapping[str, str]) -> set[str]:
    return {task for task, source in tasks.items() if not source}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> NxMachine:
    """A machine on which everything was built once."""
    machine = NxMachine.with_files(tmp_path_factory.mktemp("machine"), FILES)
    assert tasks_run(machine.build()) == EVERYTHING
    assert machine.ran() == ["queues", "transcripts"]
    return machine


@pytest.fixture
def machine(built: NxMachine, tmp_path: Path) -> NxMachine:
    """A copy of that machine."""
    return built.copy(tmp_path / "machine")


@pytest.fixture
def remote() -> Iterator[RemoteCache]:
    with RemoteCache().serving() as serving:
        yield serving


def test_removed_output_is_restored(machine: NxMachine) -> None:
    before = machine.outputs()
    assert {"aws/queues/generated/.shapewright.json", "web/dist/index.html"} < before.keys()
    machine.remove_outputs()
    assert machine.outputs() == {}
    assert tasks_run(machine.build()) == set()
    assert machine.outputs() == before
    assert machine.ran() == []
    assert machine.run("git", "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("file", "text", "anew"),
    [
        (SPEC, "\n", {TRANSCRIPTS}),  # the same types
        ("aws/queues/pyproject.toml", 'documentation = "none"\n', {QUEUES, API}),
        ("requirements.txt", "idna==3.10\n", {TRANSCRIPTS, QUEUES, API, PAGE_TYPES}),
        ("services/api/main.py", "\n", {API}),
        ("web/src/main.ts", "\n", {PAGE_TYPES, PAGE_BUILD}),
        ("aws/transcripts/README.md", "Ours.\n", set()),
        ("aws/transcripts/.shapewright_cache/new", "\n", set()),
    ],
)
def test_change_affects_only_its_service(machine: NxMachine, file: str, text: str, anew: set[str]) -> None:
    machine.append(file, text)
    tasks = machine.build()
    assert tasks.keys() == EVERYTHING
    assert tasks_run(tasks) == anew
    assert machine.ran() == [name for task, name in ((QUEUES, "queues"), (TRANSCRIPTS, "transcripts")) if task in anew]


def test_compiled_python_is_not_cached(machine: NxMachine) -> None:
    compiled = machine.root / "aws" / "queues" / "generated" / "pydantic_models" / "__pycache__" / "compiled.pyc"
    compiled.parent.mkdir(exist_ok=True)
    compiled.touch()
    machine.append("aws/queues/pyproject.toml", 'documentation = "none"\n')
    machine.generate()
    before = machine.outputs()
    shutil.rmtree(machine.root / "aws" / "queues" / "generated")
    machine.generate()
    assert machine.ran() == ["queues"]
    missing = before.keys() - machine.outputs().keys()
    assert compiled.relative_to(machine.root).as_posix() in missing
    assert {Path(each).suffix for each in missing} == {".pyc"}


def test_a_breaking_change_fails_both_sides(machine: NxMachine) -> None:
    text = (machine.root / SPEC).read_text()
    (machine.root / SPEC).write_text(text.replace("    DisplayName: ", "    ScreenName: "))
    done = machine.start("node_modules/.bin/nx", "run-many", "-t", "typecheck", "build", "--outputStyle=static")
    assert done.returncode != 0
    assert 'main.py:15: error: Unexpected keyword argument "display_name" for "Item"' in done.stdout
    assert "Property 'DisplayName' does not exist on type 'Item'" in done.stdout
    assert f"> nx run {PAGE_BUILD}" not in done.stdout


def test_machines_share_one_generation(machine: NxMachine, remote: RemoteCache, tmp_path: Path) -> None:
    shutil.rmtree(machine.root / ".nx")
    machine.remove_outputs()
    machine.environment = remote.environment_of_nx()
    machine.build()
    assert machine.ran() == ["queues", "transcripts"]
    assert len(remote.artifacts) == len(EVERYTHING)

    other = machine.clone(tmp_path / "other")
    other.environment = remote.environment_of_nx()
    assert other.outputs() == {}
    assert other.build() == dict.fromkeys(EVERYTHING, "remote cache")
    assert other.ran() == []
    assert other.outputs() == machine.outputs() != {}
    assert sorted(remote.fetched) == sorted(remote.artifacts)


def test_a_reader_fetches_and_stores_nothing(machine: NxMachine, remote: RemoteCache, tmp_path: Path) -> None:
    machine.environment = remote.environment_of_nx()
    shutil.rmtree(machine.root / ".nx")
    machine.generate()
    stored = dict(remote.artifacts)

    other = machine.clone(tmp_path / "other")
    other.environment = remote.environment_of_nx(READER)
    assert other.generate() == dict.fromkeys((TRANSCRIPTS, QUEUES), "remote cache")
    other.append(SPEC, "\n")
    assert tasks_run(other.generate()) == {TRANSCRIPTS}
    assert remote.artifacts == stored


def test_the_environment_is_the_one_on_the_page(remote: RemoteCache) -> None:
    assert re.findall(r"^export (\w+)=", SECTIONS["Nx"], re.MULTILINE) == [*remote.environment_of_nx()]


def test_a_service_need_not_be_a_package_of_npm(machine: NxMachine) -> None:
    (project,) = re.findall(r"has a `project.json` .*?```json\n(.*?)```", SECTIONS["Nx"], re.DOTALL)
    (setting,) = re.findall(r'`("implicitDependencies": .*?)`', SECTIONS["Nx"])
    (machine.root / "aws" / "transcripts" / "package.json").unlink()
    (machine.root / "aws" / "transcripts" / "project.json").write_text(project)
    package = json.loads(FILES["services/api/package.json"])
    del package["dependencies"]["@acme/transcripts"]
    (machine.root / "services" / "api" / "package.json").write_text(json.dumps(package))
    (machine.root / "services" / "api" / "project.json").write_text(f'{{"name": "api", {setting}}}')

    assert tasks_run(machine.nx("run", "api:typecheck")) == {"transcripts:generate", "api:typecheck"}
    before = machine.outputs()
    machine.remove_outputs()
    assert tasks_run(machine.nx("run", "api:typecheck")) == set()
    assert machine.ran() == ["transcripts"]
    assert {path: text for path, text in before.items() if path.startswith("aws/")} == machine.outputs()
