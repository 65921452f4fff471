"""Targets and readers of other packages: the page `docs/extend.md`, followed as a newcomer would."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.paths import ROOT

PAGE = (ROOT / "docs" / "extend.md").read_text()
SPEC = ROOT / "tests" / "upgrade" / "cases" / "required" / "old" / "things" / "service-2.json"
READER = '''
"""services of one structure"""

import json
from pathlib import Path

from shapewright import ir, source_files


def read(spec, report):
    content = json.loads(source_files.read(Path(spec)))
    members = tuple(ir.Member(name=each, type=ir.Scalar(ir.ScalarKind.STRING)) for each in content["members"])
    shape = ir.Structure(name=content["name"], members=members, use=ir.Use.RESPONSE)
    return ir.Service(name="simple", origin="a file of names", shapes={shape.name: shape})
'''

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plugins, installed from wheels that are built from the page."""
    folder = tmp_path_factory.mktemp("plugins")
    (configuration,) = re.findall(r"```toml\n# pyproject.toml\n(.*?)```", PAGE, re.DOTALL)
    (module,) = re.findall(r"```python\n# shapewright_msgspec.py\n(.*?)```", PAGE, re.DOTALL)
    install(folder, configuration, {"shapewright_msgspec": module})
    others = {
        "broken": ("targets", BROKEN),
        "names": ("readers", READER),
        "outside": ("targets", OUTSIDE),
        "severe": ("targets", SEVERE),
        **{each: ("targets", MEMBERS.format(each)) for each in ("configured", "static", "declared")},
    }
    for name, (group, text) in others.items():
        other = configuration.replace("msgspec", name).replace("shapewright.targets", f"shapewright.{group}")
        install(folder, other, {f"shapewright_{name}": text})
    return folder / "site"


BROKEN = "import nothing_of_this_name\n"
SEVERE = 'JUDGEMENT = "severe"\n\ndef generate(service, options, report):\n    return []\n'
MEMBERS = '''
"""the members of a class"""

from shapewright.targets import File

JUDGEMENT = "{}"


def generate(service, options, report):
    members = [f"{{each.name}} {{each.required}}" for each in service.shapes["Thing"].members]
    yield File(f"{{service.name}}.txt", ", ".join(members))
'''
OUTSIDE = 'def generate(service, options, report):\n    return [("../x.txt", "x")]\n'


def install(folder: Path, configuration: str, modules: dict[str, str]) -> None:
    (name,) = modules
    project = folder / name
    project.mkdir()
    (project / "pyproject.toml").write_text(configuration)
    (project / f"{name}.py").write_text(modules[name])
    arguments = ["--no-deps", "--no-build-isolation", "--no-index", "--target", str(folder / "site"), str(project)]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *arguments], check=True, capture_output=True)


@pytest.fixture
def shapewright(site: Path, tmp_path: Path) -> Run:
    paths = os.pathsep.join(map(str, (site, ROOT / "install" / "checkout", ROOT)))

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "shapewright", *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": paths}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run


def test_the_target_of_the_page(shapewright: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.shapewright]\nsources = ["{SPEC}"]\ntargets = ["msgspec"]\nout = "sdk"\n'
    )
    run = shapewright()
    assert run.returncode == 0, run.stderr
    program = """
import sys; sys.path.insert(0, "sdk/msgspec")
import msgspec, things
request = msgspec.json.decode('{"Name": "a", "Tags": [{"Key": "k"}], "Color": "RED"}', type=things.PutThingRequest)
print(request.tags[0].key, request.color)
try:
    msgspec.json.decode('{"Color": "RED"}', type=things.PutThingRequest)
except msgspec.ValidationError as error:
    print(error)
"""
    found = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout == "k RED\nObject missing required field `Name`\n"
    assert "shapewright-msgspec 1.0" in (tmp_path / "sdk" / ".shapewright.json").read_text()
    assert "0 files written" in shapewright().stdout


def test_the_cache_sees_that_a_plugin_changed(shapewright: Run, tmp_path: Path, site: Path) -> None:
    arguments = ("build", "--source", SPEC, "--target", "msgspec", "--out", "sdk")
    assert shapewright(*arguments).returncode == 0
    module = site / "shapewright_msgspec.py"
    text = module.read_text()
    module.write_text(text.replace('"import msgspec"]', '"import msgspec", "# changed"]'))
    try:
        assert "1 file written" in shapewright(*arguments).stdout
    finally:
        module.write_text(text)


def test_how_strict_the_service_of_a_target_is(shapewright: Run, tmp_path: Path) -> None:
    expected = {
        "configured": "Id False, Owner False",
        "static": "Id True, Owner False",
        "declared": "Owner False, Id True",
    }
    content = json.loads(SPEC.read_text())
    members = content["shapes"]["Thing"]["members"]
    content["shapes"]["Thing"]["members"] = {each: members[each] for each in ("Owner", "Id")}  # `Id` is required
    (tmp_path / "things").mkdir()
    (tmp_path / "things" / "service-2.json").write_text(json.dumps(content))
    targets = [argument for each in expected for argument in ("--target", each)]
    run = shapewright("build", "--source", "things/service-2.json", *targets, "--out", "sdk")
    assert run.returncode == 0, run.stderr
    assert {each: (tmp_path / "sdk" / each / "things.txt").read_text() for each in expected} == expected
    run = shapewright("build", "--source", SPEC, "--target", "severe", "--out", "sdk")
    assert run.returncode == 2
    assert "severe of shapewright-severe 1.0: JUDGEMENT must be one of configured, static, declared" in run.stderr


def test_plugins_are_listed(shapewright: Run) -> None:
    listed = shapewright("list").stdout
    assert "  msgspec      structs of msgspec (shapewright-msgspec 1.0) (only if selected)\n" in listed
    assert "  names        names:…, services of one structure (shapewright-names 1.0)\n" in listed
    assert "  broken       (it cannot be loaded) shapewright-broken 1.0" in listed


def test_a_folder_of_its_own(shapewright: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.shapewright]\nsources = ["{SPEC}"]\ntargets = ["msgspec"]\nfolders.msgspec = "structs"\n'
    )
    assert shapewright().returncode == 0
    assert (tmp_path / "generated" / "structs" / "things.py").is_file()


def test_a_reader(shapewright: Run, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    file = tmp_path / "models" / "simple.json"
    file.write_text(json.dumps({"name": "Simple", "members": ["One"]}))
    (tmp_path / "pyproject.toml").write_text('[tool.shapewright]\nsources = ["names:models/simple.json"]\n')
    run = shapewright()
    assert run.returncode == 0, run.stderr
    page = tmp_path / "generated" / "typescript" / "simple.ts"
    assert "  One?: string | undefined;" in page.read_text()
    file.write_text(json.dumps({"name": "Simple", "members": ["One", "Two"]}))
    assert shapewright().returncode == 0
    assert "  Two?: string | undefined;" in page.read_text()
    assert "0 files written" in shapewright().stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--source", SPEC, "--target", "broken"), "broken of shapewright-broken 1.0 failed: ModuleNotFoundError"),
        (
            ("--source", SPEC, "--target", "outside"),
            "outside of shapewright-outside 1.0 failed: ValueError: '../x.txt'",
        ),
        (("--source", "names:missing.json"), "names of shapewright-names 1.0 failed: FileNotFoundError"),
    ],
)
def test_a_plugin_that_fails_is_an_error_with_its_name(
    shapewright: Run, tmp_path: Path, arguments: tuple[str | Path, ...], message: str
) -> None:
    run = shapewright("build", *arguments, "--out", "sdk")
    assert run.returncode == 2
    assert message in run.stderr
    assert "[plugin-failed]" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "x.txt").exists()


def test_an_unknown_target_has_a_hint(shapewright: Run) -> None:
    run = shapewright("build", "--source", SPEC, "--target", "msgspecs", "--out", "sdk")
    assert run.returncode == 2
    assert "did you mean msgspec?" in run.stderr
