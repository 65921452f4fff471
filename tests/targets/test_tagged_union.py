"""Tagged unions, deprecation and secrets, which no TypedDict can express, on a hand-written service."""

import json
import sys
from pathlib import Path

import pydantic
import pytest

from generator import ir
from generator.diagnostics import Report
from generator.ir import Alias, Member, Operation, Ref, Scalar, ScalarKind, Service, Structure, Union, Use
from generator.options import Options
from generator.output import FileSet, OutputFolder
from generator.passes import rewrite
from generator.pipeline.make_service import make_shared_files
from generator.targets import DEFAULT_TARGETS, TARGETS
from support.commands import node, python
from support.layout import complaints_of_ruff
from support.verdicts import Verdicts

STRING = Scalar(ScalarKind.STRING)
SHAPES: tuple[ir.Shape, ...] = (
    Structure(
        name="PutRequest",
        use=Use.REQUEST,
        members=(
            Member(name="Value", type=Ref("Value"), required=True),
            Member(name="Token", type=STRING, sensitive=True),
            Member(name="Old", type=STRING, deprecated=True),
        ),
    ),
    Structure(name="PutResponse", use=Use.RESPONSE, members=(Member(name="Value", type=Ref("ValueOutput")),)),
    Union(name="Value", members=(Member(name="S", type=STRING), Member(name="L", type=ir.List(Ref("Value"))))),
    Union(name="ValueOutput", members=(Member(name="S", type=STRING), Member(name="N", type=STRING))),
    Alias(name="Spare", type=ir.List(STRING)),
)
SERVICE = Service(
    name="tagged",
    origin="a test",
    operations=(Operation(name="Put", input=Ref("PutRequest"), output=Ref("PutResponse")),),
    shapes={shape.name: shape for shape in SHAPES},
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tagged")
    report = Report()
    service = rewrite(SERVICE, Options(), report)
    units = []
    for name in DEFAULT_TARGETS:
        files = {file.path: file.text for file in TARGETS[name].generate(service, Options(), report)}
        units.append(FileSet(service.name, name, service.origin, (), files))
    units += make_shared_files(dict.fromkeys(DEFAULT_TARGETS, (service.name,)), (), Options(), report)
    with OutputFolder.open(folder, force=False, on_wait=lambda: None) as output:
        output.write(units)
        output.commit()
    assert not report.has_errors
    return folder


ACCEPTED = [{"S": "a"}, {"L": [{"S": "a"}, {"L": []}]}]
REFUSED = [{}, {"S": "a", "L": []}, {"N": "1"}, {"S": 1}, {"L": [{}]}]


def test_exactly_one_member_is_sent(out: Path) -> None:
    verdicts = Verdicts(out)
    for accepted, values in ((True, ACCEPTED), (False, REFUSED)):
        for value in values:
            found = verdicts.of("tagged", "PutRequest", json.dumps({"Value": value}))
            assert set(found.values()) == {accepted}, (value, found)


def test_any_number_of_members_may_be_received(out: Path) -> None:
    verdicts = Verdicts(out)
    unheard = {"SDK_UNKNOWN_MEMBER": {"name": "X"}}
    for value in ({}, {"S": "a", "N": "1"}, unheard):
        found = verdicts.of("tagged", "PutResponse", json.dumps({"Value": value}))
        assert set(found.values()) == {True}, (value, found)
    package = verdicts.package("pydantic_models", "tagged")
    response = package.PutResponse.model_validate({"Value": unheard})
    assert response.value.sdk_unknown_member == {"name": "X"}
    assert response.model_dump() == {"Value": unheard}
    package = verdicts.package("dataclass_models", "tagged")
    converter = verdicts.package("dataclass_models", "tagged.converter")
    twin = converter.structure({"Value": unheard}, package.PutResponse)
    assert twin.value.sdk_unknown_member == {"name": "X"}
    assert converter.unstructure(twin) == {"Value": unheard}


def test_typescript_takes_one_and_narrows(out: Path, tmp_path: Path) -> None:
    use = tmp_path / "use.ts"
    header = f'import type {{ Value }} from "{out / "typescript" / "tagged"}";\n'
    options = ("--strict", "--noEmit", "--isolatedModules", "--exactOptionalPropertyTypes")
    narrowing = (
        "export const text = (value: Value): string => (value.S !== undefined ? value.S : `${value.L.length}`);\n"
    )
    use.write_text(header + 'export const a: Value = { L: [{ S: "a" }] };\n' + narrowing)
    done = node("tsc", *options, use)
    assert done.returncode == 0, done.stdout
    for wrong in ("{}", '{ S: "a", L: [] }', '{ N: "1" }'):
        use.write_text(f"{header}export const a: Value = {wrong};\n")
        assert node("tsc", *options, use).returncode != 0, wrong


def test_secrets_are_hidden_and_deprecation_warns(out: Path) -> None:
    models = Verdicts(out).package("pydantic_models", "tagged")
    request = models.PutRequest(value=models.Value(s="a"), token="hidden")
    assert "hidden" not in repr(request)
    assert request.model_dump() == {"Value": {"S": "a"}, "Token": "hidden"}
    with pytest.warns(DeprecationWarning):
        assert request.old is None
    twin = Verdicts(out).package("dataclass_models", "tagged").PutRequest(value=None, token="hidden")
    assert "hidden" not in repr(twin)
    schema = json.loads((out / "json_schema" / "tagged.schema.json").read_text())
    assert schema["$defs"]["PutRequest"]["properties"]["Token"]["writeOnly"]
    assert schema["$defs"]["PutRequest"]["properties"]["Old"]["deprecated"]
    assert issubclass(models.Value, pydantic.BaseModel)


def test_it_is_formatted_and_typed(out: Path) -> None:
    assert sys.version_info >= (3, 11)
    assert not complaints_of_ruff(out)
    done = python("-m", "mypy", "--strict", out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert node("prettier", "--check", out / "typescript" / "tagged.ts").returncode == 0
