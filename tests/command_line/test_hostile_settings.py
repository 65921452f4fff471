"""Hostile text in the configuration and in file names: refused with a diagnostic, or used as plain text."""

import json
import keyword
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import naming
from generator.cli import cli
from support.commands import run_in_terminal
from support.hostile_specs import has_half_a_character, names_a_file
from support.hostile_texts import VECTORS
from support.verdicts import Verdicts

SPEC = "```python\nclass OfThing(TypedDict):\n    A: str,\n```\n"


def toml(text: str) -> str:
    """`text` as a string literal of TOML."""
    return '"' + re.sub(r"[^ !#-\[\]-~]", lambda found: f"\\U{ord(found[0]):08x}", text) + '"'


def nothing(text: str) -> bool:
    return False


def is_name_of_python(text: str) -> bool:
    return text.isascii() and text.isidentifier() and not keyword.iskeyword(text)


def correction(at: str, keys: str, reason: str = "seen") -> str:
    """A table that corrects something."""
    return f"{{ at = {toml(at)}, reason = {toml(reason)}, {keys} }}"


def corrected(*corrections: str) -> str:
    return f"{ON_SPECS}corrections = [{', '.join(corrections)}]"


def is_a_reason(text: str) -> bool:
    return bool(text.strip()) and "\0" not in text


def is_a_new_member(text: str) -> bool:
    return bool(text) and not re.search(r"[\0\n]", text)


def is_name_of_a_class(text: str) -> bool:
    return len(text) < 200 and naming.class_name(text) == text


def is_a_path(text: str) -> bool:
    return "\0" not in text and all(len(part.encode()) < 255 for part in text.split("/"))


def leads_to_specs(text: str) -> bool:
    """Whether a source names the folder of the project or the one above, which hold specs."""
    return text in {"", ".."}


@dataclass(frozen=True, slots=True)
class Setting:
    """A place in the configuration."""

    name: str
    table: Callable[[str], str]  # a table with a text in this place
    accepts: Callable[[str], bool]  # whether the text is valid there
    count: int  # how many of the vectors are valid


ON_SPECS = 'sources = ["specs"]\n'
SETTINGS = (
    Setting("source", lambda text: f"sources = [{toml(text)}]", leads_to_specs, 2),
    Setting("installed", lambda text: f"sources = [{toml(f'botocore:no-{text}')}]", nothing, 0),
    Setting("out", lambda text: f'{ON_SPECS}targets = ["json-schema"]\nout = {toml(f"here/{text}")}', is_a_path, 122),
    Setting("target", lambda text: f"{ON_SPECS}targets = [{toml(text)}]", nothing, 0),
    Setting("operation", lambda text: f"{ON_SPECS}operations = [{toml(text)}]", nothing, 0),
    Setting("key", lambda text: f"{ON_SPECS}{toml(text)} = 1", nothing, 0),
    Setting("choice", lambda text: f"{ON_SPECS}requests.enums = {toml(text)}", nothing, 0),
    Setting("renamed", lambda text: f'{ON_SPECS}rename."thing.OfThing" = {toml(text)}', is_name_of_a_class, 10),
    Setting("class", lambda text: f'{ON_SPECS}rename.{toml(f"thing.{text}")} = "X"', nothing, 0),
    Setting("corrected", lambda text: corrected(correction(f"thing.{text}.A", "remove = true")), nothing, 0),
    Setting("reason", lambda text: corrected(correction("thing.OfThing.A", "remove = true", text)), is_a_reason, 124),
    Setting("added", lambda text: corrected(correction(f"thing.OfThing.{text}", 'add = "long"')), is_a_new_member, 116),
    Setting("type", lambda text: corrected(correction("thing.OfThing.A", f"type = {toml(text)}")), nothing, 0),
    Setting(
        "module",
        lambda text: f'{ON_SPECS}targets = ["pydantic"]\npydantic.base = {toml(f"{text}:Base")}',
        is_name_of_python,
        36,
    ),
    Setting(
        "base",
        lambda text: f'{ON_SPECS}targets = ["dataclasses"]\ndataclasses.base = {toml(f"models:{text}")}',
        is_name_of_python,
        36,
    ),
    Setting(
        "templates",
        lambda text: f'{ON_SPECS}targets = ["typescript"]\ntemplates = {toml(text)}',
        names_a_file,
        112,
    ),
)


def files(folder: Path) -> set[Path]:
    return {each for each in folder.rglob("*") if not each.is_dir()}


def project(folder: Path, table: str) -> Path:
    """A repository with one spec, deep enough that paths out of it stay in `folder`."""
    root = folder / "a" / "b" / "c"
    (root / "specs" / "thing").mkdir(parents=True)
    (root / "specs" / "thing" / "type_defs.md").write_text(SPEC)
    (root / "pyproject.toml").write_text(f"[tool.shapewright]\n{table}\n")
    return root


def run(root: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(root)
    done = CliRunner().invoke(cli, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done


def written(root: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[Result, set[Path]]:
    """The result of a run, and the files that it wrote. With an error, there is a diagnostic and no file."""
    before = files(root.parents[2])
    done = run(root, monkeypatch, *arguments)
    new = {each for each in files(root.parents[2]) - before if ".shapewright_cache" not in each.parts}
    if done.exit_code:
        assert (done.exit_code, new) == (2, set()), done.output
        assert re.search(r": error: .* \[[a-z-]+\]\n", done.output), done.output
    return done, new


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: Setting) -> None:
    vectors = {name: text for name, text in VECTORS.items() if not has_half_a_character(text)}  # TOML has none
    assert sum(map(setting.accepts, vectors.values())) == setting.count
    for name, text in vectors.items():
        root = project(tmp_path / name, setting.table(text))
        if setting.name == "templates" and names_a_file(text):
            (root / text).mkdir(exist_ok=True)
        done, new = written(root, monkeypatch, "build", "--jobs", "1")
        assert bool(new) == (done.exit_code == 0) == setting.accepts(text), (name, done.output)
        out = root / (f"here/{text}" if setting.name == "out" and new else "generated")
        assert all(each.is_relative_to(out.resolve()) for each in new), name
        for file in new:
            if file.suffix == ".py":
                compile(file.read_bytes(), str(file), "exec", dont_inherit=True)
        if new and setting.name == "renamed":
            schema = json.loads((out / "json_schema" / "thing.schema.json").read_text())
            assert list(schema["$defs"]) == [text]


def test_members_and_values_that_corrections_add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are in the output as they are, all of them in one class and one enum."""
    values = [text for text in VECTORS.values() if not has_half_a_character(text) and "\0" not in text]
    members = [*filter(is_a_new_member, values), "cl"]
    added = [correction(f"thing.OfThing.{text}", 'add = "string"') for text in members]
    added.append(correction("thing.OfKind", f"add_values = [{', '.join(map(toml, values))}]"))
    root = project(tmp_path, corrected(*added))
    kind = "class OfThing(TypedDict):\n    A: OfKind,\n"
    (root / "specs" / "thing" / "type_defs.md").write_text(f"```python\n{kind}OfKind = Literal[\n    'a',\n]\n```\n")
    done, new = written(root, monkeypatch, "build", "--jobs", "1")
    assert new, done.output
    schema = json.loads((root / "generated" / "json_schema" / "thing.schema.json").read_text())["$defs"]
    assert set(schema["OfThing"]["properties"]) == {"A", *members}
    assert set(schema["OfKind"]["enum"]) == {"a", *values}
    verdicts = Verdicts(root / "generated")
    value = json.dumps({"A": values[0], **{name: name for name in members}})
    assert set(verdicts.of("thing", "OfThing", value).values()) == {True}
    assert set(verdicts.of("thing", "OfThing", value.replace(json.dumps(values[0]), '"b"', 1)).values()) == {False}


def names() -> dict[str, str]:
    """The vectors that can name a folder, each made unique."""
    return {name: f"{text} {name}" for name, text in VECTORS.items() if names_a_file(text)}


def test_init_names_what_it_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {name: text for name, text in names().items() if not text.startswith((".", "\udcff"))}
    for text in found.values():
        (tmp_path / text).mkdir()
        (tmp_path / text / "type_defs.md").write_text(SPEC)
    done = run(tmp_path, monkeypatch, "init")
    assert done.exit_code == 0
    assert not re.search(r"[^\n -~]", done.output.encode("ascii", "replace").decode())
    table = tomllib.loads((tmp_path / "pyproject.toml").read_text())["tool"]["shapewright"]
    assert sorted(table["sources"]) == sorted(found.values())


def test_init_refuses_a_name_that_is_not_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "\udcff").mkdir()
    (tmp_path / "\udcff" / "type_defs.md").write_text(SPEC)
    done = run(tmp_path, monkeypatch, "init")
    assert (done.exit_code, done.output) == (
        2,
        "\\udcff: error: not valid text, so it cannot be written to pyproject.toml [not-text]\n",
    )
    assert not (tmp_path / "pyproject.toml").exists()


def test_make_runs_nothing_from_a_depfile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make reads a name as a name. A build refuses names that it cannot write for Make."""
    (tmp_path / "canary").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (tmp_path / "canary").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    refused = set()
    for name, text in names().items():
        root = project(tmp_path / name, "")
        (root / "specs").rename(root / text)
        arguments = ("--source", f"./{text}", "--target", "json-schema", "--out", "out", "--depfile", "deps.mk")
        done = run(root, monkeypatch, "build", "--jobs", "1", *arguments)
        if done.exit_code:
            assert (done.exit_code, "[unwritable-path]" in done.output) == (2, True), done.output
            assert not (root / "deps.mk").exists()
            refused.add(name)
            continue
        rule = (root / "deps.mk").read_bytes().partition(b"\n\n")[0]  # the rest allows files to be missing
        made = subprocess.run(["make", "-f", "-"], input=rule, capture_output=True, check=False)
        assert (made.returncode, made.stderr) == (0, b""), (name, made.stderr)
    assert refused == {name for name, text in names().items() if re.search(r"[\n\r;=|*?\[\\]", text)}
    assert len(refused) == 31
    assert not (tmp_path / "ran").exists()


def test_terminal_shows_names_as_text(tmp_path: Path) -> None:
    """In a pseudo-terminal, neither the bar nor a diagnostic interprets markup or escapes in the name of a spec."""
    folder = tmp_path / "[/red][bold]x\x1b]0;title\x07"
    folder.mkdir(parents=True)  # the slash makes two of it
    members = "".join(f"    Part{number}: elsewhere.Part,\n" for number in range(30))
    (folder / "good.md").write_text(f"```python\nclass Whole(TypedDict):\n{members}```\n")
    (folder / "worse.md").write_text("nothing")
    sources = [argument for each in sorted(folder.iterdir()) for argument in ("--source", str(each))]
    command = [sys.executable, "-m", "generator", "build", "--jobs", "1", *sources]
    code, shown = run_in_terminal(command, tmp_path)
    assert code == 2, shown
    assert "\x1b]0;title" not in shown
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\s", "", shown)
    assert r"[/red][bold]x\x1b]0;title\x07/worse.md:error:noTypedDictinthisdocument" in text
    assert "and29moreplaces,thelastat" in text
