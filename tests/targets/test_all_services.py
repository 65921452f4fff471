"""The output of all four targets for many services imports, type-checks, compiles, lints and is formatted.

With `--all-services` these are all 439 services of the installed botocore, which takes a quarter of an hour; else those
of `EVERY_DIFFERENCE`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import re2
from pydantic_core import SchemaValidator, core_schema

from generator import naming
from generator.readers.botocore.service_data import installed_services
from support.commands import node, python
from support.layout import complaints_of_ruff
from support.paths import SUPPORT
from support.services import EVERY_DIFFERENCE


@pytest.fixture(scope="module")
def services(request: pytest.FixtureRequest) -> list[str]:
    """Services of the installed botocore, by its names."""
    everything = installed_services()
    if request.config.getoption("--all-services"):
        assert len(everything) == 439
        return everything
    names = {naming.service_name(name): name for name in everything}
    return [names[naming.service_name(name)] for name in EVERY_DIFFERENCE]


@pytest.fixture(scope="module")
def out(services: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of all four targets."""
    folder = tmp_path_factory.mktemp("sweep")
    sources = [argument for name in services for argument in ("--source", f"botocore:{name}")]
    done = python("-W", "error", "-m", "generator", "build", *sources, "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert " warning: " not in done.stderr + done.stdout
    assert " error: " not in done.stderr + done.stdout
    return folder / "out"


def test_every_service_has_its_files(services: list[str], out: Path) -> None:
    for service in map(naming.service_name, services):
        assert (out / "pydantic_models" / service / "__init__.py").is_file()
        assert (out / "dataclass_models" / service / "converter.py").is_file()
        assert (out / "json_schema" / f"{service}.schema.json").is_file()
        assert (out / "typescript" / f"{service}.ts").is_file()


def test_every_class_imports_and_builds(out: Path) -> None:
    done = python("-W", "error", SUPPORT / "import_everything.py", out)
    assert done.returncode == 0, done.stderr[-3000:]
    schemas = [json.loads(file.read_text()) for file in (out / "json_schema").iterdir()]
    classes = sum(
        each.get("type") == "object" and "properties" in each
        for schema in schemas
        for name, each in schema["$defs"].items()
        if name.removesuffix("Received") not in schema["$defs"].keys() - {name}  # the other half of a shared class
    )
    assert int(done.stdout) == 2 * classes  # both Python targets have every class of the schemas


def test_python_is_formatted_and_linted(out: Path) -> None:
    assert not complaints_of_ruff(out)


def test_python_is_typed(out: Path, tmp_path: Path) -> None:
    done = python("-m", "mypy", "--strict", "--cache-dir", tmp_path, out)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def references(value: object) -> Iterator[str]:
    """Every `$ref` in a schema."""
    if isinstance(value, dict):
        if isinstance(ref := value.get("$ref"), str):
            yield ref
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_schemas_refer_to_what_they_have(out: Path) -> None:
    for file in (out / "json_schema").iterdir():
        schema = json.loads(file.read_text())
        known = {f"#/$defs/{name}" for name in schema["$defs"]}
        assert set(references(schema["$defs"])) <= known, file.name


EVERY_OPTION = """
[tool.shapewright]
sources = {sources}
targets = ["json-schema", "typescript"]
out = "out"

[tool.shapewright.typescript]
declarations = "type"
enum_values = true

[tool.shapewright.requests]
constraints = "all"

[tool.shapewright.responses]
constraints = "all"
"""


@pytest.fixture(scope="module")
def outs(services: list[str], out: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The output by default, and that with all patterns of AWS, types in place of interfaces and values of enums."""
    folder = tmp_path_factory.mktemp("options")
    sources = json.dumps([f"botocore:{name}" for name in services])
    (folder / "pyproject.toml").write_text(EVERY_OPTION.format(sources=sources))
    done = python("-m", "generator", cwd=folder)
    assert done.returncode == 0, done.stderr
    return [out, folder / "out"]


def files_of(outs: list[Path], folder: str) -> list[Path]:
    return [file for out in outs for file in sorted((out / folder).iterdir())]


def test_schemas_load_in_strict_ajv(outs: list[Path]) -> None:
    schemas = files_of(outs, "json_schema")
    done = node("load.mjs", text="\n".join(map(str, schemas)))
    assert done.stdout + done.stderr == ""


def patterns(schema: object) -> Iterator[str]:
    """Every pattern in a schema."""
    if isinstance(schema, dict):
        if isinstance(pattern := schema.get("pattern"), str):
            yield pattern
        for each in schema.values():
            yield from patterns(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from patterns(each)


def test_every_engine_loads_the_patterns(outs: list[Path]) -> None:
    found = {each for file in files_of(outs, "json_schema") for each in patterns(json.loads(file.read_text())["$defs"])}
    assert len(found) > 500
    for pattern in found:
        re2.compile(pattern)  # as Go reads it
        SchemaValidator(core_schema.str_schema(pattern=pattern))  # Rust
        re.compile(pattern)


@pytest.mark.parametrize(("module", "resolution"), [("nodenext", "nodenext"), ("esnext", "bundler")])
def test_typescript_compiles(outs: list[Path], module: str, resolution: str) -> None:
    options = ("--strict", "--noEmit", "--isolatedModules", "--exactOptionalPropertyTypes", "--erasableSyntaxOnly")
    how = ("--module", module, "--moduleResolution", resolution)
    done = node("tsc", *options, *how, *files_of(outs, "typescript"))
    assert done.stdout == ""


def test_typescript_and_schemas_are_formatted(outs: list[Path]) -> None:
    done = node("prettier", "--check", *files_of(outs, "typescript"), *files_of(outs, "json_schema"))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_another_process_writes_the_same(
    services: list[str], out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process instead of two and another hash seed give the same bytes."""
    monkeypatch.setenv("PYTHONHASHSEED", "11")
    some = services[::10]
    sources = [argument for name in some for argument in ("--source", f"botocore:{name}")]
    done = python("-m", "generator", "build", *sources, "--jobs", "1", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0
    for file in (tmp_path / "out").rglob("*"):
        if file.is_file() and file.name not in (".shapewright.json", "index.ts"):  # these depend on all services
            assert file.read_bytes() == (out / file.relative_to(tmp_path / "out")).read_bytes()
