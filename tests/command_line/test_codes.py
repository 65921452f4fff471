"""Every code of a diagnostic has its text in `generator/codes.py`, and `explain` prints it."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.codes import CODES
from generator.upgrade.rules import RULES
from support.commands import Run
from support.paths import CASES, ROOT

# What is called with a code: methods of reports, and what readers and passes turn into a diagnostic later.
_REPORTING = {"error", "warning", "note", "left_out", "add", "_error", "_report", "_refuse"}
_VALUES = {"Diagnostic", "Problem", "NotPythonError", "_RefusedError", "CannotCompareError"}
_CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def codes_in(tree: ast.AST) -> Iterator[str]:
    """The codes that a module reports: the first word among the arguments of a call, a keyword, or a default."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (text for each in node.keywords if each.arg == "code" for text in texts(each.value))
            receiver, _, called = ast.unparse(node.func).rpartition(".")
            if receiver.endswith("edits"):  # of `migrate`; it says what is edited
                continue
            if called in _REPORTING | _VALUES and len(node.args) > 1:  # `add` of a set takes one
                words = (each for argument in node.args for each in texts(argument) if _CODE.fullmatch(each))
                yield from list(words)[:1]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args]
            defaults = zip(reversed(arguments), reversed(node.args.defaults), strict=False)
            yield from (text for name, each in defaults if name.arg == "code" for text in texts(each))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"\[([a-z]+(?:-[a-z0-9]+)+)\]$", node.value)
        elif isinstance(node, ast.JoinedStr):
            yield from (
                code
                for each in node.values
                for text in texts(each)
                for code in re.findall(r"\[([a-z]+(?:-[a-z0-9]+)+)\]$", text)
            )


def texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def reported() -> set[str]:
    """The codes in all our modules."""
    files = (ROOT / "generator").rglob("*.py")
    return {code for file in files for code in codes_in(ast.parse(file.read_text()))}


def test_every_code_has_its_text() -> None:
    assert sorted(reported()) == sorted(CODES), "generator/codes.py has the text of each code"


@pytest.mark.parametrize(
    "line",
    [
        "report.error('a-code', source, 'message')",
        "report.add(severity, 'a-code', source, 'message')",
        "Problem('a-code', Severity.ERROR, 'message')",
        "self._unreadable('message', code='a-code')",
        "def unreadable(message, code='a-code'): ...",
        "click.echo(f'{path}: error: message [a-code]')",
    ],
)
def test_codes_are_found_in_the_source(line: str) -> None:
    assert set(codes_in(ast.parse(line))) == {"a-code"}


def test_codes_in_the_expected_output_of_the_cases_are_known() -> None:
    found = {
        code for file in CASES.rglob("diagnostics.txt") for code in re.findall(r"\[([a-z-]+)\]$", read(file), re.M)
    }
    assert len(found) > 30
    assert found <= CODES.keys()


def read(file: Path) -> str:
    return file.read_text()


def test_texts_are_sentences() -> None:
    for name, code in CODES.items():
        for text in (code.meaning, code.mend):
            assert re.fullmatch(r"([A-Z`]|botocore|boto3|mypy).*[^.]\.", text), f"{name}: {text}"
            assert text == " ".join(text.split()), name


def test_no_change_has_the_code_of_a_diagnostic() -> None:
    assert not CODES.keys() & {each.id for each in RULES}


def test_explain_prints_a_code(shapewright: Run) -> None:
    done = shapewright("explain", "empty")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "empty",
        "  meaning      The file has no text.",
        "  mend         Download it again, or remove it from `sources`.",
    ]
    code = CODES["edited-file"]
    done = shapewright("explain", "edited-file", "--format", "json")
    assert json.loads(done.stdout) == {"code": "edited-file", "meaning": code.meaning, "mend": code.mend}


def test_explain_prints_a_change(shapewright: Run) -> None:
    done = shapewright("explain", "request-class-changed")
    assert done.stdout.splitlines() == [
        "request-class-changed",
        "  change       X takes B, and took A",
        "  python       breaks",
        "  typescript   says",
        "  reason       `call` takes only the class of its operation.",
    ]
    done = shapewright("explain", "class-both-ways")
    assert "X is sent and received now\n" in done.stdout


def test_explain_suggests_a_code(shapewright: Run) -> None:
    done = shapewright("explain", "edited-fil")
    assert done.returncode == 2
    assert "did you mean edited-file?" in done.stderr
