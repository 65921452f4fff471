"""What would leave the output empty, incomplete or useless is said, and does not happen without being asked for."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from support.commands import Run

WITH_TWO_SERVICES = """[tool.shapewright]
sources = ["botocore:sqs", "botocore:sns"]
targets = ["typescript", "pydantic"]
"""


def configure(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text(text)


def files(folder: Path) -> dict[str, bytes]:
    found = [each for each in sorted(folder.rglob("*")) if each.is_file() and each.suffix != ".pyc"]
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in found}


def files_of(folder: Path, service: str) -> dict[str, bytes]:
    return {path: text for path, text in files(folder).items() if f"/{service}" in path}


def test_an_operation_without_a_service_that_empties_another_source(tmp_path: Path, shapewright: Run) -> None:
    text = f'{WITH_TWO_SERVICES}operations = [\n  "sns.Publish",\n  "ListQueues",\n]\n'
    configure(tmp_path, text)
    done = shapewright()
    assert (done.returncode, done.stderr) == (0, "")  # both have an operation
    configure(tmp_path, text.replace('"sns.Publish"', '"SendMessage"'))
    done = shapewright()
    warning = (
        "pyproject.toml:5: warning: the operations are not of sns, so nothing of this service is left [nothing-left]\n"
        "    hint: write sqs.SendMessage to limit sqs alone\n"
    )
    assert (done.returncode, done.stderr) == (0, warning)
    assert "sns: 0 types" in done.stdout
    assert shapewright().stderr == warning  # as long as it is so
    assert shapewright("check").stderr == warning


def test_an_operation_empties_types_of_the_team(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "shop.py").write_text("from typing import TypedDict\nclass Item(TypedDict):\n    a: int\n")
    configure(
        tmp_path,
        '[tool.shapewright]\nsources = ["botocore:sqs", "shop.py"]\ntargets = ["typescript"]\n'
        'operations = ["ListQueues"]\nnames."shop.py" = "shop"\n',
    )
    assert "pyproject.toml:4: warning: the operations are not of shop, so nothing of this" in shapewright().stderr


@pytest.mark.parametrize("operation", ["ListQueues", "sqs.ListQueues"])
def test_an_operation_as_an_argument_leaves_other_services_alone(
    tmp_path: Path, shapewright: Run, operation: str
) -> None:
    configure(tmp_path, f'{WITH_TWO_SERVICES}operations = ["sns.Publish"]\n')
    assert shapewright().returncode == 0
    before = files_of(tmp_path / "generated", "sns")
    assert before
    done = shapewright("build", "--operation", operation)
    note = "--operation: note: the operations are not of sns, so the files of this service stay as they are"
    assert (done.returncode, done.stderr) == (0, f"{note} [service-spared]\n")
    assert done.stdout.startswith("sqs: 9 types, ")
    assert files_of(tmp_path / "generated", "sns") == before
    index = (tmp_path / "generated" / "typescript" / "index.ts").read_text()
    assert "as sns from" in index
    assert "as sqs from" in index
    assert shapewright("check", "--operation", operation).returncode == 0
    assert shapewright("check").returncode == 1  # the configuration says more of sqs
    assert shapewright().returncode == 0
    assert files_of(tmp_path / "generated", "sns") == before


def test_an_operation_as_an_argument_writes_nothing_of_the_other_sources(tmp_path: Path, shapewright: Run) -> None:
    sources = ("--source", "botocore:sqs", "--source", "botocore:sns", "--target", "typescript")
    done = shapewright("build", *sources, "--operation", "ListQueues")
    assert done.returncode == 0
    assert not files_of(tmp_path / "generated", "sns")
    done = shapewright("build", *sources, "--operation", "sqs.ListQueues")  # limits sqs, and sns was asked for
    assert (done.returncode, done.stderr) == (0, "")
    assert files_of(tmp_path / "generated", "sns")


OUTPUTS = '[tool.shapewright]\nsources = ["botocore:sqs"]\ntargets = ["typescript"]\n' + "".join(
    f'[[tool.shapewright.outputs]]\nout = "{name}"\n' for name in ("services/api/aws", "web/src/aws")
)


@pytest.mark.parametrize("command", ["build", "check", "clean"])
def test_a_typo_in_out(tmp_path: Path, shapewright: Run, command: str) -> None:
    configure(tmp_path, OUTPUTS)
    done = shapewright(command, "--out", "web/scr/aws")
    error = (
        "--out: error: web/scr/aws is not a configured output [unknown-output]\n    hint: did you mean web/src/aws?\n"
    )
    assert (done.returncode, done.stderr) == (2, error)
    assert not (tmp_path / "web").exists()
    (tmp_path / "web").mkdir()
    done = shapewright(command, "--out", "scr/aws", cwd=tmp_path / "web")
    assert "hint: did you mean web/src/aws?\n" in done.stderr
    done = shapewright(command, "--out", "x")
    assert "hint: the outputs are services/api/aws, web/src/aws\n" in done.stderr
    assert shapewright("build", "--out", "src/aws", cwd=tmp_path / "web").returncode == 0
    assert (tmp_path / "web/src/aws/typescript/sqs.ts").is_file()
    source = ("--source", "botocore:sns", "--target", "typescript")
    assert shapewright("build", "--out", "elsewhere", *source).returncode == 0
    assert (tmp_path / "elsewhere/typescript/sns.ts").is_file()


@pytest.mark.parametrize(
    ("out", "name", "better"),
    [("my-aws", "my-aws", "my_aws"), ("src/2024", "2024", "n2024"), ("src/class/", "class", "class_")],
)
def test_a_folder_that_cannot_be_imported(tmp_path: Path, shapewright: Run, out: str, name: str, better: str) -> None:
    configure(tmp_path, f'[tool.shapewright]\nsources = ["botocore:sqs"]\ntargets = ["pydantic"]\nout = "{out}"\n')
    message = f"the output folder is named {name}, which Python cannot import [unimportable-output]"
    warning = f"pyproject.toml:4: warning: {message}\n    hint: name it {better}\n"
    done = shapewright()
    assert (done.returncode, done.stderr) == (0, warning)
    done = shapewright("build", "--out", out, "--source", "botocore:sqs", "--target", "dataclasses")
    assert done.stderr == warning.replace("pyproject.toml:4", "--out")
    done = shapewright("build", "--out", out, "--source", "botocore:sqs", "--target", "json-schema")
    assert done.stderr == ""  # nobody imports it
    assert shapewright("build", "--out", better, "--source", "botocore:sqs", "--target", "pydantic").stderr == ""


def test_each_of_several_outputs_that_cannot_be_imported(tmp_path: Path, shapewright: Run) -> None:
    text = OUTPUTS.replace('"typescript"', '"pydantic"').replace("api/aws", "api/my-aws").replace("src/aws", "src/a-b")
    configure(tmp_path, text)
    done = shapewright()
    assert "pyproject.toml:5: warning: the output folder is named my-aws, " in done.stderr
    assert "pyproject.toml:7: warning: the output folder is named a-b, " in done.stderr


MISTAKES = [
    ("operations", '"sqs.ListQueues",\n"sqs.ListQeues"', "no operation sqs.ListQeues in sqs [unknown-operation]"),
    ("operations", '"ListQueues",\n"ListTopics"', "no operation ListTopics in sqs [unknown-operation]"),
    ("operations", '"sqs.ListQueues",\n"lambda.Invoke"', "no operation lambda.Invoke in sqs [unknown-operation]"),
]


@pytest.mark.parametrize(("key", "values", "message"), MISTAKES)
def test_a_mistake_in_operations_stands_at_its_line(
    tmp_path: Path, shapewright: Run, key: str, values: str, message: str
) -> None:
    head = '[tool.shapewright]\nsources = ["botocore:sqs"]\n'
    configure(tmp_path, f"{head}{key} = [\n{values}]\n")
    done = shapewright()
    assert done.returncode == 2
    assert done.stderr.startswith(f"pyproject.toml:5: error: {message}\n")
    (tmp_path / "below").mkdir()
    assert "pyproject.toml:5: error: " in shapewright(cwd=tmp_path / "below").stderr
    configure(tmp_path, f'{head}[[tool.shapewright.outputs]]\nout = "a"\n{key} = [\n{values}]\n')
    assert f"pyproject.toml:7: error: {message}\n" in shapewright().stderr
    configure(tmp_path, f'{head}{key} = [\n{values}]\n[[tool.shapewright.outputs]]\nout = "a"\n')
    assert f"pyproject.toml:5: error: {message}\n" in shapewright().stderr
    done = shapewright("build", "--source", "botocore:sqs", "--operation", "ListQeues")
    error = "--operation: error: no operation ListQeues in sqs [unknown-operation]"
    assert done.stderr.startswith(f"{error}\n    hint: did you mean ListQueues or ")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('rename."sqs.Message" = "M"\nrename."sqs.Messag" = "X"', "cannot rename Messag to X: sqs has no class Messag"),
        ('rename."sqs.Message" = "M"\nrename.sqs.Messag = "X"', "cannot rename Messag to X: sqs has no class Messag"),
        ('[tool.shapewright.rename.sqs]\nMessage = "list"', "Message: list is not a legal class name"),
        ('[tool.shapewright.rename.sqs]\nMessage = "GetQueueUrlRequest"', "Message: another class is named GetQueue"),
        ('[tool.shapewright.rename]\n"sqs2.Message" = "M"', "`rename` names the service sqs2"),
    ],
)
def test_a_mistake_in_rename_stands_at_its_line(tmp_path: Path, shapewright: Run, table: str, message: str) -> None:
    configure(tmp_path, f'[tool.shapewright]\nsources = ["botocore:sqs"]\n{table}\n')
    done = shapewright()
    assert done.returncode == 2
    assert f"pyproject.toml:4: error: {message}" in done.stderr


def test_an_operation_that_the_client_cannot_call_stands_at_its_line(tmp_path: Path, shapewright: Run) -> None:
    text = '[tool.shapewright]\nsources = ["botocore:transcribe-streaming", "botocore:lexv2-runtime"]\n'
    configure(tmp_path, f'{text}operations = [\n"lexv2-runtime.StartConversation"]\n')
    done = shapewright()
    assert done.returncode == 2
    assert "pyproject.toml:4: error: botocore has no method for StartConversation" in done.stderr


def test_a_mistake_in_operations_is_found_beside_a_service_that_cannot_be_made(
    tmp_path: Path, shapewright: Run
) -> None:
    text = '[tool.shapewright]\nsources = ["botocore:sqs", "botocore:snss"]\ntargets = ["typescript"]\n'
    configure(tmp_path, f'{text}operations = ["sqs.ListQeues", "snss.Publish", "Publish"]\n')
    done = shapewright()
    assert done.returncode == 2
    assert "pyproject.toml:4: error: no operation sqs.ListQeues in sqs [unknown-operation]\n" in done.stderr
    assert "Publish" not in done.stderr
    assert not (tmp_path / "generated").exists()


def test_operations_of_services_in_other_shards(tmp_path: Path, shapewright: Run) -> None:
    configure(tmp_path, f'{WITH_TWO_SERVICES}operations = ["sqs.ListQueues", "Publish", "SendMessage"]\n')
    for shard in ("1/2", "2/2"):
        assert shapewright("build", "--shard", shard).returncode == 0
    configure(tmp_path, f'{WITH_TWO_SERVICES}operations = ["ListQeues", "sns.Publsh"]\n')
    assert shapewright("build", "--shard", "1/2").returncode == 0
    done = shapewright("build", "--shard", "2/2")
    assert (done.returncode, "no operation sns.Publsh in sns" in done.stderr) == (2, True)


def test_without_a_configuration_there_is_a_way_to_one(shapewright: Run) -> None:
    done = shapewright()
    hint = "`shapewright init` writes a configuration; or name a spec with --source"
    error = "pyproject.toml: error: there are no sources to read [no-source]"
    assert (done.returncode, done.stderr) == (2, f"{error}\n    hint: {hint}\n")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"[project\nname = 1\n", "pyproject.toml:1"),
        (b"[project]\nname = \n", "pyproject.toml:2"),
        (b"[tool.shapewright]\nsources = [\n", "pyproject.toml"),
        (b"name = 1\nname = 2\n", "pyproject.toml:2"),
        (b'name = "caf\xe9"\n', "pyproject.toml"),
        (b"tool = { black = { line-length = 100 } }\n", "pyproject.toml"),
        (b"tool = 1\n", "pyproject.toml"),
    ],
)
def test_init_refuses_a_file_that_it_would_break(tmp_path: Path, shapewright: Run, text: bytes, place: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text)
    done = shapewright("init")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(place)
    assert "[bad-toml]" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "pyproject.toml").read_bytes() == text


def test_init_adds_to_a_file_that_is_valid(tmp_path: Path, shapewright: Run) -> None:
    configure(tmp_path, '[tool.black]\nline-length = 100\n[project]\nname = "x"')
    assert shapewright("init").returncode == 0
    table = tomllib.loads((tmp_path / "pyproject.toml").read_text())
    assert table["tool"]["black"] == {"line-length": 100}
    assert table["tool"]["shapewright"]["out"] == "generated"


@pytest.mark.parametrize("path", ["pydantic_models/__init__.py", "pydantic_models/_models.py", "typescript/index.ts"])
def test_a_foreign_file_among_the_shared_files_leaves_everything_as_it_was(
    tmp_path: Path, shapewright: Run, path: str
) -> None:
    """No service could be imported without them, so none is written."""
    configure(tmp_path, WITH_TWO_SERVICES)
    foreign = tmp_path / "generated" / path
    foreign.parent.mkdir(parents=True)
    foreign.write_text("mine\n")
    done = shapewright()
    message = "the file was not generated by Shapewright, so it was not overwritten [edited-file]"
    assert done.returncode == 2
    assert f"generated/{path}: error: {message}\n" in done.stderr
    assert "written" not in done.stdout
    assert files(tmp_path / "generated") == {path: b"mine\n"}
    assert shapewright("build", "--force").returncode == 0
    before = files(tmp_path / "generated")
    foreign.write_text("mine\n")
    configure(tmp_path, WITH_TWO_SERVICES.replace('"botocore:sns"', '"botocore:sns", "botocore:eks-auth"'))
    done = shapewright()
    assert done.returncode == 2
    assert {**files(tmp_path / "generated"), path: before[path]} == before
    foreign.unlink()
    assert shapewright().returncode == 0
    assert shapewright("check").returncode == 0


WITHOUT_BOTOCORE = """
import sys
sys.modules["botocore"] = None
from shapewright.cli import main
main()
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--source", "botocore:sqs"),
        ("build", "--source", "botocore:*"),
        ("build", "--source", "specs"),
        ("check", "--source", "specs"),
        ("build", "--source", "specs", "--list-inputs"),
        ("explain", "sqs.SendMessage"),
        ("list",),
        ("list", "sqs"),
        ("init",),
    ],
)
def test_without_botocore_there_is_an_error(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "shop.py").write_text("from typing import TypedDict\nclass Item(TypedDict):\n    a: int\n")
    command = [sys.executable, "-c", WITHOUT_BOTOCORE, *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    message = "botocore is not installed; services are read from it, and enums and operations of documents"
    hint = "install it where Shapewright runs: pip install botocore"
    assert done.stderr == f"botocore: error: {message} [no-botocore]\n    hint: {hint}\n"
    assert (done.returncode, done.stdout) == (2, "")
    assert [each.name for each in tmp_path.iterdir()] == ["specs"]


def test_without_botocore_the_output_can_be_removed(tmp_path: Path, shapewright: Run) -> None:
    assert shapewright("build", "--source", "botocore:eks-auth", "--target", "typescript").returncode == 0
    command = [sys.executable, "-c", WITHOUT_BOTOCORE, "clean"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "generated").exists()


BASES = """[tool.shapewright]
sources = ["botocore:sqs", "botocore:eks-auth"]
targets = ["pydantic", "dataclasses"]
pydantic.base = "company.models:Base"
dataclasses.base = "company.models:Plain"
"""


def test_a_base_class_that_cannot_be_imported_is_one_error(tmp_path: Path, shapewright: Run) -> None:
    configure(tmp_path, BASES)
    shapewright()
    done = shapewright("check")
    assert done.returncode == 1
    why = 'Cannot find implementation or library stub for module named "company'
    (first, second) = [line for line in done.stdout.splitlines() if ": error: " in line]
    expected = f"pyproject.toml:4: error: the base class company.models:Base cannot be imported: {why}"
    assert first.startswith(expected)
    assert second.startswith(expected.replace(":4", ":5").replace("Base", "Plain"))
    assert "2 services: 0 files changed, 2 type errors\n" in done.stdout
    assert "    hint: company.models must have Base, and mypy must find it from the folder in which" in done.stdout
    (tmp_path / "company").mkdir()
    (tmp_path / "company" / "__init__.py").write_text("")
    models = "import pydantic\nclass Base(pydantic.BaseModel): ...\n"
    (tmp_path / "company" / "models.py").write_text(models)
    done = shapewright("check")
    (only,) = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert only.startswith("pyproject.toml:5: error: the base class company.models:Plain cannot be imported: Module")
    (tmp_path / "company" / "models.py").write_text(f"{models}class Plain: ...\n")
    done = shapewright("check")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_other_type_errors_are_reported_beside_that_of_a_base_class(tmp_path: Path, shapewright: Run) -> None:
    """Those of another target do not follow from it."""
    configure(tmp_path, BASES.replace('dataclasses.base = "company.models:Plain"\n', ""))
    shapewright()
    module = tmp_path / "generated" / "dataclass_models" / "sqs" / "_send_message.py"
    module.write_text(module.read_text().replace("queue_url: str", "queue_url: Strng"))
    done = shapewright("check")
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert errors[0].startswith("pyproject.toml:4: ")
    assert 'Name "Strng" is not defined' in errors[1]
