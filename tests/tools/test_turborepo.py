"""The page `docs/monorepo.md`: the real Turborepo builds, caches and shares its repository, without a network."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from support.paths import NODE, ROOT

PAGE = (ROOT / "docs" / "monorepo.md").read_text()
SECTIONS = {section.partition("\n")[0]: section for section in PAGE.split("\n## ")}
REPOSITORY = SECTIONS["The repository"]
FILES = dict(re.findall(r"^`(\S+)`[^\n]*:\n\n```\w+\n(.*?)^```$", REPOSITORY, re.DOTALL | re.MULTILINE))
SPEC = "aws/transcripts/specs/connectparticipant/type_defs.md"
SHAPEWRIGHT = Path(sys.executable).with_name("shapewright")
TOOLS = {"tsc": "typescript", "turbo": "turbo", "vite": "vite"}  # commands, and the packages that contain them

TRANSCRIPTS, QUEUES = "@acme/transcripts#generate", "@acme/queues#generate"
API, PAGE_TYPES, PAGE_BUILD = "@acme/api#typecheck", "@acme/web#typecheck", "@acme/web#build"
EVERYTHING = {TRANSCRIPTS, QUEUES, API, PAGE_TYPES, PAGE_BUILD}


@dataclass
class Machine:
    """A developer's machine: a clone of the repository, a home, and a `shapewright` that logs where it ran."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.home / "acme"

    def ran(self) -> list[str]:
        """The services for which the generator ran since the last call of this method."""
        log = self.home / "runs"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return sorted(Path(each).name for each in lines)

    def start(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command without our environment variables, which may set a cache or a proxy."""
        tools = (self.home / "bin", Path(sys.executable).parent, os.environ["PATH"])
        environment = {
            "HOME": str(self.home),
            "PATH": ":".join(map(str, tools)),
            "TURBO_TELEMETRY_DISABLED": "1",
            "DO_NOT_TRACK": "1",
            **self.environment,
        }
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)

    def run(self, *command: str | Path) -> str:
        done = self.start(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

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

    def append(self, file: str, text: str) -> None:
        with (self.root / file).open("a") as opened:
            opened.write(text)

    def outputs(self) -> dict[str, bytes]:
        files = [*self.root.glob("aws/*/generated/**/*"), *self.root.glob("web/dist/**/*")]
        return {each.relative_to(self.root).as_posix(): each.read_bytes() for each in files if each.is_file()}

    def remove_outputs(self) -> None:
        for each in (*self.root.glob("aws/*/generated"), self.root / "web" / "dist"):
            shutil.rmtree(each)

    def install(self) -> None:
        """Do what `pip install` and `npm install` would do: npm links our packages, we link those it would download."""
        (self.home / ".npmrc").write_text("offline = true\nupdate-notifier = false\naudit = false\nfund = false\n")
        shim = self.home / "bin" / "shapewright"
        shim.parent.mkdir()
        shim.write_text(f'#!/bin/sh\npwd >> "$(dirname "$0")/../runs"\nexec {SHAPEWRIGHT} "$@"\n')
        shim.chmod(0o755)
        self.run("npm", "install")
        for command, package in TOOLS.items():
            (self.root / "node_modules" / package).symlink_to(NODE / "node_modules" / package)
            link = self.root / "node_modules" / ".bin" / command
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(NODE / "node_modules" / ".bin" / command)


def clone(machine: Machine, home: Path) -> Machine:
    """A second machine that shares only the repository with the first."""
    other = Machine(home)
    machine.run("git", "clone", "--quiet", ".", other.root)
    other.install()
    return other


@dataclass
class Remote:
    """A remote cache, with as much of Turborepo's API as its client uses."""

    artifacts: dict[str, tuple[dict[str, str], bytes]] = field(default_factory=dict)  # headers and content, by hash
    url: str = ""

    def environment(self, token: str = "secret") -> dict[str, str]:
        return {"TURBO_API": self.url, "TURBO_TEAM": "acme", "TURBO_TOKEN": token}

    @contextmanager
    def serving(self) -> Iterator["Remote"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"remote": self}))
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Serves `/v8/artifacts/<hash>` (`HEAD`, `GET`, `PUT`), and what else clients request."""

    protocol_version = "HTTP/1.1"
    remote: Remote

    def do_GET(self) -> None:
        match self.artifact():
            case "status":
                self.respond(200, b'{"status": "enabled"}')
            case name if name in self.remote.artifacts:
                headers, content = self.remote.artifacts[name]
                self.respond(200, content, headers)
            case _:
                self.respond(404)

    do_HEAD = do_GET  # noqa: N815 - the base class calls it so

    def do_PUT(self) -> None:
        content = self.content()
        if name := self.artifact():
            kept = {each: text for each in ("x-artifact-duration", "x-artifact-tag") if (text := self.headers[each])}
            self.remote.artifacts[name] = kept, content
        self.respond(202 if name else 403, b"{}")

    def do_POST(self) -> None:
        self.content()
        self.respond(200 if self.artifact() == "events" else 404, b"{}")

    def artifact(self) -> str:
        """The last part of the requested path; \"\" if the token or the team is wrong."""
        url = urlsplit(self.path)
        known = self.headers["authorization"] == "Bearer secret" and parse_qs(url.query).get("slug") == ["acme"]
        return url.path.removeprefix("/v8/artifacts/") if known else ""

    def content(self) -> bytes:
        return self.rfile.read(int(self.headers["content-length"]))

    def respond(self, status: int, content: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, text in {**(headers or {}), "content-length": str(len(content))}.items():
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Machine, str]:
    """A machine on which everything was built once, and the output of Turborepo."""
    machine = Machine(tmp_path_factory.mktemp("machine"))
    for file, text in FILES.items():
        (machine.root / file).parent.mkdir(parents=True, exist_ok=True)
        (machine.root / file).write_text(text)
    (machine.root / SPEC).parent.mkdir(parents=True)
    shutil.copy(ROOT / "specs" / "connectparticipant" / "type_defs.md", machine.root / SPEC)
    pins = [f"{package}=={version(package)}\n" for package in ("botocore", "fastapi", "mypy", "shapewright")]
    (machine.root / "requirements.txt").write_text("".join(pins))
    machine.install()
    machine.run("git", "init", "--quiet")
    machine.run("git", "config", "user.name", "Ann")
    machine.run("git", "config", "user.email", "ann@example.test")
    machine.run("git", "add", ".")
    machine.run("git", "commit", "--quiet", "--message", "The page's files")
    return machine, machine.turbo("build")


@pytest.fixture
def machine(built: tuple[Machine, str], tmp_path: Path) -> Machine:
    """A copy of that machine, with its cache and an empty log, in another folder."""
    first, _ = built
    copy = Machine(shutil.copytree(first.home, tmp_path / "machine", symlinks=True))
    copy.ran()
    return copy


@pytest.fixture
def remote() -> Iterator[Remote]:
    with Remote().serving() as serving:
        yield serving


def test_the_page_shows_every_file() -> None:
    tree = re.findall(r"^    (\S+/) +(.*)$", REPOSITORY, re.MULTILINE)
    shown = {f"{folder.removeprefix('./')}{file}" for folder, files in tree for file in files.split()}
    assert shown == {*FILES, SPEC}
    assert FILES["aws/queues/package.json"] == FILES["aws/transcripts/package.json"].replace("transcripts", "queues")


@pytest.mark.parametrize("service", ["queues", "transcripts"])
def test_inputs_are_the_files_that_are_read(built: tuple[Machine, str], service: str) -> None:
    machine, _ = built
    read = machine.run(SHAPEWRIGHT, "-C", f"aws/{service}", "build", "--list-inputs").splitlines()
    tasks = json.loads(machine.turbo("generate", "--dry=json"))["tasks"]
    (inputs,) = [each["inputs"] for each in tasks if each["taskId"] == f"@acme/{service}#generate"]
    assert {each for each in read if not Path(each).is_absolute()} == inputs.keys() - {
        "package.json",  # Turborepo's own
        "../../requirements.txt",  # for what is not in the package
    }


def test_a_second_run_does_nothing(built: tuple[Machine, str]) -> None:
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


def test_the_built_page_and_service_work(built: tuple[Machine, str]) -> None:
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


def test_removed_output_is_restored(machine: Machine) -> None:
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
def test_change_affects_only_its_service(machine: Machine, file: str, text: str, anew: set[str]) -> None:
    machine.append(file, text)
    assert machine.to_be_run() == anew
    machine.turbo("generate")
    assert machine.ran() == [name for task, name in ((QUEUES, "queues"), (TRANSCRIPTS, "transcripts")) if task in anew]


def test_edited_output_is_restored(machine: Machine) -> None:
    before = machine.outputs()
    machine.append("aws/transcripts/generated/typescript/index.ts", "export {};\n")
    machine.turbo("generate")
    assert machine.outputs() == before
    assert machine.ran() == []


def test_compiled_python_is_not_cached(machine: Machine) -> None:
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


def test_change_reaches_indirect_dependents(machine: Machine) -> None:
    web = json.loads(FILES["web/package.json"])
    between = {"name": "@acme/between", "version": "0.0.0", "dependencies": web["dependencies"]}
    (machine.root / "services" / "between").mkdir()
    (machine.root / "services" / "between" / "package.json").write_text(json.dumps(between))
    (machine.root / "web" / "package.json").write_text(json.dumps({**web, "dependencies": {"@acme/between": "*"}}))
    machine.turbo("typecheck")
    assert machine.to_be_run() == {PAGE_BUILD}
    machine.append(SPEC, "\n")
    assert machine.to_be_run() == {TRANSCRIPTS, API, PAGE_TYPES, PAGE_BUILD}


def test_a_breaking_change_fails_both_sides(machine: Machine) -> None:
    text = (machine.root / SPEC).read_text()
    assert len(re.findall(r"^    DisplayName: ", text, re.MULTILINE)) == 1
    (machine.root / SPEC).write_text(text.replace("    DisplayName: ", "    ScreenName: "))
    section = SECTIONS["What a change does"]
    (command,) = re.findall(r"`npx (turbo run build .*?)`", section)
    done = machine.start(*f"node_modules/.bin/{command}".split())
    assert done.returncode != 0
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    promised = [line.strip() for line in section.splitlines() if line.startswith("    @acme/")]
    assert len(promised) == 2
    assert [line for line in promised if line not in lines] == [], done.stdout
    assert "@acme/web:build" not in done.stdout
    assert machine.ran() == ["transcripts"]


def test_machines_share_one_generation(machine: Machine, remote: Remote, tmp_path: Path) -> None:
    shutil.rmtree(machine.root / ".turbo" / "cache")
    machine.environment = remote.environment()
    machine.turbo("build")
    assert machine.ran() == ["queues", "transcripts"]
    assert len(remote.artifacts) == len(EVERYTHING)

    other = clone(machine, tmp_path / "other")
    other.environment = remote.environment()
    assert other.outputs() == {}
    assert other.cached() == dict.fromkeys(EVERYTHING, "REMOTE")
    assert "FULL TURBO" in other.turbo("build")
    assert other.ran() == []
    assert other.outputs() == machine.outputs() != {}


def test_unsigned_artifacts_are_not_used(machine: Machine, remote: Remote, tmp_path: Path) -> None:
    (setting,) = re.findall(r'`("remoteCache": .*?)` in `turbo.json`', SECTIONS["One cache for the team"])
    signed = {**json.loads(FILES["turbo.json"]), **json.loads(f"{{{setting}}}")}
    (machine.root / "turbo.json").write_text(json.dumps(signed))
    machine.run("git", "commit", "--quiet", "--all", "--message", "The cache is signed")
    key = "TURBO_REMOTE_CACHE_SIGNATURE_KEY"
    machine.environment = {**remote.environment(), key: "ours"}
    machine.turbo("generate", "--force")
    assert all(headers["x-artifact-tag"] for headers, _ in remote.artifacts.values())

    other = clone(machine, tmp_path / "other")
    other.environment = machine.environment
    other.turbo("generate")
    assert other.ran() == []
    shutil.rmtree(other.root / ".turbo" / "cache")
    other.environment = {**machine.environment, key: "theirs"}
    other.turbo("generate")
    assert other.ran() == ["queues", "transcripts"]


def test_restoring_keeps_other_files(machine: Machine) -> None:
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


def test_committed_output_is_checked(machine: Machine) -> None:
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
