"""Text that could run is refused with a word on it, or is the same text in every output, and runs nothing there."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import node, python
from hostile import VECTORS
from hostile_specs import PLACES, Place, Spec, Vectors, has_half_a_character, of

from generator.options import Options, RequestProfile
from generator.pipeline import Listener, Request, Result, build
from generator.targets import DEFAULT_TARGETS
from generator.targets.python import formatting

PYTHON = ("pydantic_models", "dataclass_models")
TABLES = {"OPERATIONS", "ERRORS", "ERROR_CODES"}  # that Python packages have, and nobody else


@dataclass(frozen=True, slots=True)
class Refusal:
    """What some places refuse."""

    code: str
    places: tuple[str, ...]
    refuses: Callable[[str], bool]
    count: int  # of the vectors that each of the places can hold


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
    Refusal("name-clash", ("botocore.shapes",), "_".__eq__, 1),  # without its `_` it has no name, as "" has none
    Refusal("duplicate-service", ("botocore.folders", "docs.files", "stubs.files"), "aB".__eq__, 1),  # as is `Ab`
    Refusal("bad-annotation", ("docs.classes",), str.isdecimal, 1),
    Refusal("too-deep", ("docs.enums",), lambda text: "(" * 31 in text, 1),
    Refusal("too-deep", ("stubs.enums", "stubs.members", "stubs.documentation"), lambda text: "(" * 201 in text, 1),
    Refusal("bad-annotation", ("docs.enums", "stubs.enums"), has_half_a_character, 3),
    Refusal("unreadable-member", ("stubs.members",), has_half_a_character, 3),
    Refusal("unreadable-documentation", ("stubs.documentation",), has_half_a_character, 3),
)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of the vectors in one place."""

    result: Result
    out: Path
    spec: Spec  # of the vectors that are taken
    refused: dict[str, set[str]]  # the others -> the codes of what is said of them


def held_by(place: Place) -> dict[str, str]:
    return {name: text for name, text in VECTORS.items() if place.can_hold(text)}


def expected_refusals(place: Place) -> dict[str, str]:
    """The vectors that this place refuses -> the code of what is said of them."""
    found: dict[str, str] = {}
    for rule in REFUSED:
        if place.id in rule.places:
            names = [name for name, text in held_by(place).items() if rule.refuses(text)]
            assert len(names) == rule.count, (place.id, rule.code, names)
            found |= dict.fromkeys(names, rule.code)
    return found


def attempt(place: Place, vectors: Vectors, folder: Path, *targets: str) -> tuple[Result, Spec]:
    """A run over the specs of these vectors. Of a service that is refused nothing is written."""
    spec = place.spec(vectors)
    for path, content in spec.files.items():
        file = folder / place.name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="")
    files = {str(folder / place.name / path) for path in spec.files}
    sources = tuple(str(folder / place.name / path) for path in spec.sources)
    options = Options(requests=RequestProfile(constraints="all"))
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
    """Which of the vectors are refused, and the codes of why: all at once, then by halves."""
    found = codes(place, vectors, folder)
    if not found or len(vectors) == 1:
        return dict.fromkeys(vectors, found) if found else {}
    items, half = list(vectors.items()), len(vectors) // 2
    first = find_refused(place, dict(items[:half]), folder / "a")
    return first | find_refused(place, dict(items[half:]), folder / "b")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """By place: the vectors that are taken, all at once; each of the others beside what it could clash with."""
    found = {}
    for place in PLACES:
        root = tmp_path_factory.mktemp(place.id)
        vectors, expected = held_by(place), expected_refusals(place)
        taken = {name: text for name, text in vectors.items() if name not in expected}
        result, spec = attempt(place, taken, root, *DEFAULT_TARGETS, "ir")
        refused = find_refused(place, taken, root / "halves") if result.report.failed else {}
        beside = {name: text for name, text in taken.items() if name in {"empty", "twin"}}
        refused |= {name: codes(place, {**beside, name: vectors[name]}, root / name) for name in expected}
        found[place.id] = Made(result, root / "out", spec, refused)
    return found


def test_the_vectors() -> None:
    assert len(VECTORS) >= 60
    assert len(set(VECTORS.values())) == len(VECTORS)
    for reader in {each.reader for each in PLACES}:
        places = [each for each in PLACES if each.reader == reader]
        assert all(any(each.can_hold(text) for each in places) for text in VECTORS.values())


def test_escaping_functions() -> None:
    """Python reads back what each of them writes."""
    for text in VECTORS.values():
        assert ast.literal_eval(formatting.string(text)) == text
        assert ast.literal_eval(formatting.raw_string(text)) == text
        assert squeezed(ast.literal_eval(formatting.docstring(text, ""))) == squeezed(text)


every_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.id)


@every_place
def test_what_is_refused(made: dict[str, Made], place: Place) -> None:
    assert len(VECTORS) - len(held_by(place)) == place.cannot
    assert made[place.id].refused == {name: {code} for name, code in expected_refusals(place).items()}
    assert not made[place.id].result.report.failed


@every_place
def test_nothing_is_hidden(made: dict[str, Made], place: Place) -> None:
    """What a reader of the output would not see, or not where it is, is escaped."""
    out = made[place.id].out
    for file in (each for folder in (*PYTHON, "json_schema", "typescript") for each in (out / folder).rglob("*.*")):
        if "__pycache__" not in file.parts:
            assert file.read_bytes().decode().replace("\n", "").isprintable(), file


# Python.


@pytest.fixture(scope="module", params=PYTHON)
def evaluated(request: pytest.FixtureRequest, made: dict[str, Made]) -> dict[str, Any]:
    """What the packages of one Python target hold, by place."""
    outs = [each.out for each in made.values()]
    done = python("-W", "error", Path(__file__).with_name("evaluated.py"), request.param, *outs)
    assert done.returncode == 0, done.stderr
    found = dict(zip(made, json.loads(done.stdout), strict=True))
    return {"folder": request.param, **found}


def test_the_canary_goes_off(tmp_path: Path) -> None:
    package = tmp_path / "pydantic_models" / "loud"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("")
    lines = ["import builtins, os", "builtins.CANARY = 1", "canary()", "os.system('true')", "open('/dev/null', 'w')"]
    (package / "__init__.py").write_text("\n".join([*lines, "__all__ = []"]))
    done = python(Path(__file__).with_name("evaluated.py"), "pydantic_models", tmp_path)
    (found,) = json.loads(done.stdout)
    assert found["ran"] == ["canary()", "os.system (b'true',)", "open ('/dev/null',)", "builtins.CANARY"]


@every_place
def test_python(made: dict[str, Made], evaluated: dict[str, Any], place: Place) -> None:
    here, found = made[place.id], evaluated[place.id]
    assert found["ran"] == []
    assert sorted(found["services"]) == sorted(here.result.service_names)
    for facts in found["services"].values():
        assert {key: facts["strings"].get(key) for key in here.spec.strings} == {
            key: sorted(texts) for key, texts in here.spec.strings.items()
        }
        for key, text in here.spec.patterns.items():
            assert takes_only(facts["patterns"][key], text), key


def takes_only(patterns: list[str], text: str) -> bool:
    """Whether there is one pattern, and it is for this text alone."""
    (pattern,) = patterns
    return bool(re.search(pattern, text)) and not re.search(pattern, f"{text}x")


def squeezed(text: str) -> str:
    """Text but for its white space, which is ours to change."""
    return "".join(text.split())


def said_in(folder: Path) -> Iterator[tuple[str, str]]:
    """What Python modules say below classes, fields and enums: `Class.field`, and the text."""
    for file in sorted(folder.glob("*.py")):
        for definition in ast.parse(file.read_bytes()).body:
            if isinstance(definition, ast.ClassDef):
                yield definition.name, ast.get_docstring(definition) or ""
                yield from ((f"{definition.name}.{name}", text) for name, text in said_below(definition.body))
        yield from said_below(ast.parse(file.read_bytes()).body)


def said_below(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """What stands below each assignment."""
    for assignment, text in pairwise(body):
        match assignment, text:
            case (
                ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]),
                ast.Expr(ast.Constant(str() as said)),
            ):
                yield name, said


@every_place
@pytest.mark.parametrize("folder", PYTHON)
def test_python_says(made: dict[str, Made], place: Place, folder: str) -> None:
    """As the text of a docstring, where it is read by Python's own parser."""
    here = made[place.id]
    for service in here.result.service_names:
        found = dict(said_in(here.out / folder / service))
        for key, text in here.spec.said.items():
            cls, _, member = key.partition(".")
            assert squeezed(found.get(f"{cls}.{member.lower()}" if member else cls, "")) == squeezed(text), key


# JSON Schema.


def schema_of(schema: Any, key: str) -> Any:
    """The schema of `Class`, or of `Class.Member`."""
    cls, _, member = key.partition(".")
    found = schema["$defs"][cls]
    return found["properties"][member] if member else found


def strings_in(schema: Any, found: Any) -> set[str]:
    """The values of an enum, what the members of an object are called, the keys of a map; of alternatives, all."""
    if "$ref" in found:
        return strings_in(schema, schema["$defs"][found["$ref"].removeprefix("#/$defs/")])
    parts = [*found.get("anyOf", ()), *([found["propertyNames"]] if "propertyNames" in found else ())]
    own = {*found.get("enum", ()), *found.get("properties", ())}
    return own.union(*(strings_in(schema, each) for each in parts))


def patterns_in(found: Any) -> Iterator[str]:
    yield from [found["pattern"]] if "pattern" in found else []
    yield from patterns_in(found["propertyNames"]) if "propertyNames" in found else []


@every_place
def test_json_schema(made: dict[str, Made], place: Place) -> None:
    here = made[place.id]
    for service in here.result.service_names:
        schema = json.loads((here.out / "json_schema" / f"{service}.schema.json").read_bytes())
        json.dumps(schema, ensure_ascii=False).encode()  # which half of a character is not
        for key, texts in here.spec.strings.items():
            assert key in TABLES or strings_in(schema, schema_of(schema, key)) == texts, key
        for key, text in here.spec.patterns.items():
            assert takes_only(list(patterns_in(schema_of(schema, key))), text), key
        for key, text in here.spec.said.items():
            assert squeezed(schema_of(schema, key).get("description", "")) == squeezed(text), key


def test_patterns_are_the_same(made: dict[str, Made], evaluated: dict[str, Any]) -> None:
    """Whatever becomes of text as a pattern, it becomes in all targets."""
    (service,) = made["botocore.patterns"].result.service_names
    schema = json.loads((made["botocore.patterns"].out / "json_schema" / f"{service}.schema.json").read_bytes())
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


# TypeScript.

_HEADER = """
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Strings<T> = T extends string ? T : keyof T;
type True<T extends true> = T;
"""


def in_typescript(text: str) -> str:
    """Every unit of UTF-16 escaped."""
    units = text.encode("utf-16-be", "surrogatepass").hex()
    return '"' + re.sub("....", r"\\u\g<0>", units) + '"'


def claims(here: Made) -> Iterator[str]:
    """That the types of each service hold these strings, as types."""
    for service in here.result.service_names:
        yield f'import type * as {service} from "./out/typescript/{service}.js";\n'
        for key, texts in here.spec.strings.items():
            if key not in TABLES:
                cls, _, member = key.partition(".")
                held = f'NonNullable<{service}.{cls}["{member}"]>' if member else f"{service}.{cls}"
                union = " | ".join(map(in_typescript, sorted(texts)))
                yield f"export type {service}_{cls}_{member} = True<Equal<Strings<{held}>, {union}>>;\n"


@pytest.fixture(scope="module")
def compiled(made: dict[str, Made], tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Path]:
    """What the compiler has to say, and the folder of the JavaScript that it made."""
    root = tmp_path_factory.mktemp("typescript")
    for place, here in made.items():
        (root / place).mkdir()
        (root / place / "out").symlink_to(here.out)
        (root / place / "claims.ts").write_text(_HEADER + "".join(claims(here)))
    options = {"strict": True, "target": "es2022", "module": "esnext", "moduleResolution": "bundler"}
    options |= {"outDir": "js", "rootDir": ".", "removeComments": True, "preserveSymlinks": True}
    (root / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "include": ["*/**/*.ts"]}))
    said = node("tsc", "--project", root).stdout
    return [line.rpartition(f"{root.name}/")[2] for line in said.splitlines()], root / "js"


@every_place
def test_typescript(made: dict[str, Made], compiled: tuple[list[str], Path], place: Place) -> None:
    """The claims hold, and nothing but types is in it: no JavaScript comes of it."""
    errors, scripts = compiled
    assert [each for each in errors if each.startswith(f"{place.id}/") or ": error" not in each] == []
    found = {each.stem: each.read_text() for each in (scripts / place.id).rglob("*.js")}
    assert {*found} == {"claims", "index", *made[place.id].result.service_names}
    assert set(found.values()) == {"export {};\n"}
