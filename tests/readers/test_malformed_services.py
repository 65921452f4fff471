"""The botocore reader reads a service's JSON or refuses it with a diagnostic, whatever it holds. It never raises."""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator import ir, passes
from generator.pipeline import Listener, Request, build
from support.paths import SEED


def base() -> dict[str, Any]:
    """A service without faults."""
    return {
        "metadata": {},
        "operations": {"Op": {"input": {"shape": "In"}, "output": {"shape": "Out"}, "errors": [{"shape": "Bad"}]}},
        "shapes": {
            "In": {"type": "structure", "members": {"A": {"shape": "S"}, "L": {"shape": "List"}}},
            "Out": {"type": "structure", "members": {"B": {"shape": "S"}, "E": {"shape": "E"}}},
            "Bad": {"type": "structure", "exception": True, "members": {"S": {"shape": "S"}}},
            "S": {"type": "string"},
            "E": {"type": "string", "enum": ["a"]},
            "List": {"type": "list", "member": {"shape": "S"}},
        },
    }


def at(*path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """A change that sets `value` at a path."""

    def change(service: dict[str, Any]) -> None:
        inner = service
        for each in path[:-1]:
            inner = inner[each]
        inner[path[-1]] = value

    return change


def nested(depth: int) -> Callable[[dict[str, Any]], None]:
    """A change that adds structures nested to this depth, in the request and in the response."""

    def change(service: dict[str, Any]) -> None:
        for number in range(depth):
            members = {"A": {"shape": f"N{number + 1}" if number + 1 < depth else "S"}}
            service["shapes"][f"N{number}"] = {"type": "structure", "members": members}
        for side in ("In", "Out"):
            service["shapes"][side]["members"]["N"] = {"shape": "N0"}

    return change


# Changes to the service that are refused, and the code of the diagnostic.
REFUSED: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "an enum without values": (at("shapes", "E", "enum", value=[]), "bad-service-file"),
    "an enum that is text": (at("shapes", "E", "enum", value="abc"), "bad-service-file"),
    "an enum of other things": (at("shapes", "E", "enum", value=[1, None]), "bad-service-file"),
    "a bound that is text": (at("shapes", "S", "min", value="1"), "bad-service-file"),
    "a bound that is no number": (at("shapes", "S", "min", value=float("nan")), "bad-service-file"),
    "a bound without end": (at("shapes", "S", "max", value=float("inf")), "bad-service-file"),
    "a length below zero": (at("shapes", "S", "min", value=-5), "bad-service-file"),
    "a length beyond all": (at("shapes", "List", "min", value=10**400), "bad-service-file"),
    "a bound that is a list": (at("shapes", "S", "min", value=[1]), "bad-service-file"),
    "required text": (at("shapes", "In", "required", value="A"), "bad-service-file"),
    "an unknown member required": (at("shapes", "In", "required", value=["Nope"]), "bad-service-file"),
    "members in a list": (at("shapes", "In", "members", value=["A"]), "bad-service-file"),
    "a member that is nothing": (at("shapes", "In", "members", "A", value=None), "bad-service-file"),
    "a shape that is text": (at("shapes", "In", value="structure"), "bad-service-file"),
    "no shapes": (at("shapes", value={}), "unknown-shape"),
    "shapes in a list": (at("shapes", value=[]), "unknown-shape"),
    "shapes that are text": (at("shapes", value="none"), "no-operations"),
    "an input that is a string": (at("operations", "Op", "input", "shape", value="S"), "bad-service-file"),
    "an output that is a list": (at("operations", "Op", "output", "shape", value="List"), "bad-service-file"),
    "an error that is a string": (at("operations", "Op", "errors", value=[{"shape": "S"}]), "bad-service-file"),
    "errors that are text": (at("operations", "Op", "errors", value="Bad"), "bad-service-file"),
    "an operation that is nothing": (at("operations", "Op", value=None), "bad-service-file"),
    "operations in a list": (at("operations", value=[]), "no-operations"),
    "a type that is none": (at("shapes", "S", "type", value="strng"), "unknown-type"),
    "half a character": (at("shapes", "E", "enum", value=["\ud800"]), "bad-service-file"),
    "a very long name": (at("operations", value={"O" * 300: {}}), "name-too-long"),
    "nine hundred in one another": (nested(900), "too-deep"),
}
# Changes to the service that are accepted.
READ: dict[str, Callable[[dict[str, Any]], None]] = {
    "as it is": lambda service: None,
    "no operations at all": at("operations", value={}),
    "no metadata": at("metadata", value=None),
    "an error that does not say so": at("shapes", "Bad", "exception", value=False),
    "an input that is its own error": at("operations", "Op", "errors", value=[{"shape": "In"}]),
    "a union that requires": at(
        "shapes",
        "Out",
        value={"type": "structure", "union": True, "required": ["B"], "members": {"B": {"shape": "S"}}},
    ),
    "bounds of what has none": at("shapes", "S", value={"type": "boolean", "min": 1, "max": 2}),
    "an enum of a number": at("shapes", "E", value={"type": "integer", "enum": [1]}),
    "an awkward name": at("operations", "Op", "input", value={"shape": "S in\n'\"../x"}),
    "three hundred in one another": nested(300),
    "two shapes of one name": lambda service: service["shapes"].update(
        {
            "foo_bar": {"type": "structure", "members": {"A": {"shape": "S"}}},
            "FooBar": {"type": "structure", "members": {"B": {"shape": "S"}}},
            "In": {"type": "structure", "members": {"A": {"shape": "foo_bar"}, "B": {"shape": "FooBar"}}},
        }
    ),
}


def built(folder: Path, change: Callable[[dict[str, Any]], None], **beside: object) -> tuple[Path, list[str]]:
    """Build the changed service: the output folder, and the codes of the errors."""
    service = base()
    service["shapes"]["S in\n'\"../x"] = {"type": "structure", "members": {'"': {"shape": "S"}, "\\": {"shape": "S"}}}
    change(service)
    spec = folder / "specs" / "thing" / "service-2.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps(service))
    for name, content in beside.items():
        text = content if isinstance(content, str) else json.dumps(content)
        spec.with_name(name.replace("_", "-") + ".json").write_text(text)
    result = build(Request(sources=(str(spec),), out=folder / "out", jobs=1), Listener())
    return folder / "out", [each.code for each in result.report if each.severity == "error"]


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_a_diagnostic(tmp_path: Path, what: str) -> None:
    change, code = REFUSED[what]
    out, codes = built(tmp_path, change)
    assert code in codes
    assert "internal-error" not in codes
    assert not list(out.rglob("*.py"))


@pytest.mark.parametrize("what", READ)
def test_it_is_read(tmp_path: Path, what: str) -> None:
    out, codes = built(tmp_path, READ[what])
    assert codes == []
    files = list(out.rglob("*.py"))
    assert len(files) > 5
    for file in files:
        ast.parse(file.read_text())


PAGES: list[tuple[str, object]] = [
    ("paginators_1", "{"),
    ("paginators_1", {"pagination": {"Op": {}}}),
    ("paginators_1", {"pagination": {"Op": {"input_token": {"a": 1}}}}),
    ("paginators_1", {"pagination": {"Op": {"input_token": "A", "limit_key": ["L"]}}}),
    ("paginators_1", {"pagination": {"Op": None}}),
    ("waiters_2", {"waiters": [1]}),
    ("waiters_2", {"waiters": {"W": {"operation": ["Op"]}}}),
    ("waiters_2", {"waiters": {"W": None}}),
    ("service_2.sdk_extras", {"merge": [1]}),
    ("service_2.sdk_extras", "[]"),
]


@pytest.mark.parametrize(("name", "content"), PAGES)
def test_files_beside_it_are_read_or_refused(tmp_path: Path, name: str, content: object) -> None:
    _, codes = built(tmp_path, lambda service: None, **{name: content})
    assert codes in (["bad-service-file"], [])
    assert codes or content == {"pagination": {"Op": None}}


def test_awkward_name_works_in_paginators_and_waiters(tmp_path: Path) -> None:
    """A shape that gets a legal name gets it wherever it is named."""
    out, codes = built(
        tmp_path,
        at("operations", "Op", "input", value={"shape": "S in\n'\"../x"}),
        paginators_1={"pagination": {"Op": {"input_token": "A"}}},
        waiters_2={"waiters": {"Ready": {"operation": "Op"}}},
    )
    assert codes == []
    assert "S_in_xPaginate" in (out / "pydantic_models" / "thing" / "__init__.py").read_text()


def test_internal_error_does_not_stop_other_specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("good", "bad"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "service-2.json").write_text(json.dumps(base()))

    original = passes.settle

    def settle(service: ir.Service, *rest: Any) -> ir.Service:
        if service.name == "bad":
            raise KeyError("a bug")
        return original(service, *rest)

    monkeypatch.setattr(passes, "settle", settle)
    sources = tuple(str(tmp_path / name / "service-2.json") for name in ("bad", "good"))
    result = build(Request(sources=sources, out=tmp_path / "out", jobs=1), Listener())
    assert result.service_names == ["good"]
    (error,) = [each for each in result.report if each.severity == "error"]
    assert error.code == "internal-error"
    assert "KeyError: 'a bug'" in error.message


@pytest.mark.parametrize("content", ["{", "{}", '{"operations": {"Op": null}, "shapes": {"A": null}}'])
def test_documents_are_readable_with_a_broken_botocore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    """The operations of a document come from the installed botocore. If that is broken, the document has none."""
    broken = tmp_path / "data" / "connectparticipant" / "2999-01-01" / "service-2.json"
    broken.parent.mkdir(parents=True)
    broken.write_text(content)
    monkeypatch.setenv("AWS_DATA_PATH", f"{tmp_path / 'data'}:~nobody-is-called-so/data:{tmp_path / 'no-folder'}")
    result = build(Request(sources=(str(SEED),), out=tmp_path / "out", jobs=1), Listener())
    assert not result.report.has_errors
    assert result.service_names == ["connectparticipant"]
