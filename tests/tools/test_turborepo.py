"""The page `docs/monorepo.md`: the real Turborepo builds, caches and shares its repository, without a network."""

import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import pytest

from support.monorepo import MODULES, SECTIONS, SHAPEWRIGHT, SPEC, Machine, files_of
from support.remote_cache import RemoteCache

REPOSITORY = SECTIONS["The repository"]
FILES = files_of("The repository")

TRANSCRIPTS, QUEUES = "@acme/transcripts#generate", "@acme/queues#generate"
API, PAGE_TYPES, PAGE_BUILD = "@acme/api#typecheck", "@acme/web#typecheck", "@acme/web#build"
EVERYTHING = {TRANSCRIPTS, QUEUES, API, PAGE_TYPES, PAGE_BUILD}


class TurborepoMachine(Machine):
    tools: ClassVar[Mapping[str, Path]] = {**Machine.tools, "turbo": MODULES / "turbo"}

    def turbo(self, *arguments: str) -> str:
        return self.run("node_modules/.bin/turbo", "run", *arguments)

    def cached(self) -> dict[str, str]:
        """The source of each task in a build: a cache, or \"\" if the build would run it."""
        tasks = json.loads(self.turbo("build", "--dry=json"))["tasks"]
        return {each["taskId"]: each["cache"].get("source", "") for each in tasks if each["command"] != "<NONEXISTENT>"}

    def to_be_run(self) -> set[str]:
        """The tasks that a build would run."""
        found = self.cached()
        assert found.keys() == EVERYTHING
        return {task for task, source in found.items() if not source}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[TurborepoMachine, str]:
    """A machine on which everything was built once, and the output of Turborepo."""
    machine = TurborepoMachine.with_files(tmp_path_factory.mktemp("machine"), FILES)
    return machine, machine.turbo("build")


@pytest.fixture
def machine(built: tuple[TurborepoMachine, str], tmp_path: Path) -> TurborepoMachine:
    """A copy of that machine."""
    first, _ = built
    return first.copy(tmp_path / "machine")


@pytest.fixture
def remote() -> Iterator[RemoteCache]:
    with RemoteCache().serving() as serving:
        yield serving


def test_the_page_shows_every_file() -> None:
    tree = re.findall(r"^(\S+/) {2,}(.*)$", REPOSITORY, re.MULTILINE)
    shown = {f"{folder.removeprefix('./')}{file}" for folder, files in tree for file in files.split()}
    assert shown == {*FILES, SPEC}
    assert FILES["aws/queues/package.json"] == FILES["aws/transcripts/package.json"].replace("transcripts", "queues")


@pytest.mark.parametrize("service", ["queues", "transcripts"])
def test_inputs_are_the_files_that_are_read(built: tuple[TurborepoMachine, str], service: str) -> None:
    machine, _ = built
    read = machine.run(SHAPEWRIGHT, "-C", f"aws/{service}", "build", "--list-inputs").splitlines()
    tasks = json.loads(machine.turbo("generate", "--dry=json"))["tasks"]
    (inputs,) = [each["inputs"] for each in tasks if each["taskId"] == f"@acme/{service}#generate"]
    assert {each for each in read if not Path(each).is_absolute()} == inputs.keys() - {
        "package.json",  # Turborepo's own
        "../../requirements.txt",  # for what is not in the package
    }


def test_a_second_run_does_nothing(built: tuple[TurborepoMachine, str]) -> None:
    machine, output = built
    assert "0 cached, 5 total" in output
    assert machine.ran() == ["queues", "transcripts"]
    before = machine.outputs()
    assert machine.to_be_run() == set()
    assert "5 cached, 5 total" in (again := machine.turbo("build"))
    assert "FULL TURBO" in again
    assert machine.ran() == []
    assert machine.outputs() == before
    assert machine.run("git", "status", "--porcelain") == ""


def test_the_built_page_and_service_work(built: tuple[TurborepoMachine, str]) -> None:
    machine, _ = built
    (script,) = (machine.root / "web" / "dist").rglob("*.js")
    assert "ConnectionToken" in script.read_text()
    program = (
        "from fastapi.testclient import TestClient\n"
        "from services.api.main import app\n"
        "with TestClient(app) as web:\n"
        "    print(web.post('/transcript', json={'ConnectionToken': 't'}).text)\n"
        "    print(web.post('/job?name=a').text)\n"
    )
    assert machine.run(sys.executable, "-B", "-c", program).splitlines() == [
        '{"Transcript":[{"Content":"hello","DisplayName":"Ann"}]}',
        '{"QueueUrl":"https://example.test/jobs","MessageBody":"a"}',
    ]


def test_removed_output_is_restored(machine: TurborepoMachine) -> None:
    before = machine.outputs()
    assert {"aws/queues/generated/.shapewright.json", "web/dist/index.html"} < before.keys()
    machine.remove_outputs()
    assert machine.outputs() == {}
    assert "FULL TURBO" in machine.turbo("build")
    assert machine.outputs() == before
    assert machine.ran() == []


@pytest.mark.parametrize(
    ("file", "text", "anew"),
    [
        (SPEC, "\n", {TRANSCRIPTS, API, PAGE_TYPES, PAGE_BUILD}),
        ("aws/queues/pyproject.toml", 'documentation = "none"\n', {QUEUES, API}),
        ("requirements.txt", "idna==3.10\n", EVERYTHING),
        ("services/api/main.py", "\n", {API}),
        ("web/src/main.ts", "\n", {PAGE_TYPES, PAGE_BUILD}),
        ("aws/transcripts/README.md", "Ours.\n", set()),
        ("aws/transcripts/generated/typescript/index.ts", "\n", set()),
        ("aws/transcripts/.shapewright_cache/new", "\n", set()),
    ],
)
def test_change_affects_only_its_service(machine: TurborepoMachine, file: str, text: str, anew: set[str]) -> None:
    machine.append(file, text)
    assert machine.to_be_run() == anew
    machine.turbo("generate")
    assert machine.ran() == [name for task, name in ((QUEUES, "queues"), (TRANSCRIPTS, "transcripts")) if task in anew]


def test_edited_output_is_restored(machine: TurborepoMachine) -> None:
    before = machine.outputs()
    machine.append("aws/transcripts/generated/typescript/index.ts", "export {};\n")
    machine.turbo("generate")
    assert machine.outputs() == before
    assert machine.ran() == []


def test_compiled_python_is_not_cached(machine: TurborepoMachine) -> None:
    compiled = machine.root / "aws" / "queues" / "generated" / "pydantic_models" / "__pycache__" / "compiled.pyc"
    compiled.parent.mkdir()
    compiled.touch()
    machine.append("aws/queues/pyproject.toml", 'documentation = "none"\n')
    machine.turbo("generate")
    before = machine.outputs()
    shutil.rmtree(machine.root / "aws" / "queues" / "generated")
    machine.turbo("generate")
    assert before.keys() - machine.outputs().keys() == {compiled.relative_to(machine.root).as_posix()}
    assert machine.ran() == ["queues"]


def test_change_reaches_indirect_dependents(machine: TurborepoMachine) -> None:
    web = json.loads(FILES["web/package.json"])
    between = {"name": "@acme/between", "version": "0.0.0", "dependencies": web["dependencies"]}
    (machine.root / "services" / "between").mkdir()
    (machine.root / "services" / "between" / "package.json").write_text(json.dumps(between))
    (machine.root / "web" / "package.json").write_text(json.dumps({**web, "dependencies": {"@acme/between": "*"}}))
    machine.turbo("typecheck")
    assert machine.to_be_run() == {PAGE_BUILD}
    machine.append(SPEC, "\n")
    assert machine.to_be_run() == {TRANSCRIPTS, API, PAGE_TYPES, PAGE_BUILD}


def test_a_breaking_change_fails_both_sides(machine: TurborepoMachine) -> None:
    text = (machine.root / SPEC).read_text()
    assert len(re.findall(r"^    DisplayName: ", text, re.MULTILINE)) == 1
    (machine.root / SPEC).write_text(text.replace("    DisplayName: ", "    ScreenName: "))
    section = SECTIONS["What a change does"]
    (command,) = re.findall(r"`npx (turbo run build .*?)`", section)
    done = machine.start(*f"node_modules/.bin/{command}".split())
    assert done.returncode != 0
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    promised = [line for line in section.splitlines() if line.startswith("@acme/")]
    assert len(promised) == 2
    assert [line for line in promised if line not in lines] == [], done.stdout
    assert "@acme/web:build" not in done.stdout
    assert machine.ran() == ["transcripts"]


def test_machines_share_one_generation(machine: TurborepoMachine, remote: RemoteCache, tmp_path: Path) -> None:
    shutil.rmtree(machine.root / ".turbo" / "cache")
    machine.environment = remote.environment_of_turborepo()
    machine.turbo("build")
    assert machine.ran() == ["queues", "transcripts"]
    assert len(remote.artifacts) == len(EVERYTHING)

    other = machine.clone(tmp_path / "other")
    other.environment = remote.environment_of_turborepo()
    assert other.outputs() == {}
    assert other.cached() == dict.fromkeys(EVERYTHING, "REMOTE")
    assert "FULL TURBO" in other.turbo("build")
    assert other.ran() == []
    assert other.outputs() == machine.outputs() != {}


def test_unsigned_artifacts_are_not_used(machine: TurborepoMachine, remote: RemoteCache, tmp_path: Path) -> None:
    (setting,) = re.findall(r'`("remoteCache": .*?)` in `turbo.json`', SECTIONS["One cache for the team"])
    signed = {**json.loads(FILES["turbo.json"]), **json.loads(f"{{{setting}}}")}
    (machine.root / "turbo.json").write_text(json.dumps(signed))
    machine.run("git", "commit", "--quiet", "--all", "--message", "The cache is signed")
    key = "TURBO_REMOTE_CACHE_SIGNATURE_KEY"
    machine.environment = {**remote.environment_of_turborepo(), key: "ours"}
    machine.turbo("generate", "--force")
    assert all(each.headers["x-artifact-tag"] for each in remote.artifacts.values())

    other = machine.clone(tmp_path / "other")
    other.environment = machine.environment
    other.turbo("generate")
    assert other.ran() == []
    shutil.rmtree(other.root / ".turbo" / "cache")
    other.environment = {**machine.environment, key: "theirs"}
    other.turbo("generate")
    assert other.ran() == ["queues", "transcripts"]


def test_restoring_keeps_other_files(machine: TurborepoMachine) -> None:
    """The page describes this behaviour of Turborepo."""
    file = machine.root / "aws" / "queues" / "pyproject.toml"
    plain = FILES["aws/queues/pyproject.toml"]
    more = plain.replace('["SendMessage"]', '["SendMessage", "PurgeQueue"]')
    before = machine.outputs()
    for configuration in (more, plain):
        file.write_text(configuration)
        machine.turbo("generate")
    left = machine.outputs().keys() - before.keys()
    assert "aws/queues/generated/pydantic_models/sqs/_purge_queue.py" in left

    file.write_text(f'{more}documentation = "none"\n')  # changes the content of the files that were left
    machine.turbo("generate")

    file.write_text(plain)
    shutil.rmtree(machine.root / "aws" / "queues" / "generated")
    machine.turbo("generate")
    assert machine.outputs() == before


def test_committed_output_is_checked(machine: TurborepoMachine) -> None:
    ignored = FILES[".gitignore"].replace("aws/*/generated/\n", "")
    assert ignored != FILES[".gitignore"]
    (machine.root / ".gitignore").write_text(ignored)
    package = json.loads(FILES["aws/transcripts/package.json"])
    package["scripts"]["check"] = "shapewright check"
    (machine.root / "aws" / "transcripts" / "package.json").write_text(json.dumps(package))
    (table,) = re.findall(r"```json\n(.*?)```", SECTIONS["Committed or not"], re.DOTALL)
    configuration = json.loads(FILES["turbo.json"])
    configuration["tasks"] |= json.loads(table)
    (machine.root / "turbo.json").write_text(json.dumps(configuration))
    machine.run("git", "add", ".")
    machine.run("git", "commit", "--quiet", "--message", "What was generated")
    assert "aws/transcripts/generated/typescript/connectparticipant.ts" in machine.run("git", "ls-files")
    machine.turbo("check")
    assert "FULL TURBO" in machine.turbo("check")
    machine.turbo("generate")
    machine.ran()

    machine.append(SPEC, "\n")
    done = machine.start("node_modules/.bin/turbo", "run", "check")
    assert done.returncode != 0
    assert "1 file changed, 0 type errors" in done.stdout, done.stdout
    assert machine.ran() == ["transcripts"]
    for services in (["transcripts"], ["transcripts"], []):
        machine.turbo("generate")
        assert machine.ran() == services
