"""What Windows does differently: files that are in use, locks, Ctrl-C, encodings, ends of lines, and names of files.

Most of it is simulated (`support/like_windows.py`), and so runs everywhere.
"""

import errno
import multiprocessing
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path, PureWindowsPath
from types import MappingProxyType

import pytest

from generator import naming
from generator.cli import arguments
from generator.diagnostics import Report
from generator.output import system
from generator.output.manifest import is_inside
from generator.pipeline import dependencies, type_check
from generator.pipeline.workers import in_parallel
from generator.readers.botocore.service_data import installed_services, load_installed
from generator.source_files import relative_to_here
from support.commands import Run, python
from support.paths import CASES, ROOT, SEED, SUPPORT

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the simulation builds on POSIX")
DEVICES = {"aux", "con", "nul", "prn", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


def environment_of(cwd: Path, more: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Lock files are in `cwd`. Programs can import `like_windows`."""
    return {**os.environ, "TMPDIR": str(cwd), "PYTHONPATH": f"{ROOT}{os.pathsep}{SUPPORT}", **more}


def like_windows(*command: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as on Windows."""
    line = [sys.executable, "-W", "error", SUPPORT / "like_windows.py", *command]
    return subprocess.run(line, cwd=cwd, env=environment_of(cwd, variables), capture_output=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two specs, so that there are workers."""
    for name in ("one", "two"):
        (tmp_path / "specs" / name).mkdir(parents=True)
        (tmp_path / "specs" / name / "type_defs.md").write_bytes(SEED.read_bytes())
    text = '[tool.shapewright]\nsources = ["specs"]\ntargets = ["pydantic", "typescript"]\n'
    for name in ("one", "two"):
        file = tmp_path / "specs" / name / "type_defs.md"
        file.write_text(re.sub("(?<=types_aiobotocore_)connectparticipant", name, file.read_text("utf-8")), "utf-8")
    (tmp_path / "pyproject.toml").write_text(text)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The whole command line.


@posix_only
def test_builds_are_the_same(project: Path, shapewright: Run) -> None:
    done = like_windows("build", "--jobs", "2", cwd=project)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.count(b"\n") == done.stdout.count(b"\r\n") == 3
    found = contents(project / "generated")
    assert not any(b"\r" in content for content in found.values())
    shapewright("clean", cwd=project)
    assert shapewright("build", "--jobs", "1", cwd=project).returncode == 0
    assert contents(project / "generated") == found


@posix_only
def test_a_file_is_replaced_once_it_is_closed(project: Path) -> None:
    done = like_windows("build", cwd=project, HELD="index.ts", HELD_FOR="3")
    assert done.returncode == 0, done.stderr.decode()
    assert (project / "generated" / "typescript" / "index.ts").is_file()


@posix_only
def test_a_file_that_stays_open_is_an_error(project: Path, shapewright: Run) -> None:
    done = like_windows("build", cwd=project, HELD="index.ts", HELD_FOR="100")
    assert done.returncode == 2
    message = "generated/typescript/index.ts: error: another program has this file open, so it cannot be changed"
    assert message in done.stderr.decode()
    assert "[file-in-use]\n    hint: close it there and run again" in done.stderr.decode()

    assert like_windows("build", cwd=project).returncode == 0  # finishes the first run
    found = contents(project / "generated")
    assert not any(path.startswith(".shapewright.tmp") for path in found)
    shapewright("clean", cwd=project)
    shapewright("build", cwd=project)
    assert contents(project / "generated") == found


@posix_only
def test_runs_take_turns(project: Path) -> None:
    """A run waits while another process holds the lock, and says so."""
    holder = (
        "import like_windows, time; like_windows.become_windows()\n"
        "from pathlib import Path; from generator.output import system\n"
        "with system.lock(Path('generated'), lambda: None):\n"
        "    print('held', flush=True); time.sleep(3)\n"
        "print('released', time.time())\n"
    )
    (project / "generated").mkdir()
    command = [sys.executable, "-c", holder]
    with subprocess.Popen(command, cwd=project, env=environment_of(project), stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline().strip() == b"held"
        done = like_windows("build", cwd=project)
        released = float(other.stdout.read().split()[1])
    assert (project / "generated" / ".shapewright.json").stat().st_mtime > released
    assert done.returncode == 0, done.stderr.decode()
    assert b"another run is writing to generated: waiting for it to end" in done.stderr
    assert [path.name for path in (project / "generated").iterdir() if "lock" in path.name] == []


@posix_only
def test_characters_that_the_console_lacks_are_escaped(project: Path) -> None:
    assert like_windows("build", cwd=project).returncode == 0
    file = project / "generated" / "pydantic_models" / "__init__.py"
    file.write_bytes(file.read_bytes() + "# \u2260 \u00e9\n".encode())
    done = like_windows("check", cwd=project)
    assert done.returncode == 1, done.stderr.decode()
    assert b"-# \\u2260 \xe9\r\n" in done.stdout


# Files that other programs have open.


def in_use(path: str, winerror: int) -> PermissionError:
    error = PermissionError(errno.EACCES, "Access is denied", path)
    error.winerror = winerror  # type: ignore[attr-defined,unused-ignore]
    return error


@pytest.mark.parametrize("winerror", [5, 32])
def test_we_try_again_for_two_seconds(monkeypatch: pytest.MonkeyPatch, winerror: int, tmp_path: Path) -> None:
    waits: list[float] = []

    def fail(path: str) -> None:
        raise in_use(path, winerror)

    monkeypatch.setattr(time, "sleep", waits.append)
    monkeypatch.setattr(os, "unlink", fail)
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(system.FileInUseError) as raised:
        system.unlink(str(file))
    assert raised.value.filename == str(file)
    assert sum(waits) == pytest.approx(2)


def test_a_read_only_file_is_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    replace = os.replace

    def fail_if_read_only(source: str, target: str) -> None:
        if not os.stat(target).st_mode & 0o200:  # noqa: PTH116
            raise in_use(source, 5)
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail_if_read_only)
    new, old = tmp_path / "new", tmp_path / "old"
    new.write_text("new")
    old.write_text("old")
    old.chmod(0o444)
    system.replace(str(new), str(old))
    assert old.read_text() == "new"


def test_a_missing_permission_is_final(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(os, "unlink", fail)
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("waited"))
    with pytest.raises(PermissionError, match="Permission denied"):
        system.unlink("file")


# Ctrl-C, and workers.


@posix_only
def test_ctrl_c_waits_until_the_files_are_in_their_places(project: Path) -> None:
    program = (
        "import like_windows, os, signal; like_windows.become_windows()\n"
        "from generator.output import system\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background ignores it
        "try:\n"
        "    with system.uninterrupted():\n"
        "        os.kill(os.getpid(), signal.SIGINT); print('finished')\n"
        "except KeyboardInterrupt:\n"
        "    print('stopped')\n"
        "print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=project, env=environment_of(project), capture_output=True, check=False)
    assert done.stdout.split() == [b"finished", b"stopped", b"True"], done.stderr.decode()


def double(number: int) -> int:
    return 2 * number


def test_workers_can_start_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "Process", multiprocessing.get_context("spawn").Process)
    assert list(in_parallel(double, range(1, 6), 2)) == [2, 4, 6, 8, 10]


def test_the_code_uses_nothing_that_windows_lacks() -> None:
    done = python("-m", "mypy", "--platform", "win32", "--cache-dir", os.devnull, "generator")
    assert done.returncode == 0, done.stdout


# Encodings and ends of lines.


def test_no_file_is_read_in_the_encoding_of_the_system(project: Path) -> None:
    """It is cp1252 on Windows, and UTF-8 here."""
    for command in (["build"], ["check"], ["explain", "one.Item"], ["init"], ["clean"]):
        options = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning:generator"]
        done = python(*options, "-m", "generator", *command, cwd=project)
        assert "EncodingWarning" not in done.stdout + done.stderr
        assert done.returncode == (2 if command == ["init"] else 0), done.stderr


@pytest.mark.parametrize("source", ["specs", "service-2.json"])
def test_specs_with_crlf_give_the_same_output(project: Path, shapewright: Run, source: str) -> None:
    """Git converts the ends of lines when it checks out on Windows."""
    model = b'{\n "metadata": {"serviceId": "Own"},\n "operations": {}, "shapes": {}\n}\n'
    (project / "service-2.json").write_bytes(model)
    command = ["build", "--source", source, "--out", "out"]
    assert shapewright(*command, cwd=project).returncode == 0
    before = contents(project / "out")
    for file in (project / "service-2.json", *project.glob("specs/*/*")):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert shapewright(*command, cwd=project).returncode == 0
    assert contents(project / "out") == before


def test_init_keeps_the_ends_of_lines(tmp_path: Path, shapewright: Run) -> None:
    file = tmp_path / "pyproject.toml"
    for end in (b"\r\n", b"\n"):
        before = b'[project]\nname = "ours"\n'.replace(b"\n", end)
        file.write_bytes(before)
        assert shapewright("init", cwd=tmp_path).returncode == 0
        after = file.read_bytes()
        assert after.startswith(before + end + b"[tool.shapewright]" + end)
        assert after.count(b"\n") == after.count(end)


# Paths.


@pytest.mark.parametrize(
    "path",
    ["../up", "a/../../up", r"..\up", r"a\..\..\up", "/root", r"\root", "C:/x", "C:x", r"\\server\share\x", "a\0"],
)
def test_no_path_of_a_manifest_leads_out(path: str) -> None:
    assert not is_inside(path)
    assert is_inside("pydantic_models/s3/_get_object.py")


def test_a_drive_keeps_its_colon_in_a_depfile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependencies, "Path", PureWindowsPath)
    found = dependencies.Dependencies({r"C:\my specs\a.md"}, set(), set(), r"out\.shapewright.json")
    rule = dependencies.depfile([found]).decode()
    assert rule == "out/.shapewright.json: \\\n  C:/my\\ specs/a.md\n\nC:/my\\ specs/a.md:\n"


def test_ninja_knows_a_drive(tmp_path: Path) -> None:
    rule = "rule copy\n  command = cp in out && printf 'out: C:/my\\\\ specs/a.md' > out.d\n  depfile = out.d\n"
    (tmp_path / "build.ninja").write_text(f"{rule}build out: copy in\n")
    (tmp_path / "in").touch()
    ninja = Path(sys.executable).with_name("ninja")
    if not ninja.exists():
        pytest.skip("ninja is not installed")
    subprocess.run([ninja, "-C", tmp_path], check=True, capture_output=True)
    told = subprocess.run([ninja, "-C", tmp_path, "-d", "explain", "-n"], check=True, capture_output=True, text=True)
    assert "C:/my specs/a.md" in told.stdout + told.stderr


def test_another_drive_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    (tmp_path / "pyproject.toml").write_text(
        '[tool.shapewright]\nsources = ["botocore:sqs"]\n'
        '[[tool.shapewright.outputs]]\nout = "one"\n[[tool.shapewright.outputs]]\nout = "two"\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os.path, "relpath", fail)
    report = Report()
    elsewhere = tmp_path.parent / "elsewhere"
    assert arguments.make_requests(arguments.Arguments(out=str(elsewhere)), report) == []
    assert [(each.code, each.hint) for each in report] == [("unknown-output", "the outputs are one, two")]
    assert relative_to_here(elsewhere) == elsewhere


def test_outputs_that_differ_in_case_are_one(tmp_path: Path, shapewright: Run) -> None:
    outputs = "".join(f'[[tool.shapewright.outputs]]\nout = "{out}"\n' for out in ("Api", "api/aws"))
    (tmp_path / "pyproject.toml").write_text(f'[tool.shapewright]\nsources = ["botocore:sqs"]\n{outputs}')
    done = shapewright("build", cwd=tmp_path)
    assert done.returncode == 2
    assert "pyproject.toml:6: error: the folder api/aws overlaps the folder of another output" in done.stderr


@pytest.mark.parametrize(
    ("path", "code", "hint"),
    [
        (r"C:\Users\specs", "bad-toml", "write paths with /, or in single quotes"),
        (r"my\specs", "bad-toml", "write paths with /, or in single quotes"),
        (r"C:\temp", "no-such-file", r"write paths with /: in a string of TOML, \t is a tab"),
    ],
)
def test_a_backslash_in_double_quotes(tmp_path: Path, shapewright: Run, path: str, code: str, hint: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.shapewright]\nsources = ["{path}"]\n')
    done = shapewright("build", cwd=tmp_path)
    assert done.returncode == 2
    assert f"[{code}]\n    hint: {hint}" in done.stderr
    if code == "bad-toml":
        assert "pyproject.toml:2: error: " in done.stderr
        assert f"    hint: {hint}" in shapewright("init", cwd=tmp_path).stderr


def test_mypy_gets_no_command_that_is_too_long() -> None:
    folders = [Path("generated", "pydantic_models", f"service_{number}") for number in range(2000)]
    parts = type_check._parts(folders)
    assert [each for part in parts for each in part] == [*map(str, folders)]
    lengths = [len(subprocess.list2cmdline(part)) for part in parts]
    assert len(parts) == 3
    assert max(lengths) < 32_000
    assert type_check._parts(folders[:1]) == [[str(folders[0])]]


# Names of files.


def portable_names() -> Iterator[str]:
    yield from (path.relative_to(ROOT).as_posix() for path in (ROOT / "generated").rglob("*") if path.is_file())
    for case in CASES.iterdir():
        yield from (path.relative_to(case).as_posix() for path in (case / "expected").rglob("*") if path.is_file())
    for service in map(naming.service_name, (*installed_services(), *DEVICES, "CON", "Lpt1")):
        yield from (f"typescript/{service}.ts", f"json_schema/{service}.schema.json", f"pydantic_models/{service}/x.py")


def test_windows_can_have_files_of_all_names() -> None:
    for path in {each for each in portable_names() if "__pycache__" not in each}:
        for part in path.split("/"):
            assert part.partition(".")[0].lower() not in DEVICES, path
            assert not re.search(r'[<>:"|?*\\\0-\x1f]|[. ]$', part), path


def test_paths_are_short(sample_services: list[str]) -> None:
    """Windows has room for 260 characters, and needs some of them for the folders of the user."""
    for name in {*sample_services, "securityhub"}:  # the longest names of AWS
        found = load_installed(name)
        assert found
        shapes = [each for each, shape in found.service["shapes"].items() if shape["type"] == "structure"]
        for each in (*shapes, *found.service["operations"]):
            path = f"dataclass_models/{naming.service_name(name)}/{naming.module_name(f'{each}Output')}.py"
            assert len(path) <= 150, path


def test_no_names_differ_in_case_only() -> None:
    folders = [ROOT / "generated", *(case / "expected" for case in CASES.iterdir())]
    for folder in folders:
        names = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
        assert len({each.casefold() for each in names}) == len(names), folder
    services = [naming.service_name(each) for each in installed_services()]
    assert services == [each.lower() for each in services]
    assert naming.module_name("GetHTTPThing") == naming.module_name("GetHTTPThing").lower()
