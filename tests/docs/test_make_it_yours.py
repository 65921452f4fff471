"""The page `docs/make-it-yours.md`: each example works, and each mistake is reported at its place."""

import json
import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from generator.ir import ScalarKind
from generator.options import Correction
from support.commands import Run, node, python
from support.layout import complaints_of_ruff
from support.paths import ROOT
from support.verdicts import Verdicts

PAGE = (ROOT / "docs" / "make-it-yours.md").read_text()
SECTIONS = {section.partition("\n")[0]: section for section in PAGE.split("\n## ")[1:]}
SOURCES = f'sources = ["{ROOT}/specs", "botocore:sqs"]'


def fences(section: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", SECTIONS[section], re.DOTALL)


def configure(folder: Path, *tables: str) -> None:
    text = "\n".join(tables)
    table = "[tool.shapewright]\n"
    text = text if table in text else table + text
    (folder / "pyproject.toml").write_text(text.replace(table, f"{table}{SOURCES}\n"))


def build(folder: Path, run: Run) -> Path:
    done = run(cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    done = run("check", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "generated"


def test_other_names(tmp_path: Path, shapewright: Run) -> None:
    configure(tmp_path, *fences("Other names", "toml"))
    out = build(tmp_path, shapewright)
    verdicts = Verdicts(out)
    for folder in ("pydantic_models", "dataclass_models"):
        package = verdicts.package(folder, "sqs")
        assert package.ReceivedMessage.__name__ == "ReceivedMessage"
        assert not hasattr(package, "Message")
    assert verdicts.of("connectparticipant", "ChatItem", '{"Id": 1}') == dict.fromkeys(
        ("pydantic", "converter", "json-schema"), False
    )
    schema = json.loads((out / "json_schema" / "sqs.schema.json").read_text())["$defs"]
    assert "ReceivedMessage" in schema
    assert "Message" not in schema
    assert "export interface ReceivedMessage {" in (out / "typescript" / "sqs.ts").read_text()
    assert "Messages?: ReceivedMessage[] | undefined;" in (out / "typescript" / "sqs.ts").read_text()


def test_names_can_be_swapped(tmp_path: Path, shapewright: Run) -> None:
    names = 'sqs.Message = "SendMessageRequest"\nsqs.SendMessageRequest = "Message"\n'
    configure(tmp_path, f"[tool.shapewright.rename]\n{names}")
    package = Verdicts(build(tmp_path, shapewright)).package("pydantic_models", "sqs")
    assert "queue_url" in package.Message.model_fields
    assert "receipt_handle" in package.SendMessageRequest.model_fields


MISTAKES = {
    'sqs.Mesage = "X"': ("unknown-class", "did you mean Message?"),
    'sqs.Message = "class"': ("illegal-name", "use class_ instead"),
    'sqs.Message = "a-b"': ("illegal-name", "use a_b instead"),
    'sqs.Message = "SendMessageRequest"': ("name-clash", ""),
    'Message = "X"': ("bad-value", "like s3.Object"),
    "sqs.Message = 1": ("bad-value", ""),
    'sqs2.Message = "X"': ("unknown-service", "did you mean sqs?"),
}


@pytest.mark.parametrize("line", MISTAKES)
def test_mistakes_in_names(tmp_path: Path, shapewright: Run, line: str) -> None:
    code, hint = MISTAKES[line]
    configure(tmp_path, f"[tool.shapewright.rename]\n{line}\n")
    done = shapewright(cwd=tmp_path)
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr
    assert hint in done.stderr
    assert not (tmp_path / "generated" / "pydantic_models" / "sqs").exists()


def test_corrections(tmp_path: Path, shapewright: Run) -> None:
    (example,) = fences("Corrections", "toml")
    configure(tmp_path, example, '[tool.shapewright.responses]\nrequired = "typed"\n')
    out = build(tmp_path, shapewright)
    (out / "use.py").write_text(
        "from pydantic_models.sqs import Message, MessageSystemAttributeName, SendMessageResult\n"
        "name: MessageSystemAttributeName = 'Region'\n"
        "def use(result: SendMessageResult, message: Message) -> str:\n"
        "    reveal_type(message.priority)\n"
        "    return result.sequence_number\n"
    )
    done = python("-m", "mypy", "--strict", "--no-error-summary", "use.py", cwd=out)
    assert done.stdout == 'use.py:4: note: Revealed type is "int | None"\n'
    verdicts = Verdicts(out)
    assert set(verdicts.of("sqs", "Message", '{"Priority": 1}').values()) == {True}
    assert set(verdicts.of("sqs", "Message", '{"Priority": "high"}').values()) == {False}
    assert set(verdicts.of("sqs", "SendMessageResult", "{}").values()) == {True}


def test_keys_and_types_of_corrections() -> None:
    """The page lists all of them."""
    section = SECTIONS["Corrections"]
    described = re.findall(r"`(\w+)(?: = [^`]*)?`", section.partition("| key |")[2].partition("\n\n")[0])
    keys = {field.name for field in fields(Correction)} - {"at", "reason", "source"}
    assert keys <= set(described)
    types = section.partition("A type is")[2].partition(", a class")[0]
    assert re.findall(r"`(\w+)`", types) == [
        str(kind) for kind in ScalarKind if kind not in {ScalarKind.ANY, ScalarKind.OBJECT}
    ]


def test_own_base(tmp_path: Path, shapewright: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "company").mkdir()
    (tmp_path / "company" / "__init__.py").write_text("")
    (tmp_path / "company" / "models.py").write_text(*fences("A base of your own", "python"))
    configure(tmp_path, *fences("A base of your own", "toml"))
    out = build(tmp_path, shapewright)
    for file in (out / "pydantic_models" / "_models.py", out / "dataclass_models" / "_models.py"):
        assert not complaints_of_ruff(file, check=False)
    use = (
        "from generated.pydantic_models.sqs import DeleteQueueRequest as Model\n"
        "from generated.dataclass_models.sqs import DeleteQueueRequest as Data\n"
        "print(Model(queue_url='q').summary(), Data(queue_url='q').summary())\n"
        "print(Model(queue_url='q').model_dump())\n"
    )
    (tmp_path / "use.py").write_text(use.replace("generated.", ""))
    monkeypatch.setenv("PYTHONPATH", f"{out}:{tmp_path}")
    done = python("-W", "error", tmp_path / "use.py")
    assert done.stdout == "DeleteQueueRequest DeleteQueueRequest\n{'QueueUrl': 'q'}\n", done.stderr
    for wrong in ("company.models", "company/models:Base", "a:b:c", "os:system('x')", "1a:B"):
        configure(tmp_path, f'[tool.shapewright.pydantic]\nbase = "{wrong}"\n')
        done = shapewright(cwd=tmp_path)
        assert done.returncode == 2, wrong
        assert "is not the path of a class [bad-value]" in done.stderr


def test_own_templates(tmp_path: Path, shapewright: Run) -> None:
    template = tmp_path / "templates" / "pydantic" / "module.py.jinja"
    template.parent.mkdir(parents=True)
    template.write_text(*fences("Templates of your own", "jinja"))
    configure(tmp_path, *fences("Templates of your own", "toml"))
    out = build(tmp_path, shapewright)
    first = "# Copyright of the company.\n# @generated by Shapewright from "
    assert (out / "pydantic_models" / "sqs" / "_send_message.py").read_text().startswith(first)
    assert (out / "dataclass_models" / "sqs" / "_send_message.py").read_text().startswith("# @generated")
    for wrong, line in (("\n{{ nothing }}", 2), ("{% for %}", 1), ("{% include 'shapewright/none.jinja' %}", 1)):
        template.write_text(wrong)
        done = shapewright(cwd=tmp_path)
        assert done.returncode == 2
        assert f"templates/pydantic/module.py.jinja:{line}: error: " in done.stderr, done.stderr
        assert "[bad-template]" in done.stderr
    template.unlink()
    template.with_name("modul.py.jinja").write_text("")
    done = shapewright(cwd=tmp_path)
    assert "did you mean pydantic/module.py.jinja or " in done.stderr
    configure(tmp_path, '[tool.shapewright]\ntemplates = "nowhere"\n')
    done = shapewright(cwd=tmp_path)
    assert done.returncode == 2
    assert "pyproject.toml:3: error: there is no folder nowhere" in done.stderr


def test_typescript_and_no_documentation(tmp_path: Path, shapewright: Run) -> None:
    tables = [*fences("TypeScript", "toml"), *fences("More documentation, or none", "toml")]
    configure(tmp_path, *tables)
    out = build(tmp_path, shapewright)
    scripts = sorted((out / "typescript").iterdir())
    assert node("prettier", "--check", *scripts).returncode == 0
    assert node("tsc", "--strict", "--noEmit", *scripts).stdout == ""
    text = (out / "typescript" / "sqs.ts").read_text()
    assert "export type SendMessageRequest = {\n" in text
    assert "  readonly QueueUrl: string;\n" in text
    assert "  readonly StartedTimestamp?: bigint | undefined;\n" in text
    assert "  readonly BinaryValue?: Uint8Array | undefined;\n" in text
    assert "Amazon" not in text


USE = """
import type { ChatItemType, StartPosition } from "./generated/typescript/connectparticipant.js";
import { ChatItemTypeValues } from "./generated/typescript/connectparticipant.js";

const types: readonly ChatItemType[] = ChatItemTypeValues;
const position: StartPosition = { MostRecent: 1 };
const open: Record<string, unknown> = position;
console.log(isAttribute("VisibilityTimeout"), isAttribute("Colour"), types.includes("MESSAGE"), open);
"""


@pytest.mark.parametrize(("module", "resolution"), [("nodenext", "nodenext"), ("esnext", "bundler")])
def test_values_of_enums_are_there_at_run_time(tmp_path: Path, shapewright: Run, module: str, resolution: str) -> None:
    configure(tmp_path, *fences("TypeScript", "toml"))
    build(tmp_path, shapewright)
    (tmp_path / "package.json").write_text('{ "type": "module" }')
    (tmp_path / "page.ts").write_text("".join(fences("TypeScript", "ts")) + USE)
    options = ("--strict", "--target", "es2022", "--module", module, "--moduleResolution", resolution)
    done = node("tsc", *options, "--isolatedModules", "--verbatimModuleSyntax", "--types", "", tmp_path / "page.ts")
    assert done.stdout == ""
    done = subprocess.run(["node", tmp_path / "page.js"], capture_output=True, text=True, check=False)
    assert done.stdout == "true false true { MostRecent: 1 }\n", done.stderr
    types = "".join(file.read_text() for file in (ROOT / "generated" / "typescript").iterdir())
    assert "export const" not in types  # unless it is asked for


@pytest.mark.parametrize(("declarations", "error"), [("type", ""), ("interface", "Index signature for type 'string'")])
def test_only_a_type_is_a_record(tmp_path: Path, shapewright: Run, declarations: str, error: str) -> None:
    configure(tmp_path, f'[tool.shapewright.typescript]\ndeclarations = "{declarations}"\n')
    build(tmp_path, shapewright)
    (tmp_path / "page.ts").write_text(
        'import type { sqs } from "./generated/typescript/index.js";\n'
        "export function open(request: sqs.SendMessageRequest): Record<string, unknown> { return request; }\n"
    )
    done = node("tsc", "--strict", "--noEmit", "--pretty", "false", tmp_path / "page.ts")
    assert error in done.stdout
    assert bool(done.stdout) is bool(error)
