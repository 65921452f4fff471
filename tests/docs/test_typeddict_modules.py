"""The page `docs/typeddict-modules.md`: its configurations are valid, and names are what it says."""

import json
import re
from pathlib import Path

from generator.config import load
from generator.diagnostics import Report
from generator.targets import TARGETS
from support.commands import Run
from support.paths import ROOT

PAGE = (ROOT / "docs" / "typeddict-modules.md").read_text()


def write(folder: Path, modules: dict[str, str]) -> None:
    """Write modules, by their paths."""
    for path, text in modules.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"from typing import Generic, TypedDict, TypeVar\nT = TypeVar('T')\n{text}\n")


def classes(folder: Path) -> dict[str, list[str]]:
    """The classes of each service in an output folder."""
    schemas = sorted((folder / "json_schema").iterdir())
    return {each.name.partition(".")[0]: sorted(json.loads(each.read_text())["$defs"]) for each in schemas}


def test_configurations_are_valid(tmp_path: Path) -> None:
    blocks = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        report = Report()
        (tmp_path / "pyproject.toml").write_text(block)
        assert load(tmp_path / "pyproject.toml", TARGETS, report), list(report)


def test_the_warnings(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "shop").mkdir()
    order = "class Line(TypedDict):\n    sku: str\n\nclass Order(TypedDict):\n    id: str\n    lines: Lin\n\n"
    basket = "class Basket(TypedDict):\n    id: str\n    order: Order\n"
    (tmp_path / "shop" / "orders.py").write_text(f"from typing import TypedDict\n\n{order}\n\n{basket}")
    done = shapewright("build", "--source", "shop", "--out", "out")
    assert done.returncode == 0
    shown = re.findall(r"^(shop/orders\.py:\d+: warning: .*)$", PAGE, re.MULTILINE)
    assert [re.sub(r":\d+:", ":", each) for each in done.stderr.splitlines() if "hint" not in each] == [
        re.sub(r":\d+:", ":", each) for each in shown
    ]


def test_names_of_services_and_classes(tmp_path: Path, shapewright: Run) -> None:
    pages = (
        "from . import User\n"
        "class Page(TypedDict, Generic[T]):\n    items: list[T]\n"
        "class Service:\n    class Create(TypedDict):\n        users: Page[User]\n        names: Page[list[str]]\n"
        "        any: Page\n"
        "class Settings(TypedDict):\n    y: int"
    )
    parameter = "class Param(TypedDict):\n    x: int"
    write(
        tmp_path,
        {
            "shop/__init__.py": "",
            "shop/api/__init__.py": "from .users import User",
            "shop/api/users.py": "class User(TypedDict):\n    name: str\nclass Settings(TypedDict):\n    x: int",
            "shop/api/pages.py": pages,
            "shop/orders.py": "class Order(TypedDict):\n    id: str",
            "x/chat/params.py": parameter,
            "y/chat/params.py": parameter,
        },
    )
    done = shapewright("build", *(f"--source={each}" for each in ("shop", "x", "y")), "--out", "out")
    assert done.returncode == 0, done.stderr
    assert classes(tmp_path / "out") == {
        "shop_api": ["Page", "PageListStr", "PageUser", "PagesSettings", "ServiceCreate", "User", "UsersSettings"],
        "shop_orders": ["Order"],
        "x_chat_params": ["Param"],
        "y_chat_params": ["Param"],
    }
