"""The documents and the stubs of one release give the same service, but for the differences written here.

The stubs are the published `types-boto3-full`; the documents are made from them by `documents.py`, which shares no code
with the readers. With `--all-services`: all 434; else those that show every construct, and the biggest.
"""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from documents import write_documents
from vocabulary import packages, read

from generator import ir
from generator.diagnostics import Report
from generator.readers.typeddict import docs, stubs

# The constructs that few services have: sets and decimals (dynamodb), IO and callables (s3), inline unions (iam, rds),
# event streams, streaming bodies, keyword members, `lambda`, members that are no identifiers (cloudwatch), deep lists.
SOME = """
    accessanalyzer acm amplifyuibuilder appflow appintegrations autoscaling bedrock_agent bedrock_runtime chime
    cloudformation cloudwatch connectparticipant dynamodb ecs eks elb events glacier glue iam iot kinesis lambda
    lexv2_runtime location logs organizations polly qbusiness rds s3 sns sqs ssm stepfunctions sts transcribe wafv2
    workspaces xray
""".split()

# What the two sources say differently of one type, and how often: (over SOME, over all 434). Where the documents name a
# literal of one value, the stubs write it out. Everything else is equal.
ONE_VALUE_LITERALS = (376, 2219)

# How many of the installed botocore's operations have their classes in these stubs. All of their own release do; the
# installed one is newer.
OPERATIONS = (2893, 19464)


def plain(service: ir.Service) -> dict[str, ir.Shape]:
    """Shapes without the places where they were found."""
    found = {}
    for name, shape in service.shapes.items():
        if isinstance(shape, ir.Structure):
            shape = replace(shape, members=tuple(replace(each, source=ir.Source()) for each in shape.members))
        found[name] = replace(shape, source=ir.Source())
    return found


def written_out(shapes: dict[str, ir.Shape], counts: Counter[str]) -> dict[str, ir.Shape]:
    """Shapes of a document as the stubs have them: literals of one value written out, each counted."""
    single = {name: each for name, each in shapes.items() if isinstance(each, ir.Enum) and len(each.values) == 1}

    def change(type_: ir.Type) -> ir.Type:
        if isinstance(type_, ir.Ref) and type_.name in single:
            counts["one-value literal"] += 1
            return ir.Literal(single[type_.name].values)
        return type_

    def deep(type_: ir.Type) -> ir.Type:
        return ir.everywhere(change)(type_)  # anew, so that each is counted

    return {name: ir.map_types(shape, deep) for name, shape in shapes.items() if name not in single}


def test_documents_and_stubs_give_one_service(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    known = packages()
    assert len(known) == 434
    services = sorted(known) if request.config.getoption("--all-services") else SOME
    counts: Counter[str] = Counter()
    for service in services:
        folder = tmp_path / f"types_boto3_{service}"
        write_documents(known[service], folder)
        document, stub = read(docs.read, folder / "type_defs.md"), read(stubs.read, known[service] / "type_defs.pyi")
        assert document.operations == tuple(replace(each, source=document.source) for each in stub.operations)
        counts["operations"] += len(stub.operations)
        found, wanted = written_out(plain(document), counts), plain(stub)
        assert found.keys() == wanted.keys(), service
        for name, shape in wanted.items():
            assert found[name] == shape, f"{service}.{name}"
        counts["types"] += sum(isinstance(each, ir.Structure) for each in wanted.values())
        counts["members"] += sum(len(each.members) for each in wanted.values() if isinstance(each, ir.Structure))
    assert counts["operations"] == OPERATIONS[services != SOME], counts
    assert counts["one-value literal"] == ONE_VALUE_LITERALS[services != SOME], counts


def test_no_member_of_a_stub_is_lost(request: pytest.FixtureRequest) -> None:
    """Counted in the text: types and members; every reference is to a shape; nothing is any value without a reason."""
    known = packages()
    anything: Counter[str] = Counter()
    for service in sorted(known) if request.config.getoption("--all-services") else SOME:
        path = known[service] / "type_defs.pyi"
        text = path.read_text().split("__all__", 1)[1]
        report = Report()
        found = stubs.read(str(path), report)
        assert found
        structures = [each for each in found.shapes.values() if isinstance(each, ir.Structure)]
        assert len(structures) == len(re.findall(r"^class |^\w+ = TypedDict\(", text, re.M)), service
        members = len(re.findall(r"^    \w+: |^        \"[^\"]+\": ", text, re.M))
        assert sum(len(each.members) for each in structures) == members, service
        for shape in found.shapes.values():
            for type_ in ir.types_of(shape):
                assert set(ir.references(type_)) <= found.shapes.keys(), f"{service}.{shape.name}"
        anything["in the text"] += (
            len(re.findall(r'\bAny\b(?![:"])', text)) - text.count("IO[Any]") - text.count("Callable[..., Any]")
        )
        anything["said"] += sum(each.code == "external-type" for each in report)
        anything["in the service"] += sum(str(shape).count("ScalarKind.ANY") for shape in found.shapes.values())
    assert anything["in the service"] == anything["in the text"] + anything["said"], anything
