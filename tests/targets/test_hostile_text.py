"""Hostile text in a spec is refused with a diagnostic, or is the same text in every output and runs nothing there."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from generator import ir
from generator.diagnostics import Report
from generator.options import Options, RequestProfile
from generator.pipeline import Listener, Request, Result, build
from generator.readers.typeddict import docs
from generator.targets import DEFAULT_TARGETS
from generator.targets.ir_json import loads
from generator.targets.python import escaping
from support.commands import node, python
from support.hostile_specs import PLACES, Place, Spec, Vectors, has_half_a_character, of
from support.hostile_texts import VECTORS
from support.paths import SUPPORT
from support.verdicts import Verdicts
from support.zod_types import compare_types

PYTHON = ("pydantic_models", "dataclass_models")
OTHERS = ("json_schema", "typescript", "zod", "typed_dicts", "docs")
TABLES = {"OPERATIONS", "ERRORS", "ERROR_CODES"}  # tables of Python packages, which other targets lack


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule by which some places refuse a text."""

    code: str
    places: tuple[str, ...]
    refuses: Callable[[str], bool]
    count: int  # how many of the vectors that each place can hold


def is_too_long_for_a_name(text: str) -> bool:
    return len(text) > 200


SERVICE_FILES = tuple(each.id for each in PLACES if each.reader == "botocore" and each.name != "folders")
REFUSED = (
    Refusal("bad-service-file", SERVICE_FILES, has_half_a_character, 3),
    Refusal(
        "name-too-long",
        ("botocore.shapes", "botocore.operations", "botocore.enums_of_members"),
        is_too_long_for_a_name,
        5,
    ),
    Refusal("name-too-long", ("docs.classes", "stubs.classes"), is_too_long_for_a_name, 1),
    Refusal("duplicate-service", ("botocore.folders", "docs.files"), "aB".__eq__, 1),  # clashes with `Ab`
    Refusal("bad-annotation", ("docs.classes",), str.isdecimal, 1),
    Refusal("too-deep", ("docs.enums", "stubs.enums"), lambda text: "(" * 31 in text, 1),
    Refusal("bad-annotation", ("docs.enums", "stubs.enums"), has_half_a_character, 3),
    Refusal("unreadable-member", ("stubs.members",), has_half_a_character, 3),
    Refusal("unreadable-documentation", ("stubs.documentation",), has_half_a_character, 3),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for the vectors in one place."""

    result: Result
    out: Path
    spec: Spec  # of the vectors that are accepted
    refused: dict[str, set[str]]  # the codes of the errors, by the name of the vector


def held_by(place: Place) -> dict[str, str]:
    return {name: text for name, text in VECTORS.items() if place.can_hold(text)}


def expected_refusals(place: Place) -> dict[str, str]:
    """The code of the error for each vector that this place refuses."""
    found: dict[str, str] = {}
    for rule in REFUSED:
        if place.id in rule.places:
            names = [name for name, text in held_by(place).items() if rule.refuses(text)]
            assert len(names) == rule.count, (place.id, rule.code, names)
            found |= dict.fromkeys(names, rule.code)
    return found


def attempt(place: Place, vectors: Vectors, folder: Path, *targets: str) -> tuple[Result, Spec]:
    """Build specs with these vectors. Nothing may be written for a service with errors."""
    spec = place.spec(vectors)
    for path, content in spec.files.items():
        file = folder / place.name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="")
    files = {str(folder / place.name / path) for path in spec.files}
    sources = tuple(str(folder / place.name / path) for path in spec.sources)
    options = Options(requests=RequestProfile(constraints="all"), strict=True, documentation="full")
    result = build(Request(sources=sources, out=folder / "out", targets=targets, options=options, jobs=1), Listener())
    errors = [each for each in result.report if each.severity == "error"]
    assert all(each.source.file in files and each.code != "internal-error" for each in errors), errors
    written = {each.name.partition(".")[0] for each in (folder / "out" / "json_schema").glob("*")}
    assert written == set(result.service_names)
    assert len(written) == len(sources) - len({each.source.file for each in errors}), errors
    return result, spec


def codes(place: Place, vectors: Vectors, folder: Path) -> set[str]:
    result, _ = attempt(place, vectors, folder, "json-schema")
    return {each.code for each in result.report if each.severity == "error"}


def find_refused(place: Place, vectors: Vectors, folder: Path) -> dict[str, set[str]]:
    """The refused vectors and the codes of their errors, found by halving."""
    found = codes(place, vectors, folder)
    if not found or len(vectors) == 1:
        return dict.fromkeys(vectors, found) if found else {}
    items, half = list(vectors.items()), len(vectors) // 2
    first = find_refused(place, dict(items[:half]), folder / "a")
    return first | find_refused(place, dict(items[half:]), folder / "b")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """The outcome by place: accepted vectors in one build, each other vector beside those that it could clash with."""
    found = {}
    for place in PLACES:
        root = tmp_path_factory.mktemp(place.id)
        vectors, expected = held_by(place), expected_refusals(place)
        accepted = {name: text for name, text in vectors.items() if name not in expected}
        result, spec = attempt(place, accepted, root, *DEFAULT_TARGETS, "zod", "typeddict", "docs", "ir")
        refused = find_refused(place, accepted, root / "halves") if result.report.has_errors else {}
        beside = {name: text for name, text in accepted.items() if name in {"empty", "twin"}}
        refused |= {name: codes(place, {**beside, name: vectors[name]}, root / name) for name in expected}
        found[place.id] = Outcome(result, root / "out", spec, refused)
    return found


def test_the_vectors() -> None:
    assert len(VECTORS) >= 60
    assert len(set(VECTORS.values())) == len(VECTORS)
    for reader in {each.reader for each in PLACES}:
        places = [each for each in PLACES if each.reader == reader]
        assert all(any(each.can_hold(text) for each in places) for text in VECTORS.values())


def test_escaping_functions() -> None:
    """Python evaluates what they write to the same text."""
    for text in VECTORS.values():
        assert ast.literal_eval(escaping.string(text)) == text
        assert ast.literal_eval(escaping.raw_string(text)) == text
        assert squeezed(ast.literal_eval(escaping.docstring(text, ""))) == squeezed(text)


every_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)


@every_place
def test_refused_vectors(outcomes: dict[str, Outcome], place: Place) -> None:
    assert len(VECTORS) - len(held_by(place)) == place.excluded
    assert outcomes[place.id].refused == {name: {code} for name, code in expected_refusals(place).items()}
    assert not outcomes[place.id].result.report.has_errors


@every_place
def test_invisible_characters_are_escaped(outcomes: dict[str, Outcome], place: Place) -> None:
    """A reader of the output sees every character, and sees it where it is."""
    out = outcomes[place.id].out
    for file in (each for folder in (*PYTHON, *OTHERS) for each in (out / folder).rglob("*.*")):
        if "__pycache__" not in file.parts:
            assert file.read_bytes().decode().replace("\n", "").isprintable(), file


# Python.


@pytest.fixture(scope="module", params=PYTHON)
def evaluated(request: pytest.FixtureRequest, outcomes: dict[str, Outcome]) -> dict[str, Any]:
    """The strings and patterns in the packages of one Python target, by place."""
    outs = [each.out for each in outcomes.values()]
    done = python("-W", "error", SUPPORT / "inspect_packages.py", request.param, *outs)
    assert done.returncode == 0, done.stderr
    found = dict(zip(outcomes, json.loads(done.stdout), strict=True))
    return {"folder": request.param, **found}


def test_canary_records_code_that_runs(tmp_path: Path) -> None:
    package = tmp_path / "pydantic_models" / "loud"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("")
    lines = ["import builtins, os", "builtins.CANARY = 1", "canary()", "os.system('true')", "open('/dev/null', 'w')"]
    (package / "__init__.py").write_text("\n".join([*lines, "__all__ = []"]))
    done = python(SUPPORT / "inspect_packages.py", "pydantic_models", tmp_path)
    (found,) = json.loads(done.stdout)
    assert found["ran"] == ["canary()", "os.system (b'true',)", "open ('/dev/null',)", "builtins.CANARY"]


@every_place
def test_python(outcomes: dict[str, Outcome], evaluated: dict[str, Any], place: Place) -> None:
    here, found = outcomes[place.id], evaluated[place.id]
    assert found["ran"] == []
    assert sorted(found["services"]) == sorted(here.result.service_names)
    for facts in found["services"].values():
        assert {key: facts["strings"].get(key) for key in here.spec.strings} == {
            key: sorted(texts) for key, texts in here.spec.strings.items()
        }
        for key, text in here.spec.patterns.items():
            assert accepts_only(facts["patterns"][key], text), key


def accepts_only(patterns: list[str], text: str) -> bool:
    """Whether there is one pattern, and it accepts only this text."""
    (pattern,) = patterns
    return bool(re.search(pattern, text)) and not re.search(pattern, f"{text}x")


def squeezed(text: str) -> str:
    """Text without white space, which targets may change."""
    return "".join(text.split())


def documentation_in(folder: Path) -> Iterator[tuple[str, str]]:
    """The docstrings of classes, fields and enums in Python modules, with the names `Class` and `Class.field`."""
    for file in sorted(folder.glob("*.py")):
        for definition in ast.parse(file.read_bytes()).body:
            if isinstance(definition, ast.ClassDef):
                yield definition.name, ast.get_docstring(definition) or ""
                yield from ((f"{definition.name}.{name}", text) for name, text in documentation_below(definition.body))
        yield from documentation_below(ast.parse(file.read_bytes()).body)


def documentation_below(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """The docstring below each assignment."""
    for assignment, text in pairwise(body):
        match assignment, text:
            case (
                ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]),
                ast.Expr(ast.Constant(str() as documentation)),
            ):
                yield name, documentation


@every_place
@pytest.mark.parametrize("folder", PYTHON)
def test_docstrings(outcomes: dict[str, Outcome], place: Place, folder: str) -> None:
    """Python's own parser reads the text back from the docstrings."""
    here = outcomes[place.id]
    for service in here.result.service_names:
        found = dict(documentation_in(here.out / folder / service))
        for key, text in here.spec.documentation.items():
            cls, _, member = key.partition(".")
            assert squeezed(found.get(f"{cls}.{member.lower()}" if member else cls, "")) == squeezed(text), key


# TypedDicts and documents.


@pytest.fixture(scope="module")
def typed_dicts(outcomes: dict[str, Outcome]) -> dict[str, Any]:
    """The strings in the packages of TypedDicts, by place."""
    outs = [each.out for each in outcomes.values()]
    done = python("-W", "error", SUPPORT / "inspect_packages.py", "typed_dicts", *outs)
    assert done.returncode == 0, done.stderr
    return dict(zip(outcomes, json.loads(done.stdout), strict=True))


def in_stubs(strings: dict[str, Any], key: str) -> Any:
    """What a package of TypedDicts has for `Class` or `Class.Member`. None: it has no class of that name."""
    cls, _, member = key.partition(".")
    names = (f"{cls.removesuffix('_')}{ending}" for ending in ("TypeDef", "Type", ""))
    return next((strings[name] for each in names if (name := f"{each}.{member}" if member else each) in strings), None)


@every_place
def test_typed_dicts(outcomes: dict[str, Outcome], typed_dicts: dict[str, Any], place: Place) -> None:
    here, found = outcomes[place.id], typed_dicts[place.id]
    assert found["ran"] == []
    assert sorted(found["services"]) == sorted(here.result.service_names)
    for service, facts in found["services"].items():
        ast.parse((here.out / "typed_dicts" / service / "__init__.pyi").read_bytes())
        for key, texts in here.spec.strings.items():
            assert key in TABLES or in_stubs(facts["strings"], key) == sorted(texts), key


@every_place
def test_documents(outcomes: dict[str, Outcome], place: Place) -> None:
    """Our reader reads the texts back. A member that no line can have was reported."""
    here = outcomes[place.id]
    unwritable = {each.shape for each in here.result.report if each.code == "unwritable-member"}
    for service in here.result.service_names:
        before = loads((here.out / "ir" / f"{service}.json").read_text(encoding="utf-8"))
        report = Report()
        after = docs.read(str(here.out / "docs" / service / "type_defs.md"), report)
        assert after, list(report)
        errors = {each.shape: each.code for each in report if each.severity == "error"}
        # The reader counts the brackets in a value.
        assert errors == ({"OfBrackets": "too-deep"} if place.id == "botocore.enums" else {})
        for name in before.shapes.keys() & after.shapes.keys() - unwritable - errors.keys():
            assert texts_of(after.shapes[name]) == texts_of(before.shapes[name]), name


def texts_of(shape: ir.Shape) -> set[str]:
    """The values of an enum, or the members of a class."""
    match shape:
        case ir.Enum(values=values):
            return set(values)
        case ir.Structure(members=members) | ir.Union(members=members):
            return {each.name for each in members}
    return set()


# JSON Schema.


def schema_of(schema: Any, key: str) -> Any:
    """The schema of `Class`, or of `Class.Member`."""
    cls, _, member = key.partition(".")
    found = schema["$defs"][cls]
    return found["properties"][member] if member else found


def strings_in(schema: Any, found: Any) -> set[str]:
    """The values of an enum, the members of an object, the keys of a map; of a union, those of all alternatives."""
    if "$ref" in found:
        return strings_in(schema, schema["$defs"][found["$ref"].removeprefix("#/$defs/")])
    parts = [*found.get("anyOf", ()), *([found["propertyNames"]] if "propertyNames" in found else ())]
    own = {*found.get("enum", ()), *found.get("properties", ())}
    return own.union(*(strings_in(schema, each) for each in parts))


def patterns_in(found: Any) -> Iterator[str]:
    yield from [found["pattern"]] if "pattern" in found else []
    yield from patterns_in(found["propertyNames"]) if "propertyNames" in found else []


@every_place
def test_json_schema(outcomes: dict[str, Outcome], place: Place) -> None:
    here = outcomes[place.id]
    for service in here.result.service_names:
        schema = json.loads((here.out / "json_schema" / f"{service}.schema.json").read_bytes())
        json.dumps(schema, ensure_ascii=False).encode()  # raises if it holds half a character
        for key, texts in here.spec.strings.items():
            assert key in TABLES or strings_in(schema, schema_of(schema, key)) == texts, key
        for key, text in here.spec.patterns.items():
            assert accepts_only(list(patterns_in(schema_of(schema, key))), text), key
        for key, text in here.spec.documentation.items():
            assert squeezed(schema_of(schema, key).get("description", "")) == squeezed(text), key


def test_patterns_are_the_same(outcomes: dict[str, Outcome], evaluated: dict[str, Any]) -> None:
    """All targets have the same translation of a text that is used as a pattern."""
    (service,) = outcomes["botocore.patterns"].result.service_names
    schema = json.loads((outcomes["botocore.patterns"].out / "json_schema" / f"{service}.schema.json").read_bytes())
    found = evaluated["botocore.patterns"]["services"][service]["patterns"]
    for name, cls in schema["$defs"].items():
        for member, each in cls.get("properties", {}).items():
            assert list(patterns_in(each)) == found[f"{name}.{member}"], (name, member)
    checked = [name for name in VECTORS if found.get(f"{of(name)}.Raw")]
    assert len(checked) == 109


def test_an_import_from_above_all_folders(tmp_path: Path) -> None:
    (tmp_path / "hostile.py").write_text(f"from {'.' * 100}etc import x\nclass A(TypedDict):\n    a: x\n")
    result = build(Request(sources=(str(tmp_path / "hostile.py"),), out=tmp_path / "out", jobs=1), Listener())
    assert [each.code for each in result.report] == ["external-type"]


# zod.


@every_place
def test_zod_runs_nothing(outcomes: dict[str, Outcome], place: Place) -> None:
    """An enum accepts its values. A text that runs would call `canary`, which does not exist."""
    here = outcomes[place.id]
    values = []
    for service in here.result.service_names:
        schema = json.loads((here.out / "json_schema" / f"{service}.schema.json").read_bytes())
        values += [(service, name, "no value of any enum") for name in schema["$defs"]]
        values += [(service, name, each) for name, found in schema["$defs"].items() for each in found.get("enum", ())]
    verdicts = Verdicts(here.out).in_node(values)
    assert all(each["ajv"] == each["zod"] for each in verdicts)
    assert any(each["zod"] for each in verdicts) or "enums" not in place.name


def test_zod_has_the_types_of_typescript(outcomes: dict[str, Outcome]) -> None:
    assert compare_types(*(each.out for each in outcomes.values())) > 500


# TypeScript.

_HEADER = """
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Strings<T> = T extends string ? T : keyof T;
type True<T extends true> = T;
"""


def in_typescript(text: str) -> str:
    """A string literal of TypeScript, with every UTF-16 unit escaped."""
    units = text.encode("utf-16-be", "surrogatepass").hex()
    return '"' + re.sub("....", r"\\u\g<0>", units) + '"'


def claims(here: Outcome) -> Iterator[str]:
    """TypeScript types that compile only if the types of each service hold exactly these strings."""
    for service in here.result.service_names:
        yield f'import type * as {service} from "./out/typescript/{service}.js";\n'
        for key, texts in here.spec.strings.items():
            if key not in TABLES:
                cls, _, member = key.partition(".")
                held = f'NonNullable<{service}.{cls}["{member}"]>' if member else f"{service}.{cls}"
                union = " | ".join(map(in_typescript, sorted(texts)))
                yield f"export type {service}_{cls}_{member} = True<Equal<Strings<{held}>, {union}>>;\n"


@pytest.fixture(scope="module")
def compiled(outcomes: dict[str, Outcome], tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Path]:
    """The messages of the compiler, and the folder of its JavaScript."""
    root = tmp_path_factory.mktemp("typescript")
    for place, here in outcomes.items():
        (root / place).mkdir()
        (root / place / "out").symlink_to(here.out)
        (root / place / "claims.ts").write_text(_HEADER + "".join(claims(here)))
    options = {"strict": True, "target": "es2022", "module": "esnext", "moduleResolution": "bundler"}
    options |= {"outDir": "js", "rootDir": ".", "removeComments": True, "preserveSymlinks": True}
    (root / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": options, "include": ["*/claims.ts", "*/out/typescript/*.ts"]})
    )
    messages = node("tsc", "--project", root).stdout
    return [line.rpartition(f"{root.name}/")[2] for line in messages.splitlines()], root / "js"


@every_place
def test_typescript(outcomes: dict[str, Outcome], compiled: tuple[list[str], Path], place: Place) -> None:
    """The claims hold, and the modules have nothing but types: their JavaScript is empty."""
    errors, scripts = compiled
    assert [each for each in errors if each.startswith(f"{place.id}/") or ": error" not in each] == []
    found = {each.stem: each.read_text() for each in (scripts / place.id).rglob("*.js")}
    assert {*found} == {"claims", "index", *outcomes[place.id].result.service_names}
    assert set(found.values()) == {"export {};\n"}
