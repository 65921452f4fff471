"""Every block of code in the README and in `docs/` is run, or another test runs it.

A Python block runs with the others of its section. A configuration is loaded, also with the values in its comments. A
command line is parsed as the command line parses it. A new language needs an entry in a table below, and so does a page
with blocks that cannot run by themselves.
"""

import json
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest

from docs.builder.markdown import Fence, fences
from generator.cli import cli
from generator.config import load
from generator.diagnostics import Report
from generator.targets import TARGETS
from support.paths import ROOT
from support.stubbed_client import Response, StubbedClient

MADE = "from ", "printed by "  # the remarks of what `make docs` writes, which `test_site.py` compares
# Blocks that need files, packages or responses of their own: the test that runs them.
RUN_BY = {
    ("README.md", "python"): "tests/docs/test_readme.py",
    ("docs/daily-use.md", "python"): "tests/docs/test_daily_use.py",
    ("docs/extend.md", "python"): "tests/tools/test_plugins.py",
    ("docs/lambda-events.md", "python"): "tests/docs/test_lambda_events.py",
    ("docs/lambda-events.md", "typescript"): "tests/docs/test_lambda_events.py",
    ("docs/make-it-yours.md", "jinja"): "tests/docs/test_make_it_yours.py",
    ("docs/make-it-yours.md", "python"): "tests/docs/test_make_it_yours.py",
    ("docs/make-it-yours.md", "ts"): "tests/docs/test_make_it_yours.py",
    ("docs/monorepo.md", "gitignore"): "tests/support/monorepo.py",
    ("docs/monorepo.md", "html"): "tests/support/monorepo.py",
    ("docs/monorepo.md", "python"): "tests/support/monorepo.py",
    ("docs/monorepo.md", "starlark"): "tests/tools/test_bazel.py",
    ("docs/monorepo.md", "ts"): "tests/support/monorepo.py",
    ("docs/in-your-repository.md", "make"): "tests/pipeline/test_build_step.py",
    ("docs/in-your-repository.md", "ninja"): "tests/pipeline/test_build_step.py",
    ("docs/in-your-repository.md", "yaml"): "tests/tools/test_pre_commit.py",
    ("docs/migrate.md", "python"): "tests/usage/migrate/test_migrate_cases.py",
    ("docs/targets/json-schema.md", "js"): "tests/docs/test_targets.py",
    ("docs/targets/typeddict.md", "python"): "tests/targets/test_typed_dicts.py",
    ("docs/targets/typescript.md", "ts"): "tests/docs/test_targets.py",
    ("docs/targets/zod.md", "ts"): "tests/targets/test_zod.py",
    ("docs/testing.md", "python"): "tests/docs/test_testing.py",
    ("docs/tool-calls.md", "python"): "tests/targets/test_tool_schemas.py",
    ("docs/upgrades.md", "yaml"): "tests/upgrade/test_sides.py",
}
# Tests that name every section that they run.
BY_SECTION = ("tests/docs/test_daily_use.py", "tests/docs/test_testing.py")
# Programs in command lines that no test runs, and why.
NOT_RUN = {
    ".": "a builtin of the shell",
    ".venv/bin/pytest": "runs these tests",
    "bazel": "tests/tools/test_bazel.py runs it",
    "export": "a builtin of the shell",
    "git": "changes a repository",
    "npm": "needs a network",
    "npx": "tests/tools/test_turborepo.py runs it",
    "pip": "needs a network",
    "python3": "makes an environment",
}


class Block(NamedTuple):
    """A block of code of a page."""

    page: str
    fence: Fence

    def __str__(self) -> str:
        return f"{self.page}:{self.fence.line}"


def pages() -> list[str]:
    files = [
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ]
    return [each.relative_to(ROOT).as_posix() for each in files]


BLOCKS = [
    Block(page, fence)
    for page in pages()
    for fence in fences((ROOT / page).read_text())
    if not fence.remark.startswith(MADE)
]


def of(*languages: str) -> list[Block]:
    """The blocks in these languages that no other test runs."""
    return [
        each for each in BLOCKS if each.fence.language in languages and (each.page, each.fence.language) not in RUN_BY
    ]


def test_every_language_is_known() -> None:
    runs = {"python", "toml", "sh", "console", "json"}
    shown = {"text", "diff"}  # messages and differences
    for each in BLOCKS:
        assert each.fence.language in runs | shown or (each.page, each.fence.language) in RUN_BY, each


@pytest.mark.parametrize(("page", "language"), RUN_BY)
def test_the_other_tests_read_the_page(page: str, language: str) -> None:
    blocks = [each for each in BLOCKS if each.page == page and each.fence.language == language]
    assert blocks, "remove this entry"
    test = (ROOT / RUN_BY[page, language]).read_text()
    assert Path(page).name in test or Path(page).stem in Path(RUN_BY[page, language]).stem
    if RUN_BY[page, language] in BY_SECTION:
        for each in blocks:
            assert f'"{each.fence.section}"' in test, each


def sections() -> dict[str, list[Block]]:
    found: dict[str, list[Block]] = {}
    for each in of("python"):
        found.setdefault(f"{each.page}: {each.fence.section}", []).append(each)
    return found


@pytest.mark.parametrize("section", sections())
def test_python_runs(section: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    real = boto3.client

    def client(service: str, **_: Any) -> Any:
        with monkeypatch.context() as patched:
            patched.setattr(boto3, "client", real)
            return StubbedClient(service, Response()).client

    monkeypatch.setattr(boto3, "client", client)
    monkeypatch.setitem(sys.modules, "example", type(sys)("example"))
    names: dict[str, Any] = {"__name__": "example"}
    for each in sections()[section]:
        exec(compile("\n" * (each.fence.line - 1) + each.fence.text, each.page, "exec"), names)


def alternatives(table: str) -> Iterator[str]:
    """A configuration as it stands, and with each of the other values that its comments name."""
    yield table
    for line in table.splitlines():
        if found := re.match(r'(\w+ = )(?:"\w+"|true|false) +# (\w+(?:, \w+)*)$', line):
            for value in found[2].split(", "):
                written = value if value in {"true", "false"} else f'"{value}"'
                yield table.replace(line, f"{found[1]}{written}")


@pytest.mark.parametrize("block", of("toml"), ids=str)
def test_configurations_are_valid(tmp_path: Path, block: Block) -> None:
    (tmp_path / "templates").mkdir()
    for each in alternatives(block.fence.text):
        if "shapewright" in tomllib.loads(each).get("tool", {}):
            (tmp_path / "pyproject.toml").write_text(each)
            report = Report()
            assert load(tmp_path / "pyproject.toml", TARGETS, report), [str(one) for one in report]


def test_values_in_comments_are_tried() -> None:
    table = '[tool.shapewright.requests]\nenums = "open"  # closed\nunknown = "allow"  # forbid, ignore\n'
    assert [re.findall(r'"(\w+)"', each) for each in alternatives(table)] == [
        ["open", "allow"],
        ["closed", "allow"],
        ["open", "forbid"],
        ["open", "ignore"],
    ]


@pytest.mark.parametrize("block", of("json"), ids=str)
def test_data_is_valid(block: Block) -> None:
    assert json.loads(block.fence.text)


def command_lines(text: str) -> Iterator[list[str]]:
    """The commands of a script, as words."""
    for line in re.sub(r"\\\n", "", text).splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        while "&&" in words:
            yield words[: words.index("&&")]
            words = words[words.index("&&") + 1 :]
        if words:
            yield words


def check_command(words: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail if the command does not exist, or does not accept its arguments. It does not run."""
    program, *arguments = words
    arguments = arguments[: arguments.index(">")] if ">" in arguments else arguments
    if program == "shapewright":
        monkeypatch.chdir(folder)  # `-C` changes it again
        for each in [arguments[place + 1] for place, word in enumerate(arguments) if word == "-C"]:
            (folder / each).mkdir(parents=True, exist_ok=True)
        context = cli.make_context("shapewright", list(arguments))
        name, command, rest = cli.resolve_command(context, [*context._protected_args, *context.args] or ["build"])
        assert command
        command.make_context(name, rest, parent=context)
    elif program == "make":
        targets = re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert set(arguments) <= {*targets}, words
    elif words[:2] == ["python", "-m"]:
        assert (ROOT / words[2].replace(".", "/")).is_dir(), words
    else:
        assert program in NOT_RUN, words


@pytest.mark.parametrize("block", of("sh", "console"), ids=str)
def test_commands_exist(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in command_lines(block.fence.text):
        check_command(words, tmp_path, monkeypatch)


@pytest.mark.parametrize("page", pages())
def test_commands_in_the_text_exist(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those between backquotes, such as `shapewright check`."""
    text = (ROOT / page).read_text()
    for command in re.findall(r"`(shapewright \w[^`\n]*)`", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)):
        check_command(shlex.split(command), tmp_path, monkeypatch)


@pytest.mark.parametrize(
    "command", ["shapewright bild", "shapewright build --sorce x", "make everything", "python -m nothing", "frobnicate"]
)
def test_commands_that_do_not_exist_are_found(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Exception, match=r"(?i)no such|everything|nothing|frobnicate"):
        check_command(command.split(), tmp_path, monkeypatch)
