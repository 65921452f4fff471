"""The modules that the packages of all services share: class modules import each helper from where it is defined."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.diagnostics import Report
from generator.ir import Service
from generator.options import Options
from generator.passes import rewrite
from generator.readers import expand
from generator.targets.dataclass_models import _DIALECT as DATACLASSES
from generator.targets.pydantic_models import _DIALECT as PYDANTIC
from generator.targets.python.package import package_files
from generator.targets.python.spelling import Dialect
from support.paths import ROOT, SEED


@pytest.fixture(scope="module")
def service() -> Service:
    report = Report()
    ((reader, spec),) = expand(str(SEED), report)
    found = reader.read(spec, report)
    assert found
    return rewrite(found, Options(), report)


def definitions(file: Path) -> Iterator[str]:
    """The names of the classes, functions and variables that a module defines."""
    for each in ast.parse(file.read_text()).body:
        if isinstance(each, ast.ClassDef | ast.FunctionDef):
            yield each.name
        elif isinstance(each, ast.Assign):
            yield from (target.id for target in each.targets if isinstance(target, ast.Name))
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield each.target.id


@pytest.mark.parametrize("dialect", [PYDANTIC, DATACLASSES], ids=lambda dialect: dialect.name)
def test_every_helper_is_imported_from_where_it_is_defined(dialect: Dialect) -> None:
    folder = ROOT / "generated" / dialect.name
    defined = {module: set(definitions(folder / f"{module}.py")) for module in dialect.shared_modules}
    assert set(dialect.helpers.values()) <= defined.keys()
    assert {name: module for name, module in dialect.helpers.items() if name not in defined[module]} == {}


@pytest.mark.parametrize("dialect", [PYDANTIC, DATACLASSES], ids=lambda dialect: dialect.name)
def test_a_helper_without_a_module_is_an_error(dialect: Dialect, service: Service) -> None:
    assert list(package_files(service, Options(), dialect, Report()))
    helpers = {name: module for name, module in dialect.helpers.items() if name != "_wire"}
    with pytest.raises(KeyError, match="_wire"):
        list(package_files(service, Options(), dialect._replace(helpers=helpers), Report()))
