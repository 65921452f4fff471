"""Documents and stubs follow the client once botocore has enriched them.

The documents are the published stubs and what `support/documents_from_stubs.py` writes from them. The model of their
own release lies beside them, so that every difference is the document's own word.
"""

from collections import Counter
from pathlib import Path

import pytest

from generator import ir
from generator.diagnostics import Report
from generator.options import Options
from generator.passes.enrich import enrich
from generator.passes.transfers import METHODS
from generator.readers.typeddict import stubs
from support.client_agreement import Tally, judge_requests, judge_responses
from support.client_oracle import Api
from support.commands import python
from support.enriched_documents import service_data, write_enriched_documents, write_enriched_stubs
from support.published_stubs import packages
from support.service_classes import ServiceClasses
from support.services import EVERY_DIFFERENCE
from support.verdicts import Verdicts
from support.vocabulary import compare

pytestmark = pytest.mark.pinned_botocore

# The rows of the vocabulary whose classes no client has.
WITHOUT_TWIN = {"made by hand", "resources", "AttributeValue"}
# Made by hand, but the request of an operation that the client has.
BY_OPERATION = {"ClientCreateTagsRequest", "ClientDeleteTagsRequest"}
# How much is matched: (over EVERY_DIFFERENCE, over all 434).
CLASSES = (21595, 70129)
MEMBERS = (90544, 275794)
# Members whose type is of another kind in the model. The stubs write the values of a DynamoDB table, which boto3's
# resource takes, into what the client takes, and they allow bytes for keys that the client does not encode.
CONFLICTS = {"dynamodb": 35, "s3": 3}


def test_every_class_has_its_twin(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Only classes that the table of the vocabulary explains (`support/vocabulary.py`) have none."""
    everything = bool(request.config.getoption("--all-services"))
    matched: Counter[str] = Counter()
    for service in sorted(packages()) if everything else EVERY_DIFFERENCE:
        report = Report()
        document = stubs.read(str(write_enriched_stubs(service, tmp_path)), report)
        assert document
        found = enrich(document, Options(), report).enrichment
        assert found
        matched.update(classes=found.classes, members=found.members)
        unmatched = found.all_classes - found.classes
        explained = [
            name for name, row in compare(service).missing.items() if row in WITHOUT_TWIN and name not in BY_OPERATION
        ]
        if service == "s3":
            explained += [method.request for method in METHODS]  # the pass `transfers` adds them
        assert unmatched == len(explained), (service, unmatched, explained)
        conflicts = [each.message for each in report if each.code == "botocore-disagrees"]
        assert len(conflicts) == (service in CONFLICTS), service
        assert all(f" {CONFLICTS[service]} members" in each for each in conflicts), conflicts
    assert matched == {"classes": CLASSES[everything], "members": MEMBERS[everything]}


# Services of every protocol, with policies, templates, null in lists, streams, recursion, unions and tokens.
JUDGED = """bedrock_runtime cloudformation cloudsearchdomain connectparticipant glacier iam kinesis lex_runtime rds_data
route53 sqs sts""".split()


@pytest.mark.parametrize("source", ["stubs", "documents"])
def test_they_get_the_verdict_of_the_client(tmp_path: Path, source: str) -> None:
    """Without an exception: what a document says of these services beyond the model is no other verdict."""
    write = write_enriched_stubs if source == "stubs" else write_enriched_documents
    specs = [argument for each in JUDGED for argument in ("--source", write(each, tmp_path / "specs"))]
    targets = ("--target", "pydantic", "--target", "dataclasses")
    done = python("-m", "generator", "build", *specs, *targets, "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    output = Verdicts(tmp_path / "out")
    requests, responses = Tally(), Tally()
    for service in JUDGED:
        name, data = service_data(service)
        classes, api = ServiceClasses(output, service), Api(name, data)
        requests += judge_requests(classes, api, 40)
        responses += judge_responses(classes, api, 40)
        classes.unload()
    wrong = requests.wrong + responses.wrong
    assert not wrong, "\n".join(wrong[:10])
    assert min(requests.verdicts[True], requests.verdicts[False]) > 4_000, requests.verdicts
    assert responses.verdicts[True] > 8_000, responses.verdicts


def service(names: tuple[str, ...], bound: int = 1, *, is_model: bool = True) -> ir.Service:
    """A service with an operation `Put<name>` for each name."""
    shapes: dict[str, ir.Shape] = {}
    for name in names:
        constraints = ir.Constraints(minimum=bound) if is_model else ir.UNCONSTRAINED
        member = ir.Member(name="Key", type=ir.Scalar(ir.ScalarKind.STRING, constraints))
        use = None if is_model else ir.Use.REQUEST
        shapes[f"Put{name}Request"] = ir.Structure(name=f"Put{name}Request", members=(member,), use=use)
    return ir.Service(
        name="shop",
        origin="",
        ingredients=(ir.Ingredient("botocore:shop", "", "1.44.5"),) if is_model else (),
        operations=tuple(ir.Operation(name=f"Put{each}", input=ir.Ref(f"Put{each}Request")) for each in names),
        shapes=shapes,
        is_raw=is_model,
    )


def digest(model: ir.Service, options: Options | None = None) -> str:
    """The digest of what a document with the operations `PutA` and `PutB` takes from `model`."""
    document = ir.replace(service(("A", "B"), is_model=False), model=model)
    (ingredient,) = enrich(document, options or Options(), Report()).ingredients
    return ingredient.digest


def test_digest_is_of_what_was_taken() -> None:
    model = service(("A", "B"))
    assert digest(model) == digest(service(("A", "B", "C")))  # the document has no operation PutC
    assert digest(model) != digest(service(("A", "B"), bound=2))
    documented = ir.replace(
        model, shapes={name: ir.replace(each, documentation="d") for name, each in model.shapes.items()}
    )
    assert digest(model) != digest(documented)
    assert digest(model, Options(documentation="none")) == digest(documented, Options(documentation="none"))
    only_b = ir.replace(model, shapes={**model.shapes, "PutBRequest": documented.shapes["PutBRequest"]})
    assert digest(model) != digest(only_b)
    assert digest(model, Options(operations=("PutA",))) == digest(only_b, Options(operations=("PutA",)))


def test_service_without_a_model_is_kept() -> None:
    document = service(("A",), is_model=False)
    assert enrich(document, Options(), Report()) is document
