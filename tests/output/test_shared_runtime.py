"""Several outputs share one run time: a package of its own, without services."""

import os
import re
from pathlib import Path

import pytest

from support.commands import Run, python
from support.layout import complaints_of_ruff
from support.paths import ROOT

PAGE = (ROOT / "docs" / "make-it-yours.md").read_text()
(EXAMPLE,) = re.findall(
    r"```toml\n(.*?)```", PAGE.split("## One run time for several packages")[1].split("\n## ")[0], re.DOTALL
)
SOURCES = ("libs/runtime/src", "libs/queues/src", "libs/topics/src")
USE = """
import json
from botocore.exceptions import ClientError
from acme.queues.aws.pydantic_models import ServiceError, aio, call, read_error, sqs
from acme.queues.aws.pydantic_models.sqs import ListQueuesRequest, ListQueuesResult
from acme.topics.aws import pydantic_models as topics
from acme.topics.aws.pydantic_models import sns
from acme.topics.aws.pydantic_models.sns import ListTopicsInput
from acme.queues.aws.pydantic_models.testing import Fake, fake
from acme.topics.aws.pydantic_models.testing import Fake as OtherFake, fake as other_fake
from acme.queues.aws.dataclass_models.sqs import ListQueuesResult as Data
from acme.queues.aws.dataclass_models.sqs.converter import structure, unstructure

class Client:
    def list_queues(self, **arguments): return {"QueueUrls": ["q"]}
    def list_topics(self, **arguments): return {"Topics": [{"TopicArn": "t"}]}

assert call is topics.call and ServiceError is topics.ServiceError and aio.call
assert call(Client(), ListQueuesRequest()).queue_urls == ["q"]
assert call(Client(), ListTopicsInput()).topics[0].topic_arn == "t"  # a request of the other package
for service, code in ((sqs, "QueueDoesNotExist"), (sns, "NotFound")):
    error = read_error(ClientError({"Error": {"Code": code, "Message": "gone"}}, "X"), service)
    assert isinstance(error, ServiceError) and error.message == "gone", error
client = fake("sqs")  # of the services of its own package
client.on(ListQueuesRequest()).returns({"QueueUrls": ["q"]})
assert call(client, ListQueuesRequest()).queue_urls == ["q"]
assert Fake is OtherFake and other_fake("sns").list_topics
assert unstructure(structure({"QueueUrls": ["q"]}, Data)) == {"QueueUrls": ["q"]}
assert ListQueuesResult.__mro__[1].__module__ == "acme.aws_runtime.pydantic_models._models"
"""


@pytest.fixture
def project(tmp_path: Path, shapewright: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A monorepo with three packages, built."""
    for name in ("queues", "topics"):
        package = tmp_path / "libs" / name / "src" / "acme" / name
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("")
    (tmp_path / "pyproject.toml").write_text(EXAMPLE)
    done = shapewright()
    assert (done.returncode, done.stderr) == (0, "")
    monkeypatch.setenv("MYPYPATH", os.pathsep.join(SOURCES))
    return tmp_path


def run(project: Path, code: str) -> tuple[int, str]:
    lines = [f"import sys; sys.path[:0] = {SOURCES!r}", code]
    (project / "use.py").write_text("\n".join(lines))
    done = python("-W", "error", "use.py", cwd=project)
    return done.returncode, done.stderr


def test_packages_share_the_run_time(project: Path, shapewright: Run) -> None:
    assert run(project, USE) == (0, "")
    runtime, *packages = (project / each for each in re.findall(r'out = "(.*)"', EXAMPLE))
    for package in packages:
        shared = {each.name for each in (package / "pydantic_models").iterdir() if each.is_file()}
        assert shared == {"__init__.py", "aio.py", "py.typed", "testing.py"}
        assert not complaints_of_ruff(package, check=False)
    assert (runtime / "pydantic_models" / "_models.py").is_file()
    assert not (runtime / "typescript").exists()
    done = shapewright("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 services: the output matches the specs, and its types are correct" in done.stdout
    files = sorted(project.rglob("*.py"))
    times = [each.stat().st_mtime_ns for each in files]
    assert shapewright("build", "--exit-code").returncode == 0
    assert [each.stat().st_mtime_ns for each in files] == times
    assert "aws_runtime/pydantic_models/_models.py\n" in shapewright("build", "--list-outputs").stdout


def test_types_are_those_of_one_run_time(project: Path) -> None:
    code = "from acme.queues.aws.pydantic_models import call\nfrom acme.topics.aws.pydantic_models.sns import "
    code += "ListTopicsInput\nfrom typing import Any\ndef use(client: Any, request: ListTopicsInput) -> None:\n"
    (project / "use.py").write_text(f"{code}    reveal_type(call(client, request))\n")
    done = python("-m", "mypy", "--strict", "--no-error-summary", "--cache-dir=/dev/null", "use.py", cwd=project)
    assert "acme.topics.aws.pydantic_models.sns._list_topics.ListTopicsResponse" in done.stdout
    assert "error" not in done.stdout


def test_the_output_folder_itself_can_be_the_run_time(project: Path, shapewright: Run) -> None:
    text = (project / "pyproject.toml").read_text()
    own = 'targets = ["pydantic"]\nfolders.pydantic = "."\n\n[['
    (project / "pyproject.toml").write_text(text.replace("\n[[", own, 1))
    assert shapewright().returncode == 0
    code = "from acme.queues.aws.sqs import ListQueuesResult\nfrom acme.topics.aws import call\n"
    code += "assert ListQueuesResult.__mro__[1].__module__ == 'acme.aws_runtime._models'\n"
    assert run(project, f"{code}assert call.__module__ == 'acme.aws_runtime._calls'") == (0, "")
    done = shapewright("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert shapewright("clean").returncode == 0
    assert not (project / "libs" / "runtime" / "src" / "acme" / "aws_runtime").exists()


def test_another_run_time_is_refused(project: Path, shapewright: Run) -> None:
    text = (project / "pyproject.toml").read_text()
    other = text.replace('aws_runtime"\n\n[[', 'aws_runtime"\nresponses.unknown = "forbid"\n\n[[', 1)
    (project / "pyproject.toml").write_text(other)
    assert shapewright("build", "--out", "libs/runtime/src/acme/aws_runtime").returncode == 0
    for package in ("pydantic_models", "dataclass_models"):
        code, message = run(project, f"from acme.queues.aws.{package}.sqs import ListQueuesRequest")
        assert code == 1
        expected = (
            f"ImportError: acme.aws_runtime.{package} is not the run time that acme.queues.aws.{package}.sqs was made"
        )
        assert expected in message
    assert shapewright().returncode == 0
    assert run(project, USE) == (0, "")


def test_a_run_time_that_cannot_be_imported_is_one_error(
    project: Path, shapewright: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MYPYPATH")
    done = shapewright("check", "--out", "libs/queues/src/acme/queues/aws")
    assert done.returncode == 1
    (only,) = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert only.startswith("pyproject.toml:2: error: the run time acme.aws_runtime cannot be imported: Cannot find")


def test_mistakes(project: Path, shapewright: Run) -> None:
    text = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(text.replace("acme/aws_runtime", "acme/aws"))
    done = shapewright()
    assert done.returncode == 2
    assert "pyproject.toml:5: error: an output without sources is the run time acme.aws_runtime" in done.stderr
    (project / "pyproject.toml").write_text(text.replace('"acme.aws_runtime"', '"acme/aws_runtime"'))
    done = shapewright()
    assert done.returncode == 2
    assert "pyproject.toml:2: error: 'acme/aws_runtime' is not the name of a package [bad-value]" in done.stderr
