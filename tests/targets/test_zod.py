"""The schemas of zod: what a bundle contains of them, what they return, and the example on their page.

Their verdicts and types are compared with the other targets in `generated_code` and `expected_output`.
"""

import json
from pathlib import Path

import pytest

from docs.builder.markdown import fences
from support.commands import node, python
from support.paths import NODE, ROOT
from support.zod_types import compare_types

pytestmark = pytest.mark.pinned_botocore


def build(folder: Path, *arguments: str) -> Path:
    """Build the schemas, and the TypeScript types beside them."""
    targets = ("--target", "zod", "--target", "typescript")
    done = python("-m", "generator", "build", *arguments, *targets, "--out", folder / "generated", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "node_modules").symlink_to(NODE / "node_modules")
    return folder


@pytest.fixture(scope="module")
def ec2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("ec2"), "--source", "botocore:ec2")


def bundled(folder: Path, script: str) -> str:
    """The bundle of a script, without zod."""
    (folder / "page.ts").write_text(script)
    done = node("bundle.mjs", folder / "page.ts", "without packages")
    assert done.returncode == 0, done.stderr
    return done.stdout


def run(folder: Path, script: str) -> object:
    """What a script prints as JSON."""
    (folder / "run.ts").write_text(script)
    done = node("bundle.mjs", folder / "run.ts")
    assert done.returncode == 0, done.stderr
    (folder / "run.mjs").write_text(done.stdout)
    done = node(str(folder / "run.mjs"))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


_USE = 'import { CreateTagsRequest } from "./generated/zod/ec2.js";\nconsole.log(CreateTagsRequest);\n'


def test_a_bundle_contains_only_what_it_uses(ec2: Path, tmp_path: Path) -> None:
    assert bundled(ec2, 'import "./generated/zod/ec2.js";') == 'import*as z from"zod/mini";\n'
    only = build(tmp_path, "--source", "botocore:ec2", "--operation", "CreateTags")
    bundle = bundled(ec2, _USE)
    assert bundle == bundled(only, _USE)
    assert "Resources" in bundle
    assert len(bundle) < 2_000 < 2_000_000 < (ec2 / "generated" / "zod" / "ec2.ts").stat().st_size


def test_all_of_ec2_has_the_types_of_typescript(ec2: Path) -> None:
    assert compare_types(ec2 / "generated") > 3_000


def test_a_wrong_type_is_found(tmp_path: Path) -> None:
    folder = build(tmp_path, "--source", "botocore:sts")
    schemas = folder / "generated" / "zod" / "sts.ts"
    text = schemas.read_text()
    schemas.write_text(text.replace("SessionToken: $optional(z.string())", "SessionToken: z.string()", 1))
    assert schemas.read_text() != text
    with pytest.raises(AssertionError, match=r"types_of_sts\.ts"):
        compare_types(folder / "generated")


def test_null_is_not_in_the_result(tmp_path: Path) -> None:
    folder = build(tmp_path, "--source", "botocore:dynamodb")
    script = """
import { ListTablesOutput, GetItemInput, GetItemOutput } from "./generated/zod/dynamodb.js";
const request = { TableName: "t", Key: { k: { S: "x" } }, ConsistentRead: null };
console.log(JSON.stringify([
  ListTablesOutput.parse({ TableNames: ["a", null], LastEvaluatedTableName: null, Unheard: 1, ResponseMetadata: {} }),
  GetItemInput.parse(request),
  GetItemOutput.parse({ Item: { m: { M: { deep: { L: [{ N: "1" }] } } } } }),
  GetItemInput.safeParse({ ...request, Unheard: 1 }).success,
]));
"""
    assert run(folder, script) == [
        {"TableNames": ["a"], "ResponseMetadata": {}},
        {"TableName": "t", "Key": {"k": {"S": "x"}}},
        {"Item": {"m": {"M": {"deep": {"L": [{"N": "1"}]}}}}},
        False,
    ]


STYLE = """
[tool.shapewright]
sources = ["kinds.py"]

[tool.shapewright.typescript]
timestamps = "Date"
blobs = "Uint8Array"
longs = "bigint"
readonly = true
"""
KINDS = """
from datetime import datetime
from typing import NotRequired, TypedDict

class Photo(TypedDict):
    at: datetime
    data: bytes
    size: NotRequired[int]
    by_day: dict[datetime, list[datetime]]
"""


def test_values_are_converted_and_converted_back(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(STYLE)
    (tmp_path / "kinds.py").write_text(KINDS)
    folder = build(tmp_path)
    (schemas,) = (folder / "generated" / "zod").iterdir()
    script = f"""
import * as z from "zod/mini";
import {{ Photo }} from "./generated/zod/{schemas.stem}.js";
const photo = Photo.parse({{
  at: "2020-02-29t12:00:00+01:00",
  data: "AP8=",
  size: 7,
  by_day: {{ "2020-01-01T00:00:00Z": ["2020-01-01T05:00:00Z"] }},
}});
console.log(JSON.stringify([
  photo.at instanceof Date, photo.data instanceof Uint8Array, Object.isFrozen(photo), z.encode(Photo, photo),
]));
"""
    value = {
        "at": "2020-02-29T11:00:00.000Z",
        "data": "AP8=",
        "size": 7,
        "by_day": {"2020-01-01T00:00:00Z": ["2020-01-01T05:00:00.000Z"]},
    }
    assert run(folder, script) == [True, True, True, value]
    assert compare_types(folder / "generated", have_equal_inputs=False) == 1


def test_the_page_is_right(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "targets" / "zod.md").read_text()
    (example,) = [each.text for each in fences(page) if each.language == "ts" and not each.remark]
    folder = build(tmp_path, "--source", "botocore:sqs")
    text = '{ "QueueUrl": "u", "MessageBody": "b", "DelaySeconds": 3 }'
    shown = f"console.log(JSON.stringify([request({text!r}), Form.parse({{ MessageBody: 'x' }})]));"
    sent = {"QueueUrl": "u", "MessageBody": "b", "DelaySeconds": 3}
    assert run(folder, example + shown) == [sent, {"MessageBody": "x"}]
    flags = "--strict --noEmit --target es2022 --module esnext --moduleResolution bundler --pretty false".split()
    (folder / "page.ts").write_text(example)
    done = node("tsc", *flags, folder / "page.ts")
    assert done.returncode == 0, done.stdout
