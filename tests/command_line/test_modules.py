"""Modules of TypedDicts on the command line: what is left out, which modules make a service, and how it is named."""

import json
import shutil
from pathlib import Path

import pytest

from support.commands import Run, python
from support.paths import CASES

_ODD = """from typing import List, TypedDict


class Good(TypedDict):
    x: int


class Odd(TypedDict):
    y: Nowhere


class User(TypedDict):
    odd: List[Odd]
"""


def configure(folder: Path, *lines: str, sources: str = "app") -> None:
    text = "\n".join(
        ["[tool.shapewright]", f'sources = ["{sources}"]', 'targets = ["pydantic", "json-schema"]', *lines]
    )
    (folder / "pyproject.toml").write_text(f"{text}\n")


def write(folder: Path, **modules: str) -> None:
    """Write modules: `a__b` is `a/b.py`. Each begins with the imports that they need."""
    for name, text in modules.items():
        file = folder / f"{name.replace('__', '/')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"from typing import TypedDict\n{text}\n")


def services(folder: Path) -> list[str]:
    return sorted(each.name.partition(".")[0] for each in (folder / "generated" / "json_schema").iterdir())


def definitions(folder: Path, service: str) -> dict[str, object]:
    schema = json.loads((folder / "generated" / "json_schema" / f"{service}.schema.json").read_text())
    found: dict[str, object] = schema["$defs"]
    return found


def test_an_odd_class_is_left_out(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "odd.py").write_text(_ODD)
    configure(tmp_path)
    done = shapewright()
    assert done.returncode == 0
    warnings = [
        "app/odd.py:9: warning: Odd.y: unknown name Nowhere; Odd is left out [unknown-name]",
        "app/odd.py:13: warning: User.odd: Odd is left out; any JSON value is accepted [left-out]",
    ]
    assert done.stderr.splitlines() == warnings
    assert sorted(definitions(tmp_path, "app_odd")) == ["Good", "User"]
    checked = shapewright("check")
    assert checked.returncode == 0
    assert checked.stderr.splitlines() == warnings
    assert shapewright().stderr.splitlines() == warnings  # although nothing is made again


def test_strict_refuses_instead(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "odd.py").write_text(_ODD)
    configure(tmp_path, "strict = true")
    for command in ("build", "check"):
        done = shapewright(command)
        assert done.returncode == 2
        assert "app/odd.py:9: error: Odd.y: unknown name Nowhere [unknown-name]" in done.stderr
    assert not (tmp_path / "generated" / "json_schema").exists()


def test_strict_concerns_what_typed_dicts_reach(tmp_path: Path, shapewright: Run) -> None:
    unused = "from typing import Dict, TypeAlias\nUnused: TypeAlias = Dict[str, Nowhere]\n"
    write(tmp_path, app__a=f"{unused}class A(TypedDict):\n    x: int")
    configure(tmp_path, "strict = true")
    done = shapewright()
    assert done.returncode == 0, done.stderr
    assert "app/a.py:3: warning: Unused: unknown name Nowhere; Unused is left out [unknown-name]" in done.stderr
    assert list(definitions(tmp_path, "app_a")) == ["A"]


def test_init_suggests_strict(tmp_path: Path, shapewright: Run) -> None:
    shapewright("init")
    assert "\n# strict = true\n" in (tmp_path / "pyproject.toml").read_text()


def test_a_module_that_only_imports_a_typed_dict(tmp_path: Path, shapewright: Run) -> None:
    """In a folder it is passed over. By itself it is an error that says where the TypedDict is."""
    write(
        tmp_path,
        app__a="class FooTypedDict(TypedDict):\n    x: int",
        app__b="from .a import (FooTypedDict, FooTypedDict as Bar)",
        app__c='from typing import Any, cast\n"""class X(TypedDict): ..."""\nX = cast(Any, TypedDict)',
    )
    configure(tmp_path)
    assert (shapewright().returncode, services(tmp_path)) == (0, ["app_a"])
    done = shapewright("build", "--source", "app/b.py")
    assert done.returncode == 2
    assert "hint: it only imports TypedDicts, from app/a.py: name that instead" in done.stderr


def test_a_module_of_generic_classes(tmp_path: Path, shapewright: Run) -> None:
    """It belongs to the modules that use it. If there are none, it is by itself."""
    write(
        tmp_path / "app",
        used="class Page[T](TypedDict):\n    items: list[T]",
        user="from .used import Page\nclass User(TypedDict):\n    page: Page[int]",
        unused="class Box[T](TypedDict):\n    value: T",
    )
    configure(tmp_path)
    done = shapewright()
    assert done.returncode == 0, done.stderr
    assert services(tmp_path) == ["app_unused", "app_user"]
    assert sorted(definitions(tmp_path, "app_user")) == ["PageInt", "User"]
    assert sorted(definitions(tmp_path, "app_unused")) == ["Box"]


def test_modules_of_one_name(tmp_path: Path, shapewright: Run) -> None:
    text = "class Param(TypedDict):\n    x: int"
    write(tmp_path, app__x__chat__p=text, app__y__chat__p=text, app__y__other=text)
    configure(tmp_path)
    done = shapewright()
    assert (done.returncode, services(tmp_path)) == (0, ["x_chat_p", "y_chat_p", "y_other"])
    assert (
        "app/x/chat/p.py: note: the service is named x_chat_p, because another one is named chat_p [longer-name]"
        in done.stderr
    )
    assert shapewright("check").returncode == 0
    (tmp_path / "app" / "y" / "chat" / "p.py").unlink()
    assert (shapewright().returncode, services(tmp_path)) == (0, ["chat_p", "y_other"])


def test_configured_names(tmp_path: Path, shapewright: Run) -> None:
    text = "class Param(TypedDict):\n    x: int"
    shared = "from ..x.chat.p import Param\nclass Uses(TypedDict):\n    param: Param"
    write(tmp_path, app__x__chat__p=text, app__y__chat__p=text, app__z__q=shared)
    configure(tmp_path, "[tool.shapewright.names]", '"app/y/chat/p.py" = "chat"', '"app" = "everything"', '"ap" = "no"')
    done = shapewright()
    assert (done.returncode, services(tmp_path)) == (0, ["chat", "everything"])
    assert "ap: warning: `names` has a name for this, but no service is made of it [unknown-spec]" in done.stderr
    assert "hint: did you mean app?" in done.stderr
    assert shapewright("check").returncode == 0
    configure(tmp_path, "[tool.shapewright.names]", '"app/y/chat/p.py" = "Chat!"')
    done = shapewright()
    assert done.returncode == 2
    assert "pyproject.toml:5: error: 'Chat!' is no name for a service [bad-value]" in done.stderr


def test_a_type_that_modules_share_is_one_class(tmp_path: Path, shapewright: Run) -> None:
    write(
        tmp_path,
        app__address="class Address(TypedDict):\n    city: str",
        app__user="from .address import Address\nclass User(TypedDict):\n    home: Address",
        app__order="import app.address\nclass Order(TypedDict):\n    to: app.address.Address",
        app__alone="class Alone(TypedDict):\n    x: int",
    )
    configure(tmp_path)
    assert (shapewright().returncode, services(tmp_path)) == (0, ["app", "app_alone"])
    assert sorted(definitions(tmp_path, "app")) == ["Address", "Order", "User"]
    program = (
        "from generated.pydantic_models.app import Address, Order, User\n"
        "user = User(home=Address(city='Prizren'))\n"
        "print(Order(to=user.home).to is user.home)\n"
    )
    assert python("-c", program, cwd=tmp_path).stdout == "True\n"


def test_what_makes_a_package_again(tmp_path: Path, shapewright: Run) -> None:
    """A module that joins, leaves or changes. Not a module that has nothing to do with it."""
    shutil.copytree(CASES / "team_package" / "crm", tmp_path / "crm")
    configure(tmp_path, sources="crm")
    assert "crm: 8 types" in shapewright().stdout
    assert shapewright("build", "--exit-code").returncode == 0
    write(tmp_path, crm__nothing="x = 1", crm__alone="class Alone(TypedDict):\n    x: int")
    done = shapewright()
    assert "crm: 8 types, 0 files written" in done.stdout
    assert "crm_alone: 1 type" in done.stdout
    write(tmp_path, crm__alone="from .people import Contact\nclass Alone(TypedDict):\n    x: Contact")
    assert "crm: 9 types" in shapewright().stdout
    assert services(tmp_path) == ["crm"]
    assert shapewright("check").returncode == 0
    write(tmp_path, crm__alone="class Alone(TypedDict):\n    x: str")
    assert shapewright("check").returncode == 1
    assert "crm: 8 types" in shapewright().stdout
    (tmp_path / "crm" / "people" / "team.py").write_text("from typing import TypedDict\n\nclass Team(TypedDict): ...\n")
    assert "crm: 7 types" in shapewright().stdout
    assert shapewright("build", "--exit-code").returncode == 0


def test_dependencies_of_a_package(tmp_path: Path, shapewright: Run) -> None:
    shutil.copytree(CASES / "team_package" / "crm", tmp_path / "crm")
    configure(tmp_path, sources="crm")
    listed = shapewright("build", "--list-inputs").stdout.splitlines()
    modules = sorted(each.relative_to(tmp_path).as_posix() for each in (tmp_path / "crm").rglob("*.py"))
    assert {*modules, "pyproject.toml"} <= set(listed)


@pytest.mark.parametrize("source", ["shop/one/main.py", "./shop/one/main.py"])
def test_places_in_other_folders(tmp_path: Path, shapewright: Run, source: str) -> None:
    """They are relative to the current folder, like the source."""
    write(
        tmp_path,
        shop__one__main="from ..two.other import Other\nclass Main(TypedDict):\n    other: Other",
        shop__two__other="class Other(TypedDict):\n    x: Nowhere",
    )
    done = shapewright("build", "--source", source, "--target", "json-schema")
    assert "shop/two/other.py:3: warning: Other.x: unknown name Nowhere; Other is left out" in done.stderr
    assert str(tmp_path) not in done.stderr
