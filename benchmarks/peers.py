"""The generators that stand side by side: how each is installed and called, and what shows that its output works.

All read the same services. Those that read JSON Schema get it ready-made; making it counts for none of them.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import work
from benchmarks.measure import ROOT, WORK, Command, console
from generator.pipeline.cache import CACHE_FOLDER

_HERE = Path(__file__).parent
_NODE = _HERE / "node"
MEMORY = CACHE_FOLDER  # what a run of ours leaves for the next


def _programs(peer: str) -> Path:
    return ROOT / ".venv/peers" / peer / "bin"


OURS = ROOT / ".venv/bin"
JAVASCRIPT = _NODE / "node_modules/.bin"
# What was generated runs here, whoever generated it: with the same pydantic, and without the generators' libraries.
RUNTIME = _programs("runtime")


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """One generator, with what it is asked to make. `{service}` stands for the service."""

    name: str
    line: str
    out: str  # the file or folder that it writes, below `WORK`
    modules: str = ""  # the folder where Python finds its output
    programs: Path = OURS
    module: str = ""  # its output, as Python imports it
    file: str = ""  # its output, as the TypeScript compiler reads it

    def command(self, service: str) -> Command:
        """Make the service's types, from nothing."""
        line, out = self.line.format(service=service), self.out.format(service=service)
        return Command(line=line, programs=self.programs, fresh=(out, MEMORY))

    def proof(self, service: str) -> Command:
        """Import every class of the output, or compile it."""
        if self.file:
            return compiles(self.file.format(service=service))
        line = f"python -m benchmarks.user.touch {self.module.format(service=service)}"
        return Command(line=line, programs=RUNTIME, modules=(str(ROOT), self.modules.format(service=service)))


def ours(*targets: str) -> Generator:
    """Shapewright, making these targets."""
    out = f"shapewright/{'-'.join(targets) if len(targets) == 1 else 'all'}/{{service}}"
    asked = " ".join(f"--target {target}" for target in targets)
    return Generator(
        name=f"Shapewright: {targets[0] if len(targets) == 1 else 'four targets'}",
        line=f"python -m generator build --source botocore:{{service}} {asked} --out {out} --jobs 1",
        out=out,
        modules=out,
        module="dataclass_models.{service}" if targets[0] == "dataclasses" else "pydantic_models.{service}",
        file=f"{out}/typescript/{{service}}.ts" if targets == ("typescript",) else "",
    )


PYDANTIC, DATACLASSES, TYPESCRIPT = ours("pydantic"), ours("dataclasses"), ours("typescript")
FOUR = ours("pydantic", "dataclasses", "json-schema", "typescript")
DATAMODEL = Generator(
    name="datamodel-code-generator: pydantic",
    line="datamodel-codegen --input schema/{service}.json --input-file-type jsonschema"
    " --output datamodel-code-generator/{service}/models_{service}.py --output-model-type pydantic_v2.BaseModel"
    " --target-python-version 3.11 --formatters builtin --use-schema-description",
    out="datamodel-code-generator/{service}/models_{service}.py",
    modules="datamodel-code-generator/{service}",
    module="models_{service}",
    programs=_programs("datamodel-code-generator"),
)
STUBS = Generator(
    name="mypy-boto3-builder: TypedDict stubs",
    line="mypy_boto3_builder mypy-boto3-builder/{service} --no-smart-version --build-version 1.44.5"
    " --product boto3-services --services {service}",
    out="mypy-boto3-builder/{service}",
    modules="mypy-boto3-builder/{service}/mypy_boto3_{service}_package",
    module="mypy_boto3_{service}.type_defs",
    programs=_programs("mypy-boto3-builder"),
)
QUICKTYPE = Generator(
    name="quicktype: TypeScript",
    line="quicktype --src-lang schema --src schema/{service}.json --lang typescript --just-types"
    " --out quicktype/{service}.ts",
    out="quicktype/{service}.ts",
    file="quicktype/{service}.ts",
    programs=JAVASCRIPT,
)
JSON2TS = Generator(
    name="json-schema-to-typescript: TypeScript",
    line="json2ts --input schema/{service}.json --output json-schema-to-typescript/{service}.ts",
    out="json-schema-to-typescript/{service}.ts",
    file="json-schema-to-typescript/{service}.ts",
    programs=JAVASCRIPT,
)
PEERS = (DATAMODEL, STUBS, QUICKTYPE, JSON2TS)
GENERATORS = (PYDANTIC, DATACLASSES, TYPESCRIPT, FOUR, *PEERS)


def compiles(file: str) -> Command:
    """The TypeScript compiler over one file."""
    return Command(line=f"tsc --strict --noEmit --target es2022 {file}", programs=JAVASCRIPT)


def install() -> None:
    """Install what is not installed yet, and write the schemas. The only thing here that needs a network."""
    for wanted in sorted((_HERE / "requirements").glob("*.txt")):
        _install_python(wanted, ROOT / ".venv/peers" / wanted.stem)
    lock, installed = _NODE / "package-lock.json", _NODE / "node_modules/installed.json"
    if not _equal(lock, installed):
        console.print("installing the peers that run on Node")
        subprocess.run(["npm", "ci", "--prefix", _NODE, "--no-audit", "--no-fund", "--silent"], check=True)
        shutil.copy(lock, installed)
    (WORK / "schema").mkdir(parents=True, exist_ok=True)
    for service in work.SERVICES:
        (WORK / f"schema/{service}.json").write_text(json.dumps(work.schema(service)))
    # The nearest configuration counts, and the one of this repository must not.
    for folder, setting in {
        "": "",
        "short": "",
        "full": 'documentation = "full"\n',
        "none": 'documentation = "none"\n',
    }.items():
        (WORK / folder).mkdir(exist_ok=True)
        (WORK / folder / "pyproject.toml").write_text(f"[tool.shapewright]\n{setting}")


def versions() -> dict[str, str]:
    """What is compared, and what it ran on."""
    pinned = [
        line.split("==")
        for file in sorted((_HERE / "requirements").glob("*.txt"))
        for line in file.read_text().splitlines()
    ]
    shown = {
        "aws-resource-validator",
        "botocore",
        "cattrs",
        "datamodel-code-generator",
        "mypy-boto3-builder",
        "pydantic",
    }
    node: dict[str, str] = json.loads((_NODE / "package.json").read_text())["dependencies"]
    return {name: version for name, version in pinned if name in shown} | node


def _install_python(wanted: Path, home: Path) -> None:
    installed = home / "installed.txt"
    if _equal(wanted, installed):
        return
    console.print(f"installing {wanted.stem}")
    subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
    pip = [str(home / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--no-deps", "--requirement", wanted], check=True)
    shutil.copy(wanted, installed)


def _equal(wanted: Path, installed: Path) -> bool:
    return installed.is_file() and installed.read_bytes() == wanted.read_bytes()
