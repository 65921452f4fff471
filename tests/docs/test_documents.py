"""What `docs/documents.md` shows of `explain` is what it prints."""

import re

import pytest

from support.commands import Run
from support.paths import ROOT

pytestmark = pytest.mark.pinned_botocore

TEXT = (ROOT / "docs" / "documents.md").read_text()


def test_every_command_explains(shapewright: Run) -> None:
    commands = re.findall(r"^shapewright (explain \S+)", TEXT, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        done = shapewright(*command.split(), "--source", "botocore:s3")
        assert done.returncode == 0, done.stderr


def test_explanation_is_as_shown(shapewright: Run) -> None:
    shown = re.findall(r"```text\n(sqs.*?)```", TEXT, re.DOTALL)
    assert len(shown) == 1
    name = shown[0].split()[0]
    assert shapewright("explain", name, "--source", "botocore:sqs").stdout.startswith(shown[0])


def test_summary_is_as_shown(shapewright: Run) -> None:
    (line,) = re.findall(r"^connectparticipant: .*$", TEXT, re.MULTILINE)
    assert line in shapewright("build", "--source", str(ROOT / "specs"), "--out", "out").stdout
