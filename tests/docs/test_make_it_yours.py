"""The page `docs/make-it-yours.md`: each example works, and each mistake is reported at its place."""

import json
import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from generator.ir import ScalarKind
from generator.options import Correction
from generator.targets import TARGETS
from support.commands import Run, node, python
from support.layout import complaints_of_ruff
from support.paths import ROOT
from support.verdicts import Verdicts

PAGE = (ROOT / "docs" / "make-it-yours.md").read_text()
SECTIONS = {section.partition("\n")[0]: section for section in PAGE.split("\n## ")[1:]}
SOURCES = f'sources = ["{ROOT}/specs", "botocore:sqs"]'


def fences(section: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", SECTIONS[section], re.DOTALL)


def configure(folder: Path, *tables: str) -> None:
    text = "\n".join(tables)
    table = "[tool.shapewright]\n"
    text = text if table in text else table + text
    (folder / "pyproject.toml").write_text(text.replace(table, f"{table}{SOURCES}\n"))


def build(folder: Path, run: Run) -> Path:
    done = run(cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    done = run("check", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "generated"


def test_other_names(tmp_path: Path, shapewright: Run) -> None:
    names, _ = fences("Other names", "toml")
    configure(tmp_path, names)
    out = build(tmp_path, shapewright)
    verdicts = Verdicts(out)
    for folder in ("pydantic_models", "dataclass_models"):
        package = verdicts.package(folder, "sqs")
        assert package.ReceivedMessage.__name__ == "ReceivedMessage"
        assert not hasattr(package, "Message")
    assert verdicts.of("connectparticipant", "ChatItem", '{"Id": 1}') == dict.fromkeys(
        ("pydantic", "converter", "json-schema"), False
    )
    schema = json.loads((out / "json_schema" / "sqs.schema.json").read_text())["$defs"]
    assert "ReceivedMessage" in schema
    assert "Message" not in schema
    assert "export interface ReceivedMessage {" in (out / "typescript" / "sqs.ts").read_text()
    assert "Messages?: ReceivedMessage[] | undefined;" in (out / "typescript" / "sqs.ts").read_text()


USE_FIELDS = """
import json
from pydantic_models.cognito_idp import CreateUserPoolClientRequest, UserPoolClientType
from pydantic_models.dynamodb import AttributeValue
from dataclass_models.cognito_idp import CreateUserPoolClientRequest as DataRequest, UserPoolClientType as Data
from dataclass_models.cognito_idp.converter import structure, unstructure

request = CreateUserPoolClientRequest(user_pool_id="p_1", client_name="c", allowed_oauth_scopes=["email"])
data = DataRequest(user_pool_id="p_1", client_name="c", allowed_oauth_scopes=["email"])
sent = {"UserPoolId": "p_1", "ClientName": "c", "AllowedOAuthScopes": ["email"]}
assert request.model_dump() == unstructure(data) == json.loads(request.model_dump_json()) == sent
assert CreateUserPoolClientRequest.model_validate(sent) == request
assert structure(sent, DataRequest) == data
response = UserPoolClientType.model_validate({"AllowedOAuthScopes": ["email"]})
received = structure({"AllowedOAuthScopes": ["email"]}, Data)
assert response.allowed_oauth_scopes == received.allowed_oauth_scopes == ["email"]
assert AttributeValue(is_null=True).model_dump() == {"NULL": True}
scopes: list[str] = response.allowed_oauth_scopes
"""


def test_other_names_of_fields(tmp_path: Path, shapewright: Run) -> None:
    _, names = fences("Other names", "toml")
    configure(tmp_path, names, '[tool.shapewright]\nsources = ["botocore:cognito-idp", "botocore:dynamodb"]\n')
    text = (tmp_path / "pyproject.toml").read_text().replace(f"{SOURCES}\n", "")
    (tmp_path / "pyproject.toml").write_text(text)
    out = build(tmp_path, shapewright)
    (out / "use.py").write_text(USE_FIELDS)
    done = python("-W", "error", "use.py", cwd=out)
    assert (done.returncode, done.stderr) == (0, "")
    done = python("-m", "mypy", "--strict", "--no-error-summary", "--cache-dir=/dev/null", "use.py", cwd=out)
    assert done.stdout == ""
    json_files = [out / "json_schema" / "cognito_idp.schema.json", out / "typescript" / "cognito_idp.ts"]
    assert not [file for file in json_files if "allowed_oauth_scopes" in file.read_text()]
    done = shapewright("explain", "cognito-idp.UserPoolClientType.allowed_oauth_scopes", cwd=tmp_path)
    assert "its field is called allowed_oauth_scopes, as the configuration says" in done.stdout
    assert "allowed_oauth_scopes: Annotated[" in done.stdout


def test_other_folders(tmp_path: Path, shapewright: Run) -> None:
    configure(tmp_path, *fences("Other folders", "toml"))
    assert shapewright(cwd=tmp_path).returncode == 0
    assert shapewright("check", cwd=tmp_path).returncode == 0
    imports = re.findall(r"`(from .*?)`", SECTIONS["Other folders"])
    assert len(imports) == 2
    for statement in imports:
        code = f"import sys; sys.path.insert(0, 'src'); {statement}; print(SendMessageRequest.__module__)"
        done = python("-W", "error", "-c", code, cwd=tmp_path)
        package = statement.split()[1]
        assert done.stdout == f"{package}._send_message\n", done.stderr
    defaults = {
        line.split()[0]: line.split("#")[1].strip()
        for line in SECTIONS["Other folders"].splitlines()
        if " = " in line and line.count("#") == 1
    }
    assert {name: TARGETS[name].default_folder for name in defaults} == defaults


def test_names_can_be_swapped(tmp_path: Path, shapewright: Run) -> None:
    names = 'sqs.Message = "SendMessageRequest"\nsqs.SendMessageRequest = "Message"\n'
    configure(tmp_path, f"[tool.shapewright.rename]\n{names}")
    package = Verdicts(build(tmp_path, shapewright)).package("pydantic_models", "sqs")
    assert "queue_url" in package.Message.model_fields
    assert "receipt_handle" in package.SendMessageRequest.model_fields


MISTAKES = {
    'sqs.Mesage = "X"': ("unknown-class", "did you mean Message?"),
    'sqs.Message = "class"': ("illegal-name", "use class_ instead"),
    'sqs.Message = "a-b"': ("illegal-name", "use a_b instead"),
    'sqs.Message = "SendMessageRequest"': ("name-clash", ""),
    'Message = "X"': ("bad-value", "like s3.Object"),
    "sqs.Message = 1": ("bad-value", ""),
    'sqs2.Message = "X"': ("unknown-service", "did you mean sqs?"),
    'sqs.Message.Bodi = "text"': ("unknown-member", "did you mean Body?"),
    '"sqs.Message.Bodi" = "text"': ("unknown-member", "did you mean Body?"),
    'sqs.Mesage.Body = "text"': ("unknown-class", "did you mean Message?"),
    '"sqs.*.Bodi" = "text"': ("unknown-member", "sqs has no member Bodi"),
    'sqs.QueueAttributeName.All = "text"': ("unknown-member", ""),
    'sqs.Message.Body = "class"': ("illegal-name", "use class_ instead"),
    'sqs.Message.Body = "a-b"': ("illegal-name", "use a_b instead"),
    'sqs.Message.Body = "_text"': ("illegal-name", "use text instead"),
    'sqs.Message.Body = "model_dump"': ("illegal-name", "use model_dump_ instead"),
    'sqs.Message.Body = "attributes"': ("name-clash", "another member is named attributes: Attributes"),
    'sqs.Message.Body = "Attributes"': ("name-clash", "another member is named Attributes: Attributes"),
    'sqs.Message = {Body = "a", MessageId = "a"}': ("name-clash", "another member is named a: "),
    'sqs.Message = {Body = "a", body = "b"}': ("name-clash", "the other name is a"),
    'sqs.InvalidAddress.message = "text"': ("illegal-name", "the message of every error has the same name"),
    '"sqs.*" = "X"': ("bad-value", "like s3.Object"),
}


@pytest.mark.parametrize("line", MISTAKES)
def test_mistakes_in_names(tmp_path: Path, shapewright: Run, line: str) -> None:
    code, hint = MISTAKES[line]
    configure(tmp_path, f"[tool.shapewright.rename]\n{line}\n")
    done = shapewright(cwd=tmp_path)
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr
    assert hint in done.stderr
    assert "pyproject.toml:4: error: " in done.stderr
    assert not (tmp_path / "generated" / "pydantic_models" / "sqs").exists()


def test_fields_can_be_swapped(tmp_path: Path, shapewright: Run) -> None:
    """A class with a new name, and fields with those of one another."""
    names = '"sqs.Message" = "Mail"\n"sqs.Message.Body" = "message_id"\n"sqs.Message.message_id" = "body"\n'
    configure(tmp_path, f"[tool.shapewright.rename]\n{names}")
    verdicts = Verdicts(build(tmp_path, shapewright))
    mail = verdicts.package("pydantic_models", "sqs").Mail.model_validate({"Body": "b", "MessageId": "i"})
    assert (mail.body, mail.message_id) == ("i", "b")
    configure(tmp_path, '[tool.shapewright.rename]\n"sqs.Message" = "Mail"\n"sqs.Mail.Body" = "text"\n')
    assert "hint: `rename` gives this name to Message: use the name Message" in shapewright(cwd=tmp_path).stderr


def test_corrections(tmp_path: Path, shapewright: Run) -> None:
    (example,) = fences("Corrections", "toml")
    configure(tmp_path, example, '[tool.shapewright.responses]\nrequired = "typed"\n')
    out = build(tmp_path, shapewright)
    (out / "use.py").write_text(
        "from pydantic_models.sqs import Message, MessageSystemAttributeName, SendMessageResult\n"
        "name: MessageSystemAttributeName = 'Region'\n"
        "def use(result: SendMessageResult, message: Message) -> str:\n"
        "    reveal_type(message.priority)\n"
        "    return result.sequence_number\n"
    )
    done = python("-m", "mypy", "--strict", "--no-error-summary", "use.py", cwd=out)
    assert done.stdout == 'use.py:4: note: Revealed type is "int | None"\n'
    verdicts = Verdicts(out)
    assert set(verdicts.of("sqs", "Message", '{"Priority": 1}').values()) == {True}
    assert set(verdicts.of("sqs", "Message", '{"Priority": "high"}').values()) == {False}
    assert set(verdicts.of("sqs", "SendMessageResult", "{}").values()) == {True}


def test_keys_and_types_of_corrections() -> None:
    """The page lists all of them."""
    section = SECTIONS["Corrections"]
    described = re.findall(r"`(\w+)(?: = [^`]*)?`", section.partition("| key |")[2].partition("\n\n")[0])
    keys = {field.name for field in fields(Correction)} - {"at", "reason", "source"}
    assert keys <= set(described)
    types = section.partition("A type is")[2].partition(", a class")[0]
    assert re.findall(r"`(\w+)`", types) == [
        str(kind) for kind in ScalarKind if kind not in {ScalarKind.ANY, ScalarKind.OBJECT}
    ]


USE_OWN_CLASSES = """
import json
from botocore.session import get_session
from botocore.validate import validate_parameters
from company.types import Arn, QueueUrl, Seconds
from generated.pydantic_models.sqs import GetQueueAttributesResult, ListQueuesResult, ReceiveMessageRequest
from generated.dataclass_models.sqs import ListQueuesResult as DataResult, ReceiveMessageRequest as DataRequest
from generated.dataclass_models.sqs.converter import from_json, structure, to_json, unstructure

shape = get_session().get_service_model("sqs").operation_model("ReceiveMessage").input_shape
url = "https://sqs/1/orders"
sent = {"QueueUrl": url, "VisibilityTimeout": 5}
request = ReceiveMessageRequest.model_validate(sent)
data = structure(sent, DataRequest)
for each in (request, data):
    assert isinstance(each.queue_url, QueueUrl) and each.queue_url.name == "orders"
for written in (request.model_dump(), unstructure(data)):
    assert written == sent
    validate_parameters(written, shape)
assert json.loads(request.model_dump_json()) == json.loads(to_json(data)) == sent
assert str(ReceiveMessageRequest.model_validate_json(request.model_dump_json()).queue_url) == url
assert str(from_json(to_json(data), DataRequest).queue_url) == url
received = {"QueueUrls": [url, url]}
for result in (ListQueuesResult.model_validate(received), structure(received, DataResult)):
    assert [each.name for each in result.queue_urls] == ["orders", "orders"]
assert ListQueuesResult.model_validate(received).model_dump() == received
for wrong in (5, None, [url]):
    for read in (ReceiveMessageRequest.model_validate, lambda value: structure(value, DataRequest)):
        try:
            read({"QueueUrl": wrong})
        except Exception:
            continue
        raise AssertionError(wrong)
"""
TYPES_OF_OWN_CLASSES = """
from company.types import QueueUrl
from dataclass_models.sqs import ListQueuesResult as Data
from pydantic_models.sqs import ListQueuesResult, ReceiveMessageRequest
def use(request: ReceiveMessageRequest, result: ListQueuesResult, data: Data) -> None:
    reveal_type(request.queue_url)
    reveal_type(request.visibility_timeout)
    reveal_type(result.queue_urls)
    reveal_type(data.queue_urls)
"""


def configure_own_classes(folder: Path, *lines: str) -> None:
    (folder / "company").mkdir(exist_ok=True)
    (folder / "company" / "__init__.py").write_text("")
    (folder / "company" / "types.py").write_text(*fences("Classes of your own for strings and numbers", "python"))
    configure(folder, *(lines or fences("Classes of your own for strings and numbers", "toml")))


def test_own_classes(tmp_path: Path, shapewright: Run) -> None:
    configure_own_classes(tmp_path)
    text = (tmp_path / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(text.replace('"*.*.QueueArn"', '"*.*.SourceArn"'))
    out = build(tmp_path, shapewright)
    assert not complaints_of_ruff(out, check=False)
    (tmp_path / "use.py").write_text(USE_OWN_CLASSES)
    done = python("-W", "error", "use.py", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    (out / "use.py").write_text(TYPES_OF_OWN_CLASSES)
    (out / "company").symlink_to(tmp_path / "company")
    done = python("-m", "mypy", "--strict", "--no-error-summary", "--cache-dir=/dev/null", "use.py", cwd=out)
    assert re.findall(r'Revealed type is "(.*)"', done.stdout) == [
        "company.types.QueueUrl",
        "company.types.Seconds | None",
        "list[company.types.QueueUrl]",
        "list[company.types.QueueUrl]",
    ]
    schema = json.loads((out / "json_schema" / "sqs.schema.json").read_text())["$defs"]
    assert schema["ReceiveMessageRequest"]["properties"]["QueueUrl"]["type"] == "string"
    assert "QueueUrls?: string[] | undefined;" in (out / "typescript" / "sqs.ts").read_text()
    done = shapewright("explain", "sqs.ReceiveMessageRequest.QueueUrl", cwd=tmp_path)
    assert "text becomes text as company.types:QueueUrl, as the configuration says" in done.stdout


MISTAKES_IN_MAP = {
    '"sqs.*.QueueUrk" = "company.types:Arn"': ("unknown-member", "sqs has no member QueueUrk"),
    '"sqs.Message.Bodi" = "company.types:Arn"': ("unknown-member", "did you mean Body?"),
    '"sqs.Mesage.Body" = "company.types:Arn"': ("unknown-class", "did you mean Message?"),
    '"sqs2.Message.Body" = "company.types:Arn"': ("unknown-service", "did you mean sqs?"),
    '"*.*.QueueUrk" = "company.types:Arn"': ("unknown-member", "no service has a string or a number *.QueueUrk"),
    '"*.*.Messages" = "company.types:Arn"': ("unknown-member", "no service has a string or a number *.Messages"),
    '"sqs.ReceiveMessageResult.Messages" = "company.types:Arn"': ("bad-map", "only strings, numbers, and lists"),
    '"sqs.MessageAttributeValue.BinaryValue" = "company.types:Arn"': ("bad-map", "only strings, numbers, and lists"),
    '"sqs.Message" = "company.types:Arn"': ("bad-map", "only strings, numbers, and lists"),
    '"sqs.QueueAttributeName" = "company.types:Arn"': ("bad-map", "only strings, numbers, and lists"),
    '"sqs.Strin" = "company.types:Arn"': ("unknown-class", "did you mean String"),
    '"sqs.Message.Body" = "company.types.Arn"': ("bad-value", 'like "company.types:Arn"'),
    '"sqs.Message.Body" = "uuid:UUID"': ("bad-value", "map to a class that inherits from it"),
    '"Body" = "company.types:Arn"': ("bad-value", "like s3.Owner.ID, *.*.RoleArn or lambda.FunctionArn"),
    '"sqs.*" = "company.types:Arn"': ("bad-value", "like s3.Owner.ID, *.*.RoleArn or lambda.FunctionArn"),
    'sqs.Message = {Body = "a:A", body = "a:B"}': ("duplicate-map", "this is mapped to a:A, too"),
}


@pytest.mark.parametrize("line", MISTAKES_IN_MAP)
def test_mistakes_in_own_classes(tmp_path: Path, shapewright: Run, line: str) -> None:
    code, words = MISTAKES_IN_MAP[line]
    configure_own_classes(tmp_path, f"[tool.shapewright.map]\n{line}\n")
    done = shapewright(cwd=tmp_path)
    assert done.returncode == 2
    assert "pyproject.toml:4: error: " in done.stderr
    assert f"[{code}]" in done.stderr
    assert words in done.stderr
    assert not (tmp_path / "generated" / "pydantic_models" / "sqs").exists()


def test_the_more_exact_place_counts(tmp_path: Path, shapewright: Run) -> None:
    places = ("sqs.String", "*.*.QueueUrl", "sqs.*.QueueUrl", "*.DeleteQueueRequest.QueueUrl")
    entries = [f'"{each}" = "company.types:C{number}"' for number, each in enumerate(places)]
    configure_own_classes(tmp_path, "\n".join(["[tool.shapewright.map]", *entries]))
    assert shapewright(cwd=tmp_path).returncode == 0
    package = tmp_path / "generated" / "dataclass_models" / "sqs"
    assert "queue_url: _C3 = " in (package / "_delete_queue.py").read_text()
    assert "queue_url: _C2 = " in (package / "_purge_queue.py").read_text()
    assert "message_body: _C0 = " in (package / "_send_message.py").read_text()


def test_an_own_class_that_cannot_be_imported_is_one_error(tmp_path: Path, shapewright: Run) -> None:
    configure_own_classes(tmp_path, '[tool.shapewright.map]\n"sqs.*.QueueUrl" = "company.types:QueueUri"\n')
    assert shapewright(cwd=tmp_path).returncode == 0
    done = shapewright("check", cwd=tmp_path)
    assert done.returncode == 1
    (only,) = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert only.startswith("pyproject.toml:4: error: the class company.types:QueueUri cannot be imported: Module")
    (tmp_path / "company" / "types.py").unlink()
    done = shapewright("check", cwd=tmp_path)
    (only,) = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert "cannot be imported: Cannot find implementation" in only


TEAM_WITH_OWN_CLASSES = """
from decimal import Decimal
from typing import NotRequired, Optional, TypeAlias, TypedDict
Arn: TypeAlias = str
class Item(TypedDict):
    arn: Arn
    rank: str
    ratio: float
    prices: dict[str, list[Decimal]]
    note: NotRequired[Optional[str]]
    ids: set[str]
"""
OWN_CLASSES_OF_TEAM = """
from decimal import Decimal
from enum import StrEnum
class Arn(str): ...
class Rank(StrEnum):
    A = "a"
class Ratio(float): ...
class Money(Decimal): ...
class Url:
    def __init__(self, text: str) -> None:
        self.text = text
    def __str__(self) -> str:
        return self.text
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Url) and self.text == other.text
"""
USE_TEAM = """
from decimal import Decimal
from own import Arn, Money, Rank, Ratio, Url
from generated.dataclass_models.shop import Item as Data
from generated.dataclass_models.shop.converter import from_json, structure, to_json, unstructure
from generated.pydantic_models.shop import Item
written = '{"arn":"x","rank":"a","ratio":0.5,"prices":{"a":["1.20"]},"ids":["y"],"note":"z"}'
model, data = Item.model_validate_json(written), from_json(written, Data)
assert model.model_dump_json() == to_json(data).replace(": ", ":").replace(", ", ",") == written
for each in (model, data, Item.model_validate(model.model_dump()), structure(unstructure(data), Data)):
    (price,), (id_,) = each.prices["a"], each.ids
    kinds = [type(value) for value in (each.arn, each.rank, each.ratio, price, id_, each.note)]
    assert kinds == [Arn, Rank, Ratio, Money, Arn, Url], kinds
for plain in (model.model_dump(), unstructure(data)):
    assert plain == {
        "arn": "x", "rank": "a", "ratio": 0.5, "prices": {"a": [Decimal("1.20")]}, "ids": {"y"}, "note": "z"
    }
for wrong in ('{"rank":"b"}', '{"arn":1}', '{"ratio":"x"}'):
    for read in (Item.model_validate_json, lambda text: from_json(text, Data)):
        try:
            read(written[:-1] + "," + wrong[1:])
        except Exception:
            continue
        raise AssertionError(wrong)
"""


def test_own_classes_of_a_team(tmp_path: Path, shapewright: Run) -> None:
    """Aliases, enums and kinds that AWS has not, in both forms."""
    places = {"Arn": "Arn", "Item.rank": "Rank", "Item.ratio": "Ratio", "Item.prices": "Money", "Item.note": "Url"}
    places["Item.ids"] = "Arn"
    entries = [f'"shop.{place}" = "own:{name}"' for place, name in places.items()]
    (tmp_path / "shop.py").write_text(TEAM_WITH_OWN_CLASSES)
    (tmp_path / "own.py").write_text(OWN_CLASSES_OF_TEAM)
    (tmp_path / "use.py").write_text(USE_TEAM)
    table = '[tool.shapewright]\nsources = ["shop.py"]\nnames."shop.py" = "shop"\n[tool.shapewright.map]\n'
    (tmp_path / "pyproject.toml").write_text(table + "\n".join(entries))
    build(tmp_path, shapewright)
    done = python("-W", "error", "use.py", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


KNOWN_TO_PYDANTIC = """
from typing import Any
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Name:
    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.str_schema(pattern="^a"),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: value.text, when_used="json"
            ),
        )
"""
USE_NAME = """
from generated.pydantic_models.sqs import CreateQueueRequest, Message
request = CreateQueueRequest(queue_name="abc")
assert request.queue_name.text == "abc"
assert request.model_dump() == {"QueueName": "abc"}
assert request.model_dump_json() == '{"QueueName":"abc"}'
assert CreateQueueRequest.model_json_schema()["properties"]["QueueName"]["pattern"] == "^a"
try:
    CreateQueueRequest(queue_name="b")
except ValueError as error:
    assert "should match pattern '^a'" in str(error)
else:
    raise AssertionError
"""


def test_a_class_that_pydantic_knows_has_its_own_schema(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "own.py").write_text(KNOWN_TO_PYDANTIC)
    (tmp_path / "use.py").write_text(USE_NAME)
    configure(tmp_path, '[tool.shapewright.map]\n"sqs.CreateQueueRequest.QueueName" = "own:Name"\n')
    build(tmp_path, shapewright)
    done = python("-W", "error", "use.py", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_own_base(tmp_path: Path, shapewright: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "company").mkdir()
    (tmp_path / "company" / "__init__.py").write_text("")
    (tmp_path / "company" / "models.py").write_text(*fences("A base of your own", "python"))
    configure(tmp_path, *fences("A base of your own", "toml"))
    out = build(tmp_path, shapewright)
    for file in (out / "pydantic_models" / "_models.py", out / "dataclass_models" / "_models.py"):
        assert not complaints_of_ruff(file, check=False)
    use = (
        "from generated.pydantic_models.sqs import DeleteQueueRequest as Model\n"
        "from generated.dataclass_models.sqs import DeleteQueueRequest as Data\n"
        "print(Model(queue_url='q').summary(), Data(queue_url='q').summary())\n"
        "print(Model(queue_url='q').model_dump())\n"
    )
    (tmp_path / "use.py").write_text(use.replace("generated.", ""))
    monkeypatch.setenv("PYTHONPATH", f"{out}:{tmp_path}")
    done = python("-W", "error", tmp_path / "use.py")
    assert done.stdout == "DeleteQueueRequest DeleteQueueRequest\n{'QueueUrl': 'q'}\n", done.stderr
    for wrong in ("company.models", "company/models:Base", "a:b:c", "os:system('x')", "1a:B"):
        configure(tmp_path, f'[tool.shapewright.pydantic]\nbase = "{wrong}"\n')
        done = shapewright(cwd=tmp_path)
        assert done.returncode == 2, wrong
        assert "is not the path of a class [bad-value]" in done.stderr


def test_own_templates(tmp_path: Path, shapewright: Run) -> None:
    template = tmp_path / "templates" / "pydantic" / "module.py.jinja"
    template.parent.mkdir(parents=True)
    template.write_text(*fences("Templates of your own", "jinja"))
    configure(tmp_path, *fences("Templates of your own", "toml"))
    out = build(tmp_path, shapewright)
    first = "# Copyright of the company.\n# @generated by Shapewright from "
    assert (out / "pydantic_models" / "sqs" / "_send_message.py").read_text().startswith(first)
    assert (out / "dataclass_models" / "sqs" / "_send_message.py").read_text().startswith("# @generated")
    for wrong, line in (("\n{{ nothing }}", 2), ("{% for %}", 1), ("{% include 'shapewright/none.jinja' %}", 1)):
        template.write_text(wrong)
        done = shapewright(cwd=tmp_path)
        assert done.returncode == 2
        assert f"templates/pydantic/module.py.jinja:{line}: error: " in done.stderr, done.stderr
        assert "[bad-template]" in done.stderr
    template.unlink()
    template.with_name("modul.py.jinja").write_text("")
    done = shapewright(cwd=tmp_path)
    assert "did you mean pydantic/module.py.jinja or " in done.stderr
    configure(tmp_path, '[tool.shapewright]\ntemplates = "nowhere"\n')
    done = shapewright(cwd=tmp_path)
    assert done.returncode == 2
    assert "pyproject.toml:3: error: there is no folder nowhere" in done.stderr


def test_enums_with_members(tmp_path: Path, shapewright: Run) -> None:
    (configuration,) = fences("Enums with members", "toml")
    (program,) = fences("Enums with members", "python")
    configure(tmp_path, configuration)
    build(tmp_path, shapewright)
    more = "print(repr(request.model_dump()), [type(each).__name__ for each in result.attributes])"
    (tmp_path / "program.py").write_text(f"{program}{more}\n")
    done = python("program.py", cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "arn:aws:sqs:…",
        "{'QueueName': 'jobs', 'Attributes': {'VisibilityTimeout': '30'}} ['QueueAttributeName', 'str']",
    ]


def test_typescript_and_no_documentation(tmp_path: Path, shapewright: Run) -> None:
    tables = [*fences("TypeScript", "toml"), *fences("More documentation, or none", "toml")]
    configure(tmp_path, *tables)
    out = build(tmp_path, shapewright)
    scripts = sorted((out / "typescript").iterdir())
    assert node("prettier", "--check", *scripts).returncode == 0
    assert node("tsc", "--strict", "--noEmit", *scripts).stdout == ""
    text = (out / "typescript" / "sqs.ts").read_text()
    assert "export type SendMessageRequest = {\n" in text
    assert "  readonly QueueUrl: string;\n" in text
    assert "  readonly StartedTimestamp?: bigint | undefined;\n" in text
    assert "  readonly BinaryValue?: Uint8Array | undefined;\n" in text
    assert "Amazon" not in text


USE = """
import type { ChatItemType, StartPosition } from "./generated/typescript/connectparticipant.js";
import { ChatItemTypeValues } from "./generated/typescript/connectparticipant.js";

const types: readonly ChatItemType[] = ChatItemTypeValues;
const position: StartPosition = { MostRecent: 1 };
const open: Record<string, unknown> = position;
console.log(isAttribute("VisibilityTimeout"), isAttribute("Colour"), types.includes("MESSAGE"), open);
"""


@pytest.mark.parametrize(("module", "resolution"), [("nodenext", "nodenext"), ("esnext", "bundler")])
def test_values_of_enums_are_there_at_run_time(tmp_path: Path, shapewright: Run, module: str, resolution: str) -> None:
    configure(tmp_path, *fences("TypeScript", "toml"))
    build(tmp_path, shapewright)
    (tmp_path / "package.json").write_text('{ "type": "module" }')
    (tmp_path / "page.ts").write_text("".join(fences("TypeScript", "ts")) + USE)
    options = ("--strict", "--target", "es2022", "--module", module, "--moduleResolution", resolution)
    done = node("tsc", *options, "--isolatedModules", "--verbatimModuleSyntax", "--types", "", tmp_path / "page.ts")
    assert done.stdout == ""
    done = subprocess.run(["node", tmp_path / "page.js"], capture_output=True, text=True, check=False)
    assert done.stdout == "true false true { MostRecent: 1 }\n", done.stderr
    types = "".join(file.read_text() for file in (ROOT / "generated" / "typescript").iterdir())
    assert "export const" not in types  # unless it is asked for


@pytest.mark.parametrize(("declarations", "error"), [("type", ""), ("interface", "Index signature for type 'string'")])
def test_only_a_type_is_a_record(tmp_path: Path, shapewright: Run, declarations: str, error: str) -> None:
    configure(tmp_path, f'[tool.shapewright.typescript]\ndeclarations = "{declarations}"\n')
    build(tmp_path, shapewright)
    (tmp_path / "page.ts").write_text(
        'import type { sqs } from "./generated/typescript/index.js";\n'
        "export function open(request: sqs.SendMessageRequest): Record<string, unknown> { return request; }\n"
    )
    done = node("tsc", "--strict", "--noEmit", "--pretty", "false", tmp_path / "page.ts")
    assert error in done.stdout
    assert bool(done.stdout) is bool(error)
