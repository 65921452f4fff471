"""The page `docs/testing.md`: every example runs, does what the page says, and type-checks."""

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import boto3
import pytest
from annotated_types import MinLen

from generated.pydantic_models import s3, sqs
from support.commands import node, python
from support.paths import ROOT

PAGE = (ROOT / "docs" / "testing.md").read_text()
SECTIONS = {
    section.partition("\n")[0]: "\n".join(re.findall(r"```python\n(.*?)```", section, re.DOTALL))
    for section in PAGE.split("\n## ")[1:]
}


def run(section: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(SECTIONS[section], section, "exec"), names)
    return names


def test_a_fake_client() -> None:
    names = run("A fake client")
    assert names["content"] == b"content"
    assert type(names["response"]) is s3.GetObjectOutput
    assert names["asked"] == [s3.GetObjectRequest(bucket="bucket", key="report.pdf")]


def test_a_request_that_the_test_does_not_expect() -> None:
    message = run("Requests that the test does not expect")["message"]
    assert f"```text\n{message}\n```" in PAGE


def test_which_requests() -> None:
    names = run("Which requests")
    assert (names["text"], names["tag"]) == (b"content", "e")
    with pytest.raises(names["s3"].exceptions.ClientError, match="AccessDenied"):
        names["s3"].get_object(Bucket="private", Key="b")
    assert "ETag" not in names["s3"].put_object(Bucket="public", Key="logs/a")


def test_errors() -> None:
    assert run("Errors, and one thing after the other")["errors"] == [sqs.PurgeQueueInProgress(message="wait")] * 2


def test_pages_waiters_and_presigned_urls() -> None:
    names = run("Pages, waiters, presigned URLs")
    assert names["keys"] == ["a", "b", "c"]
    assert names["url"] == "https://s3.test/get_object?Bucket=bucket&Key=a&ExpiresIn=3600"


def test_code_that_uses_the_client_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    names = run("Code that uses the client itself")
    monkeypatch.setattr(boto3, "client", None)
    names["test_names"](monkeypatch)


def test_aiobotocore() -> None:
    assert asyncio.run(run("With aiobotocore")["read"]()) == b"content"


def test_the_types_of_fields() -> None:
    (found,) = run("Examples of values")["types"]
    assert found == {"attribute_name": Annotated[str, MinLen(1)], "key_type": Literal["HASH", "RANGE"]}


def test_polyfactory() -> None:
    names = run("With polyfactory")
    assert names["request"].bucket == "bucket"
    assert names["content"] == b"content"


def test_hypothesis() -> None:
    names = run("With hypothesis")
    names["test_any_object"]()


def test_other_fakes() -> None:
    names = run("Other fakes")
    assert names["response"].queue_urls == ["https://example.test/jobs"]
    assert names["sent"] == {"MaxResults": 1}


TYPES = {
    "A fake client": "assert_type(response, GetObjectOutput)",
    "Pages, waiters, presigned URLs": "assert_type(keys, list[str | None])",
}


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_the_page_type_checks(tmp_path: Path, checker: str) -> None:
    for number, (section, example) in enumerate(SECTIONS.items()):
        types = f"from typing import assert_type\n{TYPES[section]}\n" if section in TYPES else ""
        (tmp_path / f"example_{number}.py").write_text(example + types)
    if checker == "mypy":
        done = python("-m", "mypy", "--strict", "--ignore-missing-imports", "--config-file=", tmp_path)
    else:
        settings = {"include": ["."], "extraPaths": [str(ROOT)], "reportMissingModuleSource": False}
        (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
        done = node("pyright", "--pythonpath", sys.executable, "--project", tmp_path)
    assert done.returncode == 0, done.stdout[-3000:]
