"""The layout of the tests: `tests/README.md` lists it, module names are unique, and no test module imports another."""

import re

from support.paths import ROOT

TESTS = ROOT / "tests"
SUPPORT = sorted((TESTS / "support").glob("*.py"))
MODULES = [TESTS / "conftest.py", *SUPPORT, *sorted(TESTS.glob("*/test_*.py"))]


def test_readme_lists_every_folder_and_helper() -> None:
    listed = re.findall(r"^\| `(\S+)` \|", (TESTS / "README.md").read_text(), re.MULTILINE)
    folders = [f"{each.name}/" for each in TESTS.iterdir() if each.is_dir() and each.name != "__pycache__"]
    helpers = [each.name for each in SUPPORT if each.name != "__init__.py"]
    assert sorted(listed) == sorted(folders + helpers)


def test_module_names_are_unique() -> None:
    """Pytest imports a test module by its name alone, without its folder."""
    names = [each.stem for each in MODULES]
    assert len(names) == len({*names})


def test_no_module_imports_a_test_module() -> None:
    for file in MODULES:
        found = re.findall(r"^ *(?:from|import) (?:test_|conftest)\w*", file.read_text(), re.MULTILINE)
        assert not found, f"{file}: {found}"
