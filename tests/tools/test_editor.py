"""What an editor shows: plain types and public names, as pyright's language server answers."""

import re
from collections.abc import Iterator

import pytest

from support.language_server import LanguageServer, language_server
from support.paths import ROOT

PACKAGES = ("pydantic_models", "dataclass_models")
TYPES = {
    "s3.GetObjectOutput.last_modified": "datetime | None",
    "s3.GetObjectOutput.content_length": "int | None",
    "s3.GetObjectOutput.checksum_type": "str | None",  # pyright leaves out a `Literal` beside `str`
    "s3.PutObjectRequest.checksum_algorithm": "ChecksumAlgorithm | None",
    "s3.GetObjectOutput.metadata": "dict[str, str]",
    "s3.GetObjectOutput.body": "StreamingBody",
    "s3.ListObjectsV2Output.contents": "list[Object]",
    "s3.GetObjectRequest.key": "str",
    "s3.GetObjectRequest.part_number": "int | None",
    "s3.GetObjectRequest.if_modified_since": "datetime | str | float | None",
    "s3.GetObjectRequest.sse_customer_key": "str | bytes | bytearray | Readable | None",
    "s3.PutObjectRequest.body": "bytes | bytearray | str | Readable | None",
    "dynamodb.PutItemInput.item": "Mapping[str, AttributeValueUnion]",
    "dynamodb.AttributeValue.bs": "Sequence[bytes | bytearray | str | Readable] | None",
    "dynamodb.AttributeValue.l": "Sequence[AttributeValueUnion] | None",
    "dynamodb.AttributeValueOutput.m": "dict[str, AttributeValueOutput]",
    "dynamodb.Tag.value": "str",  # sent and received
    "sqs.SendMessageRequest.message_attributes": "Mapping[str, MessageAttributeValueUnion] | None",
}


@pytest.fixture(scope="module")
def editor() -> Iterator[LanguageServer]:
    with language_server(ROOT) as server:
        yield server


@pytest.mark.parametrize("package", PACKAGES)
def test_hover_shows_the_plain_type(editor: LanguageServer, package: str) -> None:
    for place, type_ in TYPES.items():
        service, name, field = place.split(".")
        start = f"from generated.{package} import {service}\n"
        code = f"{start}def f(value: {service}.{name}) -> None:\n    value.^{field}"
        assert editor.hover(code).splitlines()[0] == f"(variable) {field}: {type_}"


@pytest.mark.parametrize("package", PACKAGES)
def test_hover_over_a_class_shows_no_private_type(editor: LanguageServer, package: str) -> None:
    for service in ("s3", "sqs"):
        start = f"from generated.{package} import {service}\n{service}."
        for name in editor.completions(f"{start}^"):
            if name.endswith(("Request", "Input", "Output", "Result", "Response")):
                shown = editor.hover(f"{start}^{name}").partition(") -> ")[0]
                assert shown.startswith(f"class {name}(")
                types = [line.partition(": ")[2].partition(" = ")[0] for line in shown.splitlines()]
                assert not [each for each in types if each.startswith("_") or " _" in each or "[_" in each], shown


@pytest.mark.parametrize("package", PACKAGES)
def test_parameters_of_a_class_are_its_fields(editor: LanguageServer, package: str) -> None:
    code = f"from generated.{package} import dynamodb\ndynamodb.PutItemInput(^)"
    expected = "(*, table_name: str, item: Mapping[str, AttributeValueUnion], expected: Mapping["
    assert editor.signature(code).startswith(expected)
    assert editor.completions(code)[0] == "condition_expression="


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("code", ["from generated.{}.s3 import ^", "from generated.{} import s3\ns3.^"])
def test_completions_of_a_package_begin_with_its_classes(editor: LanguageServer, package: str, code: str) -> None:
    offered = editor.completions(code.format(package))
    public = [each for each in offered if not each.startswith("_")]
    assert {"GetObjectOutput", "GetObjectRequest", "StorageClass"} <= set(public)
    assert offered[: len(public)] == public


@pytest.mark.parametrize("package", PACKAGES)
def test_completions_of_aio_begin_with_its_functions(editor: LanguageServer, package: str) -> None:
    offered = editor.completions(f"from generated.{package} import aio\naio.^")
    assert offered[:5] == ["call", "pages", "presign", "presign_post", "wait"]
    assert all(each.startswith("_") for each in offered[5:])


@pytest.mark.parametrize("package", PACKAGES)
def test_hover_over_a_function_shows_public_names(editor: LanguageServer, package: str) -> None:
    functions = ["call", "pages", "presign", "presign_post", "read_error", "wait"]
    for name in [*functions, "aio.call", "aio.pages", "aio.presign", "aio.presign_post", "aio.wait"]:
        module, _, function = name.rpartition(".")
        start = f"from generated.{package} import {module or function}\n{module}{'.' if module else ''}"
        shown = editor.hover(f"{start}^{function}")
        assert f"def {function}(" in shown
        assert not re.search(r"\b_\w", shown), shown
