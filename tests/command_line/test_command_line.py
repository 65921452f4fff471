"""The command line: what it prints and writes, and its exit codes."""

import json
import re
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from support.commands import Run, run_in_terminal
from support.paths import ROOT, SEED

ENRICHED = f"botocore {version('botocore')} has 30 of 30 classes, 106 of 106 members"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with one spec, not built yet."""
    (tmp_path / "specs" / "connectparticipant").mkdir(parents=True)
    shutil.copy(SEED, tmp_path / "specs" / "connectparticipant")
    (tmp_path / "pyproject.toml").write_text('[tool.shapewright]\nsources = ["specs"]\nout = "models"\n')
    return tmp_path


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        file.relative_to(folder).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts and ".mypy_cache" not in file.parts
    }


@pytest.mark.pinned_botocore
def test_no_command_builds_what_is_configured(project: Path, shapewright: Run) -> None:
    done = shapewright(cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout == f"connectparticipant: 44 types, 41 files written; {ENRICHED}\nshared by all: 64 files written\n"
    )
    written = files(project / "models")
    committed = files(ROOT / "generated")
    del written[".shapewright.json"], committed[".shapewright.json"]
    index, _ = written.pop("typescript/index.ts")
    assert index.endswith(b'\n\nexport type * as connectparticipant from "./connectparticipant.js";\n')
    assert {path: text for path, (text, _) in written.items()} == {
        path: text
        for path, (text, _) in committed.items()
        if "connectparticipant" in path or "/" not in path or (path.count("/") == 1 and "_models/" in path)
    }


def test_build_from_a_subfolder(project: Path, shapewright: Run) -> None:
    done = shapewright(cwd=project / "specs")
    assert done.returncode == 0
    assert (project / "models" / "typescript" / "connectparticipant.ts").is_file()


def test_second_run_writes_nothing(project: Path, shapewright: Run) -> None:
    shapewright(cwd=project)
    before = files(project / "models")
    done = shapewright(cwd=project)
    assert done.stdout == f"connectparticipant: 44 types, 0 files written, 41 unchanged; {ENRICHED}\n"
    assert files(project / "models") == before


def test_removed_shared_file_is_written_again_and_reported(project: Path, shapewright: Run) -> None:
    shapewright(cwd=project)
    before = files(project / "models")
    (project / "models" / "pydantic_models" / "_models.py").unlink()
    done = shapewright("build", "--exit-code", cwd=project)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "shared by all: 1 file written, 63 unchanged"
    after = files(project / "models")
    assert {path: text for path, (text, _) in after.items()} == {path: text for path, (text, _) in before.items()}
    assert shapewright("build", "--exit-code", cwd=project).returncode == 0


def test_options_for_source_target_and_folder(tmp_path: Path, shapewright: Run) -> None:
    done = shapewright("build", "--source", SEED, "--target", "typescript", "--out", "elsewhere")
    assert done.returncode == 0
    assert sorted(files(tmp_path / "elsewhere")) == [
        ".gitattributes",
        ".shapewright.json",
        "NOTICE",
        "README.md",
        "typescript/connectparticipant.ts",
        "typescript/index.ts",
    ]


def test_operations_keep_what_they_need(tmp_path: Path, shapewright: Run) -> None:
    arguments = ("build", "--source", SEED, "--target", "json-schema", "--out", "out")
    assert shapewright(*arguments, "--operation", "SendEvent").returncode == 0
    schema = json.loads((tmp_path / "out" / "json_schema" / "connectparticipant.schema.json").read_text())
    errors = [each for each in schema["$defs"] if each.endswith("Exception")]
    assert sorted(schema["$defs"].keys() - set(errors)) == ["ResponseMetadata", "SendEventRequest", "SendEventResponse"]
    assert "AccessDeniedException" in errors
    assert "ResourceNotFoundException" not in errors  # of other operations
    done = shapewright(*arguments, "--operation", "SendEvnt")
    assert done.returncode == 2
    assert "no operation SendEvnt in connectparticipant" in done.stderr
    assert "did you mean SendEvent?" in done.stderr


def test_obsolete_files_are_removed_and_no_others(project: Path, shapewright: Run) -> None:
    shapewright(cwd=project)
    own = project / "models" / "pydantic_models" / "connectparticipant" / "mine.py"
    own.write_text("# a user's own\n")
    text = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(f'{text}targets = ["pydantic"]\noperations = ["SendEvent"]\n')
    done = shapewright(cwd=project)
    assert done.returncode == 0
    left = files(project / "models")
    assert "pydantic_models/connectparticipant/_get_transcript.py" not in left
    assert "pydantic_models/connectparticipant/_send_event.py" in left
    assert not any(path.startswith(("dataclass_models", "typescript", "json_schema")) for path in left)
    assert own.is_file()
    assert shapewright("check", cwd=project).returncode == 0


def test_check_shows_drift(project: Path, shapewright: Run) -> None:
    shapewright(cwd=project)
    changed = project / "models" / "typescript" / "connectparticipant.ts"
    changed.write_text(changed.read_text().replace("ConnectionToken: string", "ConnectionToken: number"))
    (project / "models" / "json_schema" / "connectparticipant.schema.json").unlink()
    before = files(project / "models")
    done = shapewright("check", cwd=project)
    assert done.returncode == 1
    assert "-  ConnectionToken: number;\n+  ConnectionToken: string;\n" in done.stdout
    assert "--- models/typescript/connectparticipant.ts\n" in done.stdout
    assert "--- /dev/null\n+++ models/json_schema/connectparticipant.schema.json (from the specs)\n" in done.stdout
    assert "2 files changed, 0 type errors" in done.stdout
    assert files(project / "models") == before


def test_check_reports_a_type_error_at_its_line_of_the_spec(project: Path, shapewright: Run) -> None:
    shapewright(cwd=project)
    module = project / "models" / "pydantic_models" / "connectparticipant" / "_send_event.py"
    module.write_text(module.read_text().replace("content_type: Annotated[str,", "content_type: Annotated[Strng,"))
    done = shapewright("check", cwd=project)
    assert done.returncode == 1
    spec = SEED.read_text().splitlines()
    line = spec.index("class SendEventRequestTypeDef(TypedDict):") + 2
    assert spec[line - 1].strip().startswith("ContentType:")
    place = f"specs/connectparticipant/type_defs.md:{line}: error: SendEventRequest.ContentType: "
    assert f'{place}Name "Strng" is not defined' in done.stdout
    assert "in pydantic_models/connectparticipant/_send_event.py:" in done.stdout
    assert "1 file changed, 1 type error" in done.stdout


def test_spec_with_errors_leaves_the_output_unchanged(project: Path, shapewright: Run) -> None:
    shapewright(cwd=project)
    before = files(project / "models")
    spec = project / "specs" / "connectparticipant" / "type_defs.md"
    spec.write_text(spec.read_text().replace("NotRequired[StartPositionTypeDef]", "NotRequired[StartPosTypeDef]"))
    done = shapewright(cwd=project)
    assert done.returncode == 2
    assert "specs/connectparticipant/type_defs.md:" in done.stderr
    assert "unknown name StartPosTypeDef" in done.stderr
    assert "did you mean StartPositionTypeDef?" in done.stderr
    assert files(project / "models") == before


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            'sorces = ["specs"]',
            "pyproject.toml:2: error: there is no key sorces in [tool.shapewright] [unknown-key]\n"
            "    hint: did you mean sources?",
        ),
        ("sources = 1", "pyproject.toml:2: error: sources must be a list of strings, not 1 [bad-value]"),
        (
            'targets = ["typescrip"]',
            "pyproject.toml:2: error: there is no target typescrip [unknown-target]\n"
            "    hint: did you mean typescript?",
        ),
        (
            '[tool.shapewright.requests]\nenums = "ajar"',
            "pyproject.toml:3: error: enums must be one of 'closed', 'open', not 'ajar' [bad-value]",
        ),
        ("sources = [", "Invalid value"),
        ("", "there are no sources to read"),
    ],
)
def test_bad_configuration(tmp_path: Path, shapewright: Run, table: str, message: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.shapewright]\n{table}\n")
    done = shapewright()
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_index_lists_the_services_of_the_output(tmp_path: Path, shapewright: Run) -> None:
    """The index covers the services of several runs. A check of one service accepts the others in it."""

    def services() -> list[str]:
        text = (tmp_path / "out" / "typescript" / "index.ts").read_text()
        return re.findall(r"as (\w+) from", text)

    arguments = ("--target", "typescript", "--out", "out")
    for source, expected in (("sqs", ["sqs"]), ("sns", ["sns", "sqs"]), ("lambda", ["lambda_", "sns", "sqs"])):
        assert shapewright("build", "--source", f"botocore:{source}", *arguments).returncode == 0
        assert services() == expected
    assert shapewright("check", "--source", "botocore:sns", *arguments).returncode == 0
    (tmp_path / "pyproject.toml").write_text('[tool.shapewright]\nsources = ["botocore:sns"]\nout = "out"\n')
    assert shapewright("check").returncode == 1
    assert shapewright().returncode == 0
    assert services() == ["sns"]
    assert shapewright("check").returncode == 0
    (tmp_path / "pyproject.toml").write_text(
        '[tool.shapewright]\nsources = ["botocore:sns"]\nout = "out"\ntargets = ["pydantic"]\n'
    )
    assert shapewright().returncode == 0
    assert not (tmp_path / "out" / "typescript").exists()


OPTIONS = {
    "requests.enums": "'closed', 'open'",
    "requests.constraints": "'client', 'all', 'none'",
    "requests.unknown": "'forbid', 'allow', 'ignore'",
    "responses.enums": "'closed', 'open'",
    "responses.constraints": "'client', 'all', 'none'",
    "responses.unknown": "'forbid', 'allow', 'ignore'",
    "types.unknown": "'forbid', 'allow', 'ignore'",
    "responses.required": "'none', 'typed', 'model', 'spec'",
    "typescript.timestamps": "'string', 'Date'",
    "typescript.blobs": "'string', 'Uint8Array'",
    "typescript.longs": "'number', 'bigint', 'string'",
}


@pytest.mark.parametrize("option", OPTIONS)
def test_wrong_value_of_an_option(tmp_path: Path, shapewright: Run, option: str) -> None:
    table, key = option.split(".")
    for wrong, shown in (('"ajar"', "'ajar'"), ("1", "1"), ("true", "True"), ("[]", "[]"), ("{}", "{}")):
        (tmp_path / "pyproject.toml").write_text(f"[tool.shapewright.{table}]\n{key} = {wrong}\n")
        done = shapewright()
        assert done.returncode == 2
        assert (
            f"pyproject.toml:2: error: {key} must be one of {OPTIONS[option]}, not {shown} [bad-value]" in done.stderr
        )


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("nowhere.md", "nowhere.md: error: no such file or directory [no-such-file]"),
        ("empty", "empty: error: no spec in this folder [no-spec]"),
        ("notes.txt", "notes.txt: error: no reader accepts this kind of file [unknown-kind]"),
        ("empty.md", "empty.md: error: the file is empty [empty]"),
        ("latin.md", "latin.md:1: error: not UTF-8: byte 0xe9 [not-utf-8]"),
        ("prose.md", "prose.md: error: no TypedDict in this document [no-types]"),
    ],
)
def test_files_that_are_no_specs(tmp_path: Path, shapewright: Run, spec: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "latin.md").write_bytes(b"caf\xe9")
    (tmp_path / "prose.md").write_text("# Hello\n")
    done = shapewright("build", "--source", spec, "--out", "out")
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_unknown_target(shapewright: Run) -> None:
    done = shapewright("build", "--source", SEED, "--target", "cobol")
    assert done.returncode == 2
    assert "no target cobol" in done.stderr


def test_list_names_readers_and_targets(shapewright: Run) -> None:
    done = shapewright("list")
    assert done.returncode == 0
    for name in ("docs", "pydantic", "dataclasses", "json-schema", "typescript", "zod", "typeddict", "ir"):
        assert f"  {name} " in done.stdout


def test_json_is_one_document(project: Path, shapewright: Run) -> None:
    done = shapewright("build", "--format", "json", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "services": [
            {
                "service": "connectparticipant",
                "out": "models",
                "types": 44,
                "written": 41,
                "unchanged": 0,
                "removed": 0,
                "enrichment": {
                    "model": f"botocore {version('botocore')}",
                    "classes": 30,
                    "all_classes": 30,
                    "members": 106,
                    "all_members": 106,
                },
            }
        ],
        "shared": [{"out": "models", "written": 64, "unchanged": 0, "removed": 0}],
        "removed": [],
        "diagnostics": [],
        "differences": [],
        "type_errors": [],
    }
    spec = project / "specs" / "connectparticipant" / "type_defs.md"
    spec.write_text(spec.read_text().replace("NotRequired[StartPositionTypeDef]", "NotRequired[StartPosTypeDef]"))
    done = shapewright("check", "--format", "json", cwd=project)
    assert (done.returncode, done.stderr) == (2, "")
    (diagnostic,) = json.loads(done.stdout)["diagnostics"]
    line = next(number for number, text in enumerate(spec.read_text().splitlines(), 1) if "[StartPosTypeDef]" in text)
    assert diagnostic == {
        "code": "unknown-name",
        "severity": "error",
        "file": "specs/connectparticipant/type_defs.md",
        "line": line,
        "shape": "GetTranscriptRequest.StartPosition",
        "message": "unknown name StartPosTypeDef",
        "hint": "did you mean StartPositionTypeDef?",
        "out": "models",
    }


def test_terminal_shows_a_bar_and_a_table(project: Path) -> None:
    """In a pseudo-terminal, the progress bar disappears at the end and the table stays."""
    code, shown = run_in_terminal([sys.executable, "-m", "generator"], project)
    assert code == 0
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert "0/1" in text
    assert re.search(r"service +types +written +unchanged +removed", text)
    assert re.search(r"connectparticipant +44 +41 +0 +0 +30/30 +106/106", text)
    assert re.search(r"shared by all +64 +0 +0", text)


def test_repeated_diagnostic_is_printed_once(tmp_path: Path, shapewright: Run) -> None:
    members = "".join(f"    Part{number}: elsewhere.Part,\n" for number in range(30))
    (tmp_path / "type_defs.md").write_text(f"```python\nclass WholeTypeDef(TypedDict):\n{members}```\n")
    done = shapewright("build", "--source", "type_defs.md", "--out", "out")
    assert done.returncode == 0
    assert done.stderr.count("elsewhere.Part is declared elsewhere") == 1
    assert "and 29 more places, the last at type_defs.md:32" in done.stderr


def test_huge_file_is_refused(tmp_path: Path, shapewright: Run) -> None:
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(45_000_000)
    done = shapewright("build", "--source", "huge.md", "--out", "out")
    assert done.returncode == 2
    assert "huge.md: error: 45 MB is too large for a spec" in done.stderr


def test_two_specs_of_one_service(tmp_path: Path, shapewright: Run) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        shutil.copy(SEED, tmp_path / name)
    done = shapewright("build", "--source", "a", "--source", "b", "--out", "out")
    assert done.returncode == 2
    assert "connectparticipant is also described by a/type_defs.md" in done.stderr
    assert shapewright("build", "--source", "a", "--source", "a/type_defs.md", "--out", "out").returncode == 0


@pytest.mark.parametrize("out", ["file", "file/below", "x" * 300])
@pytest.mark.parametrize("command", ["build", "check"])
def test_impossible_output_folder(tmp_path: Path, shapewright: Run, command: str, out: str) -> None:
    (tmp_path / "file").write_text("")
    done = shapewright(command, "--source", SEED, "--out", out)
    assert "Traceback" not in done.stderr
    assert (done.returncode, "error: " in done.stderr) == (2, True) or command == "check"


def test_folder_in_the_place_of_an_output_file(project: Path, shapewright: Run) -> None:
    (project / "models" / "typescript" / "connectparticipant.ts").mkdir(parents=True)
    done = shapewright(cwd=project)
    assert done.returncode == 2
    assert "[unusable-output]" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "models" / ".shapewright.tmp").exists()


@pytest.mark.parametrize("path", ["../../victim", "/victim", "a/../../victim"])
def test_manifest_with_paths_out_of_its_folder(project: Path, shapewright: Run, path: str) -> None:
    shapewright(cwd=project)
    manifest = project / "models" / ".shapewright.json"
    data = json.loads(manifest.read_text())
    data["files"][f"connectparticipant typescript {path}"] = "0" * 64
    manifest.write_text(json.dumps(data))
    done = shapewright(cwd=project)
    assert done.returncode == 2
    assert "is not a manifest of Shapewright" in done.stderr


def test_check_through_a_link(project: Path, shapewright: Run) -> None:
    shapewright(cwd=project)
    module = project / "models" / "pydantic_models" / "connectparticipant" / "_send_event.py"
    module.write_text(module.read_text().replace("content_type: Annotated[str,", "content_type: Annotated[Strng,"))
    (project / "link").symlink_to(project / "models")
    for out in ("link", "specs/../models"):
        done = shapewright("check", "--source", "specs", "--out", out, cwd=project)
        assert done.returncode == 1
        assert 'SendEventRequest.ContentType: Name "Strng" is not defined' in done.stdout


def test_check_reports_a_syntax_error(project: Path, shapewright: Run) -> None:
    shapewright(cwd=project)
    module = project / "models" / "pydantic_models" / "connectparticipant" / "_send_event.py"
    module.write_text(module.read_text() + "class\n")
    done = shapewright("check", cwd=project)
    assert done.returncode == 1
    assert "_send_event.py" in done.stdout
    assert '{"file"' not in done.stdout


def test_check_reports_a_missing_or_old_manifest(project: Path, shapewright: Run) -> None:
    shapewright(cwd=project)
    spec = project / "specs" / "connectparticipant" / "type_defs.md"
    spec.write_text(f"{spec.read_text()}\nA word more.\n")
    assert shapewright("check", cwd=project).returncode == 1
    shapewright(cwd=project)
    assert shapewright("check", cwd=project).returncode == 0
    (project / "models" / ".shapewright.json").unlink()
    assert shapewright("check", cwd=project).returncode == 1


def test_the_ir_is_the_same_from_every_folder(project: Path, shapewright: Run) -> None:
    text = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(f'{text}targets = ["ir"]\n')
    shapewright(cwd=project)
    first = (project / "models" / "ir" / "connectparticipant.json").read_text()
    assert str(project) not in first
    shapewright(cwd=project / "specs" / "connectparticipant")
    assert (project / "models" / "ir" / "connectparticipant.json").read_text() == first


def test_operations_of_one_service_among_several(project: Path, shapewright: Run) -> None:
    (project / "specs" / "other").mkdir()
    (project / "specs" / "other" / "type_defs.md").write_text(
        "```python\nclass ResponseMetadataTypeDef(TypedDict):\n    RequestId: str,\n\n"
        "class PingRequestTypeDef(TypedDict):\n    Name: str,\n```\n"
    )
    done = shapewright("build", "--source", "specs", "--operation", "SendEvent", "--out", "out", cwd=project)
    assert done.returncode == 0, done.stderr
    done = shapewright("build", "--source", "specs", "--operation", "SendEvnt", "--out", "out", cwd=project)
    assert done.returncode == 2
    assert "no operation SendEvnt in connectparticipant, other" in done.stderr


def test_tables_in_any_spelling_of_toml(project: Path, shapewright: Run) -> None:
    for table in (
        '[tool]\nshapewright = { sources = ["specs"], out = "models" }\n',
        '[ tool.shapewright ]\nsources = ["specs"]\n',
    ):
        (project / "pyproject.toml").write_text(table)
        assert shapewright(cwd=project).returncode == 0
    (project / "pyproject.toml").write_text('[[tool.shapewright]]\nsources = ["specs"]\n')
    done = shapewright(cwd=project)
    assert done.returncode == 2
    assert "one table, not a list of tables" in done.stderr


def test_one_spec_named_twice(project: Path, shapewright: Run) -> None:
    done = shapewright(
        "build", "--source", SEED, "--source", "specs", "--source", project / "specs", "--out", "o", cwd=project
    )
    assert done.returncode == 2  # two copies
    done = shapewright("build", "--source", "specs", "--source", project / "specs", "--out", "o", cwd=project)
    assert done.returncode == 0  # one


def test_misspelt_operation_leaves_the_output_unchanged(project: Path, shapewright: Run) -> None:
    shapewright(cwd=project)
    before = files(project / "models")
    done = shapewright("build", "--operation", "SendEvnt", cwd=project)
    assert done.returncode == 2
    assert "did you mean SendEvent?" in done.stderr
    assert files(project / "models") == before


STUB = """from typing import Literal, TypedDict

class ResponseMetadataTypeDef(TypedDict):
    RequestId: str

class PutRequestTypeDef(TypedDict):
    Kind: Literal["a"]
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (STUB.replace('"a"', '"a\0b"'), "type_defs.pyi:7: error: not text: it contains a NUL byte [not-text]"),
        (
            STUB.replace('Literal["a"]', "list[" * 40 + "int" + "]" * 40),
            "type_defs.pyi:7: error: PutRequest.Kind: nested more",
        ),
        (
            STUB.replace('Literal["a"]', "(" * 3000 + "int" + ")" * 3000),
            "type_defs.pyi:7: error: brackets are nested more than 200 levels deep",
        ),
        (
            STUB.replace('Literal["a"]', " + ".join(["int"] * 3000)),
            "type_defs.pyi:7: error: PutRequest.Kind: nested more than 30 levels deep",
        ),
        (
            STUB.replace("ResponseMetadata", "Other"),
            "this module of AWS stubs does not declare ResponseMetadataTypeDef [truncated]",
        ),
        ("from typing import TypedDict\nclass A(B, TypedDict):\n    a: int\nclass B(A, TypedDict):\n    b: int\n", ""),
    ],
)
def test_damaged_stubs(tmp_path: Path, shapewright: Run, text: str, message: str) -> None:
    (tmp_path / "types_boto3_thing").mkdir()
    (tmp_path / "types_boto3_thing" / "type_defs.pyi").write_text(text)
    done = shapewright("build", "--source", "types_boto3_thing", "--out", "out")
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
    assert message in done.stderr


def test_document_with_a_missing_definition(project: Path, shapewright: Run) -> None:
    shapewright(cwd=project)
    before = files(project / "models")
    spec = project / "specs" / "connectparticipant" / "type_defs.md"
    spec.write_text(re.sub(r"class ItemTypeDef\(TypedDict\):\n(    .*\n)+", "", spec.read_text()))
    done = shapewright(cwd=project)
    assert done.returncode == 2
    assert "ItemTypeDef: the definition below this comment is missing [truncated]" in done.stderr
    assert files(project / "models") == before


def test_folder_with_modules_that_only_mention_typeddict(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "pk").mkdir()
    (tmp_path / "pk" / "_compat.py").write_text("from typing_extensions import TypedDict as TypedDict\n")
    (tmp_path / "pk" / "util.py").write_text('"""No TypedDict here."""\n')
    (tmp_path / "pk" / "a.py").write_text("import typing as t\n\nclass A(t.TypedDict, total=False):\n    a: int\n")
    (tmp_path / "pk" / "b.py").write_text('from typing import TypedDict\n\nB = TypedDict("B", {"b": int})\n')
    done = shapewright("build", "--source", "pk", "--target", "typescript", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert sorted(files(tmp_path / "out")) == [
        ".gitattributes",
        ".shapewright.json",
        "NOTICE",
        "README.md",
        "typescript/index.ts",
        "typescript/pk_a.ts",
        "typescript/pk_b.ts",
    ]


def test_model_beside_a_document_takes_the_place_of_the_installed_one(project: Path, shapewright: Run) -> None:
    """A repository can pin what its documents are enriched with."""
    model = json.loads(Path(ROOT / "tests" / "cases" / "enriched_document" / "service-2.json").read_text())
    model["operations"] = {}
    model["shapes"] = {
        "ConnectionToken": {"type": "string", "min": 7},
        "SendEventRequest": {"type": "structure", "members": {"ConnectionToken": {"shape": "ConnectionToken"}}},
    }
    model["operations"]["SendEvent"] = {"name": "SendEvent", "input": {"shape": "SendEventRequest"}}
    beside = project / "specs" / "connectparticipant" / "service-2.json"
    beside.write_text(json.dumps(model))
    done = shapewright(cwd=project)
    assert done.returncode == 0, done.stderr
    assert "service-2.json has 2 of 30 classes, " in done.stdout
    schema = json.loads((project / "models" / "json_schema" / "connectparticipant.schema.json").read_text())
    assert schema["$defs"]["SendEventRequest"]["properties"]["ConnectionToken"]["minLength"] == 7
    assert "botocore" not in (project / "models" / ".shapewright.json").read_text()
    beside.write_text("{")
    done = shapewright(cwd=project)
    assert done.returncode == 2
    assert "specs/connectparticipant/service-2.json:1: error: not JSON" in done.stderr
