import subprocess
import sys
from pathlib import Path

import pytest

from generator.readers.botocore.service_data import installed_services
from support.commands import Run, python
from support.paths import CASES
from support.services import EVERY_PROTOCOL
from support.verdicts import AGREEING_ARGUMENTS, Verdicts


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected files of the cases")
    parser.addoption("--all-services", action="store_true", help="test all of AWS instead of a sample of services")


_LONGEST = ("test_all_services.py", "test_json_form.py", "test_vocabulary.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest files first, so that no process has to wait for another at the end."""
    items.sort(key=lambda item: item.path.name not in _LONGEST)


@pytest.fixture
def shapewright(tmp_path: Path) -> Run:
    """Runs the command line, in a folder of its own unless `cwd` is given."""

    def run(*arguments: str | Path, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-m", "generator", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def sample_services(request: pytest.FixtureRequest) -> list[str]:
    """Services whose classes are compared with the client, by botocore's names."""
    return installed_services() if request.config.getoption("--all-services") else EVERY_PROTOCOL


@pytest.fixture(scope="session")
def sample_verdicts(sample_services: list[str], tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """The output of all targets that agree, for these services."""
    folder = tmp_path_factory.mktemp("sample")
    sources = [argument for name in sample_services for argument in ("--source", f"botocore:{name}")]
    done = python("-m", "generator", "build", *sources, *AGREEING_ARGUMENTS, "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")


@pytest.fixture(scope="session")
def shared_verdicts(tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """The output of all four targets for services that have shared classes of every kind."""
    folder = tmp_path_factory.mktemp("shared")
    names = ("dynamodb", "emr", "ecs", "servicediscovery", "bedrock-runtime")
    sources = [f"botocore:{name}" for name in names]
    sources += [str(CASES / "shared_classes"), str(CASES / "shared_in_documents" / "type_defs.md")]
    arguments = [argument for source in sources for argument in ("--source", source)]
    done = python("-W", "error", "-m", "generator", "build", *arguments, "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return Verdicts(folder / "out")
