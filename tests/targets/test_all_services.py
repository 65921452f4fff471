"""The output of all four targets for many services imports, type-checks, compiles, lints and is formatted.

With `--all-services` these are all 439 services of the installed botocore, which takes a quarter of an hour; else those
of `EVERY_DIFFERENCE`.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def test_schemas_are_valid(out: Path) -> None:
    files = sorted((out / "json_schema").iterdir())
    assert node("metaschema.mjs", text="\n".join(map(str, files))).stdout == ""
    for file in files:
        schema = json.loads(file.read_text())
        known = {f"#/$defs/{name}" for name in schema["$defs"]}
        assert set(references(schema["$defs"])) <= known, file.name


def test_typescript_compiles(out: Path) -> None:
    scripts = sorted((out / "typescript").glob("*.ts"))
    done = node("tsc", "--strict", "--noEmit", "--isolatedModules", "--exactOptionalPropertyTypes", *scripts)
    assert done.returncode == 0, done.stdout[-3000:]
    done = node("prettier", "--check", *scripts, *sorted((out / "json_schema").glob("*.json")))
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
