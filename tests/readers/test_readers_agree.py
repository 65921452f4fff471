"""The documents and the stubs of one release give the same service, apart from the differences counted here.

The stubs are the published `types-boto3-full`. `support/documents_from_stubs.py` writes the documents from them; it
shares no code with the readers. With `--all-services` the tests read all 434 stub packages, else `SAMPLE`.
"""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from generator import ir
from generator.diagnostics import Report
from generator.readers.typeddict import docs, stubs
from support.documents_from_stubs import write_documents
from support.published_stubs import packages, read

# The biggest services, and those with constructs that few services have: sets and decimals (dynamodb), IO and callables
# (s3), inline unions (iam, rds), event streams, streaming bodies, keyword members, `lambda`, members that are no
# identifiers (cloudwatch), deep lists.
SAMPLE = """
    accessanalyzer acm amplifyuibuilder appflow appintegrations autoscaling bedrock_agent bedrock_runtime chime
    cloudformation cloudwatch connectparticipant dynamodb ecs eks elb events glacier glue iam iot kinesis lambda
    lexv2_runtime location logs organizations polly qbusiness rds s3 sns sqs ssm stepfunctions sts transcribe wafv2
    workspaces xray
""".split()

# The only difference between the two sources, and how often it occurs: (in SAMPLE, in all 434). The documents name
# literals of one value, and the stubs write them out.
ONE_VALUE_LITERALS = (376, 2219)

# How many operations of the installed botocore have their classes in these stubs. Not all do, because the installed
# botocore is newer than the stubs.
OPERATIONS = (2893, 19464)


def plain(service: ir.Service) -> dict[str, ir.Shape]:
    """The shapes of a service, without their sources."""
    found = {}
    for name, shape in service.shapes.items():
        if isinstance(shape, ir.Structure):
            shape = replace(shape, members=tuple(replace(each, source=ir.Source()) for each in shape.members))
        found[name] = replace(shape, source=ir.Source())
    return found


def written_out(shapes: dict[str, ir.Shape], counts: Counter[str]) -> dict[str, ir.Shape]:
    """The shapes of a document, with literals of one value written out as in the stubs. Counts each."""
    single = {name: each for name, each in shapes.items() if isinstance(each, ir.Enum) and len(each.values) == 1}

    def change(type_: ir.Type) -> ir.Type:
        if isinstance(type_, ir.Ref) and type_.name in single:
            counts["one-value literal"] += 1
            return ir.Literal(single[type_.name].values)
        return type_

    def deep(type_: ir.Type) -> ir.Type:
        return ir.everywhere(change)(type_)  # a new function for each type, so that each is counted

    return {name: ir.map_types(shape, deep) for name, shape in shapes.items() if name not in single}


def test_documents_and_stubs_give_one_service(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    known = packages()
    assert len(known) == 434
    services = sorted(known) if request.config.getoption("--all-services") else SAMPLE
    counts: Counter[str] = Counter()
    for service in services:
        folder = tmp_path / f"types_boto3_{service}"
        write_documents(known[service], folder)
        document, stub = read(docs.read, folder / "type_defs.md"), read(stubs.read, known[service] / "type_defs.pyi")
        assert document.operations == tuple(replace(each, source=document.source) for each in stub.operations)
        counts["operations"] += len(stub.operations)
        found, expected = written_out(plain(document), counts), plain(stub)
        assert found.keys() == expected.keys(), service
        for name, shape in expected.items():
            assert found[name] == shape, f"{service}.{name}"
        counts["types"] += sum(isinstance(each, ir.Structure) for each in expected.values())
        counts["members"] += sum(len(each.members) for each in expected.values() if isinstance(each, ir.Structure))
    assert counts["operations"] == OPERATIONS[services != SAMPLE], counts
    assert counts["one-value literal"] == ONE_VALUE_LITERALS[services != SAMPLE], counts


def test_every_member_of_a_stub_is_read(request: pytest.FixtureRequest) -> None:
    """The service has the types, members and `Any`s of the text, counted there, and every reference names a shape."""
    known = packages()
    anything: Counter[str] = Counter()
    for service in sorted(known) if request.config.getoption("--all-services") else SAMPLE:
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
        anything["reported"] += sum(each.code == "external-type" for each in report)
        anything["in the service"] += sum(str(shape).count("ScalarKind.ANY") for shape in found.shapes.values())
    assert anything["in the service"] == anything["in the text"] + anything["reported"], anything
