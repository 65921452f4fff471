"""`[tool.shapewright]`: one output or several, diagnostics, the schema for editors, and `init`."""

import json
import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import config
from generator.diagnostics import Report, Source
from generator.targets import DEFAULT_TARGETS, TARGETS
from support.commands import Run
from support.paths import ROOT

SCHEMA = json.loads((ROOT / "docs" / "configuration.schema.json").read_text())
_SHOP = "from typing import TypedDict\nclass Item(TypedDict):\n    name: str\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with two packages that use the same specs."""
    for name in ("shop", "store"):
        (tmp_path / "specs").mkdir(exist_ok=True)
        (tmp_path / "specs" / f"{name}.py").write_text(_SHOP)
    (tmp_path / "pyproject.toml").write_text(
        """
[tool.shapewright]
sources = ["specs"]
documentation = "none"

[tool.shapewright.requests]
enums = "open"
unknown = "allow"

[[tool.shapewright.outputs]]
out = "services/api/aws"
targets = ["pydantic"]
sources = ["specs/shop.py"]

[tool.shapewright.outputs.requests]
unknown = "ignore"

[[tool.shapewright.outputs]]
out = "web/src/aws"
targets = ["typescript"]
"""
    )
    return tmp_path


def test_several_outputs(project: Path, shapewright: Run) -> None:
    done = shapewright(cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "services/api/aws",
        "specs_shop: 1 type, 4 files written",
        "shared by all: 32 files written",
        "web/src/aws",
        "specs_shop: 1 type, 1 file written",
        "specs_store: 1 type, 1 file written",
        "shared by all: 3 files written",
    ]
    assert (project / "services/api/aws/pydantic_models/specs_shop/__init__.py").is_file()
    assert (project / "web/src/aws/typescript/specs_store.ts").is_file()
    assert not (project / "services/api/aws/typescript").exists()
    below = shapewright(cwd=project / "web" / "src")
    assert "0 files written" in below.stdout
    assert shapewright("check", cwd=project).returncode == 0
    (project / "web/src/aws/typescript/specs_store.ts").unlink()
    assert shapewright("check", cwd=project).returncode == 1


def test_outputs_inherit_the_keys_of_the_table(project: Path) -> None:
    loaded = config.load(project / "pyproject.toml", TARGETS, Report())
    assert loaded
    api, web = loaded.outputs
    assert (api.sources, web.sources) == (("specs/shop.py",), ("specs",))
    assert (api.requests.unknown, web.requests.unknown) == ("ignore", "allow")
    assert api.requests.enums == web.requests.enums == "open"
    assert api.documentation == "none"


def test_one_of_several_outputs(project: Path, shapewright: Run) -> None:
    done = shapewright("build", "--out", "web/src/aws", cwd=project)
    assert done.returncode == 0
    assert not (project / "services").exists()
    assert (project / "web/src/aws/typescript/specs_shop.ts").is_file()
    assert not (project / "web/src/aws/pydantic_models").exists()
    done = shapewright("build", "--target", "typescript", cwd=project)
    assert done.returncode == 2
    assert "several outputs are configured [which-output]" in done.stderr
    assert "services/api/aws, web/src/aws" in done.stderr
    assert shapewright("clean", cwd=project).returncode == 0
    assert not (project / "web/src/aws").exists()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('[tool.shapewright]\nsauces = ["a"]', 2, "did you mean sources?"),
        ('[tool.shapewright]\noutput = "a"', 2, "did you mean outputs or out?"),
        ('[[tool.shapewright.outputs]]\nout = "a"\n[[tool.shapewright.outputs]]\nuot = "b"', 4, "did you mean out?"),
        (
            '[[tool.shapewright.outputs]]\nout = "a"\n[[tool.shapewright.outputs]]\nout = 1',
            4,
            "out must be a string, not 1",
        ),
        (
            '[[tool.shapewright.outputs]]\nout = "a"\n[tool.shapewright.outputs.requests]\nenums = "x"',
            4,
            "enums must be one of 'closed', 'open', not 'x'",
        ),
        ('[[tool.shapewright.outputs]]\nout = "a"\n[[tool.shapewright.outputs]]\nout = "a/b"', 4, "overlaps"),
        ('[[tool.shapewright.outputs]]\nout = "a"\n[[tool.shapewright.outputs]]\nout = "./a"', 4, "another output"),
        ('[[tool.shapewright.outputs]]\nout = "a"\noutputs = []', 3, "there is no key outputs"),
        ("[tool.shapewright]\noutputs = 1", 2, "outputs must be a list of tables"),
        ('[[tool.shapewright.outputs]]\nout = "a"\ntargets = ["typoscript"]', 3, "did you mean typescript?"),
        ("[tool.shapewright]\ncorrections = 1", 2, "corrections must be a list of tables, not 1"),
        ("[tool.shapewright]\ncorrections = [1]", 2, "corrections must be a list of tables, not [1]"),
        ("[tool.shapewright.corrections]\nat = 1", 1, "corrections must be a list of tables"),
        (
            '[tool.shapewright]\n[[tool.shapewright.corrections]]\nreason = "r"\nremove = true',
            2,
            "the key at is missing in [[tool.shapewright.corrections]] [missing-key]",
        ),
        (
            '[tool.shapewright]\ncorrections = [\n  { at = "s3.Tag.Key", remove = true },\n]',
            3,
            "the key reason is missing in [[tool.shapewright.corrections]] [missing-key]",
        ),
        (
            '[[tool.shapewright.outputs]]\n[[tool.shapewright.outputs.corrections]]\nremove = true\nreason = "r"',
            2,
            "the key at is missing in [[tool.shapewright.outputs.corrections]]",
        ),
    ],
)
def test_mistake_is_reported_at_its_line(tmp_path: Path, shapewright: Run, text: str, line: int, message: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    done = shapewright()
    assert done.returncode == 2
    assert f"pyproject.toml:{line}: error: " in done.stderr
    assert message in done.stderr


CORRECTION_MISTAKES = [
    ('sauce = "x"', 5, "there is no key sauce in [tool.shapewright.corrections] [unknown-key]"),
    ('source = "x"', 5, "there is no key source in [tool.shapewright.corrections] [unknown-key]"),
    ("required = 1", 5, "required must be true or false, not 1 [bad-value]"),
    ('remove = "yes"', 5, "remove must be true or false, not 'yes' [bad-value]"),
    ("add_values = [1]", 5, "add_values must be a list of strings, not [1] [bad-value]"),
    ("add = true", 5, "add must be a string, not True [bad-value]"),
    ("", 2, "this correction changes nothing [bad-correction]"),
    ("remove = false", 2, "this correction changes nothing [bad-correction]"),
    ('type = ""', 2, "this correction changes nothing [bad-correction]"),
    ("add_values = []", 2, "this correction changes nothing [bad-correction]"),
    ('type = "long"\nadd = "string"', 6, "type and add contradict one another [bad-correction]"),
    ("remove = true\nrequired = true", 5, "required and remove contradict one another [bad-correction]"),
    ('required = false\nadd_values = ["a"]', 6, "required and add_values contradict one another [bad-correction]"),
    ('add_values = ["a"]\nremove_values = ["b", "a"]', 6, "'a' is both added and removed [bad-correction]"),
    ('add_values = ["a"]', 3, "expected <service>.<Enum>, got s3.Tag.Key [bad-value]"),
]


@pytest.mark.parametrize(("keys", "line", "message"), CORRECTION_MISTAKES)
def test_mistake_in_a_correction(tmp_path: Path, shapewright: Run, keys: str, line: int, message: str) -> None:
    table = f'[[tool.shapewright.corrections]]\nat = "s3.Tag.Key"\nreason = "seen"\n{keys}\n'
    (tmp_path / "pyproject.toml").write_text(f"[tool.shapewright]\n{table}")
    done = shapewright()
    assert done.returncode == 2
    assert f"pyproject.toml:{line}: error: {message}\n" in done.stderr


@pytest.mark.parametrize("at", ["", "s3", "s3.Tag", "s3..Key", ".Tag.Key", "s3.Tag.", "s3.A B.Key", "a b.Tag.Key"])
def test_place_of_a_correction(tmp_path: Path, shapewright: Run, at: str) -> None:
    table = f'[[tool.shapewright.corrections]]\nreason = "seen"\nat = "{at}"\nremove = true\n'
    (tmp_path / "pyproject.toml").write_text(table)
    done = shapewright()
    assert done.returncode == 2
    message = f"expected <service>.<Class>.<Member>, got {at} [bad-value]\n    hint: like emr.Cluster.Name\n"
    assert f"pyproject.toml:3: error: {message}" in done.stderr


def test_a_correction_needs_a_reason(tmp_path: Path, shapewright: Run) -> None:
    table = '[[tool.shapewright.corrections]]\nat = "s3.Tag.Key"\nreason = " "\nremove = true\n'
    (tmp_path / "pyproject.toml").write_text(table)
    done = shapewright()
    assert done.returncode == 2
    assert "pyproject.toml:3: error: reason must not be empty [bad-value]\n" in done.stderr


SPLIT = """
[tool.shapewright]
sources = ["specs/shop.py"]

[tool.mypy]
strict = true

[[tool.shapewright.corrections]]  # one
at = "specs_shop.Item.name"
reason = '''
several lines
'''
required = false

[[ tool . "shapewright" . corrections ]]
at = "specs_shop.Item.size"
reason = "seen"
add = "long"
"""
INLINE = """
[tool.shapewright]
corrections = [
  { at = "specs_shop.Item.name", reason = "seen", required = false },
  { at = "specs_shop.Item.size", reason = "seen", add = "long" },
]

[[tool.shapewright.outputs]]
out = "a"

[[tool.shapewright.outputs]]
out = "b"

[[tool.shapewright.outputs.corrections]]
at = "specs_shop.Item.size"
reason = "seen"
add = "string"

[[tool.shapewright.outputs]]
out = "c"
corrections = []
"""


@pytest.mark.parametrize(("text", "lines"), [(SPLIT, [[8, 15]]), (INLINE, [[4, 5], [14], []])])
def test_corrections_know_their_lines(tmp_path: Path, text: str, lines: list[list[int]]) -> None:
    """An output has those of the whole table, or its own in their place."""
    (tmp_path / "pyproject.toml").write_text(text)
    report = Report()
    loaded = config.load(tmp_path / "pyproject.toml", TARGETS, report)
    assert loaded, list(report)
    sources = [[each.source for each in output.options.corrections] for output in loaded.outputs]
    assert sources == [[Source("pyproject.toml", line) for line in each] for each in lines]


def assert_describes(schema: dict[str, Any], cls: type) -> None:
    """Assert that the schema of a table describes the class that the table is read into."""
    hints = {name: kind for name, kind in typing.get_type_hints(cls).items() if kind is not Source}
    assert schema["additionalProperties"] is False
    assert schema["properties"].keys() - {"outputs"} == hints.keys()
    needed = {field.name for field in fields(cls) if field.default is field.default_factory is MISSING}
    assert set(schema.get("required", [])) == needed
    for field in fields(cls):
        if field.name not in hints:
            continue
        described, kind = schema["properties"][field.name], hints[field.name]
        assert described["description"]
        if typing.get_origin(kind) is tuple and is_dataclass(element := typing.get_args(kind)[0]):
            assert isinstance(element, type)
            assert_describes(described["items"], element)
        if field.name in needed or kind == bool | None:
            assert "default" not in described
            assert described["type"] == {str: "string"}.get(kind, "boolean")
            continue
        if is_dataclass(kind):
            assert isinstance(kind, type)
            assert_describes(described, kind)
            continue
        assert field.default is not MISSING or field.default_factory is not MISSING
        default = field.default if field.default_factory is MISSING else field.default_factory()
        assert described["default"] == (list(default) if isinstance(default, tuple) else default)
        if choices := typing.get_args(kind) if typing.get_origin(kind) is typing.Literal else ():
            assert described["enum"] == list(choices)
        elif typing.get_origin(kind) is Mapping:
            assert described["type"] == "object"
        else:
            assert described["type"] == {bool: "boolean", str: "string"}.get(kind, "array")


def test_schema_describes_the_configuration() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert_describes(SCHEMA, config.Config)
    assert SCHEMA["properties"]["targets"]["items"]["enum"] == list(TARGETS)
    assert set(TARGETS) - set(DEFAULT_TARGETS) == {"zod", "typeddict", "docs", "ir"}


KEYS = [*SCHEMA["properties"], "sauces"]
CORRECTION_KEYS = [*SCHEMA["properties"]["corrections"]["items"]["properties"], "source"]
VALUES = st.recursive(
    st.sampled_from(["typescript", "open", "all", "", "closed", True, 1, "a.b:C"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*KEYS, "base", "enums"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def toml(value: object) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + "}"
    return f"[{', '.join(map(toml, value))}]" if isinstance(value, list) else json.dumps(value)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=3),
    corrections=st.lists(
        st.dictionaries(
            st.sampled_from(CORRECTION_KEYS), st.sampled_from(["s3.Tag.Key", "", " ", True, False, ["a"], [1], {}])
        ),
        max_size=2,
    ),
)
def test_loader_refuses_what_the_schema_refuses(
    tmp_path: Path, table: dict[str, Any], corrections: list[dict[str, Any]]
) -> None:
    """The loader refuses the same tables as the schema, apart from rules that the schema does not express."""
    table = {**table, "corrections": corrections} if corrections else table
    file = tmp_path / "pyproject.toml"
    file.write_text("[tool.shapewright]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in table.items()))
    report = Report()
    config.load(file, TARGETS, report)
    beyond = (
        "no folder",
        "is not the path of a class",
        "is a type with rules of its own",
        "is not the name of a package",
        "expected <service>.<Class>",
        "expected <service>.<Enum>",
        "this correction changes nothing",
        "contradict one another",
        "is both added and removed",
        "overlaps the folder of another output",
    )
    refused = [each for each in report if not any(words in each.message for words in beyond)]
    assert bool(refused) != jsonschema.Draft7Validator(SCHEMA).is_valid(table), refused


def test_init_writes_what_it_finds(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "specs" / "shop").mkdir(parents=True)
    (tmp_path / "specs" / "shop" / "type_defs.md").write_text(
        (ROOT / "specs/connectparticipant/type_defs.md").read_text()
    )
    (tmp_path / "app.py").write_text('import boto3\ns3 = boto3.client("s3")\nother = session.resource(\n    "sqs"\n)\n')
    (tmp_path / "node_modules" / "x").mkdir(parents=True)
    (tmp_path / "node_modules" / "x" / "y.py").write_text('boto3.client("ec2")\n')
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "app"\n\n\n')
    done = shapewright("init")
    assert (done.returncode, done.stderr) == (0, "")
    assert "specs found: specs\nclients found in your code: s3, sqs\n" in done.stdout
    text = (tmp_path / "pyproject.toml").read_text()
    assert text.startswith('[project]\nname = "app"\n\n[tool.shapewright]\n')
    assert shapewright("build", "--jobs", "1").returncode == 0
    assert (tmp_path / "generated" / "pydantic_models" / "s3").is_dir()
    assert not (tmp_path / "generated" / "typescript").exists()
    again = shapewright("init")
    assert again.returncode == 2
    assert "pyproject.toml: error: the table [tool.shapewright] already exists [configured-already]" in again.stderr
    assert (tmp_path / "pyproject.toml").read_text() == text


def test_init_where_there_is_nothing(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "package.json").write_text("{}")
    done = shapewright("init")
    assert "No specs or clients were found" in done.stdout
    assert 'targets = ["pydantic", "typescript"]' in (tmp_path / "pyproject.toml").read_text()
    done = shapewright()
    assert done.returncode == 2
    assert "[no-source]" in done.stderr


def test_init_names_the_tools_that_would_change_the_output(tmp_path: Path, shapewright: Run) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "package.json").write_text('{"devDependencies": {"prettier": "^3.0.0"}}')
    (tmp_path / ".pre-commit-config.yaml").write_text("repos: []\n")
    done = shapewright("init")
    assert [line for line in done.stdout.splitlines() if "changes files" in line] == [
        "prettier changes files that it finds: add the lines `generated/` and `.shapewright_cache/` to .prettierignore",
        "pre-commit changes files that it finds: add `exclude: ^generated/` to .pre-commit-config.yaml",
    ]


def test_commented_lines_of_init_are_valid(tmp_path: Path, shapewright: Run) -> None:
    shapewright("init")
    file = tmp_path / "pyproject.toml"
    lines = [
        line.removeprefix("# ") if " = " in line or "# [" in line else line for line in file.read_text().splitlines()
    ]
    file.write_text("\n".join(lines))
    report = Report()
    assert config.load(file, TARGETS, report), list(report)
    assert sum(line.startswith("# ") for line in lines) < 8


def test_init_in_a_package_of_a_configured_repository(project: Path, shapewright: Run) -> None:
    package = project / "packages" / "api"
    package.mkdir(parents=True)
    done = shapewright("init", cwd=package)
    assert (done.returncode, done.stderr) == (0, "")
    assert (package / "pyproject.toml").is_file()


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('[tool.shapewright]\nsources = ["specs"]\n[tool.ruff]\nline-length = 120\n', ""),
        ('[[tool.shapewright.outputs]]\nout = "a"\n', ""),
        ("[tool.shapewright]\nsource = []\n", "'source' was unexpected"),
        ("[[tool.shapewright.outputs]]\nout = 1\n", "1 is not of type 'string'"),
        ("[[tool.shapewright.outputs]]\nsource = 1\n", "'source' was unexpected"),
        ('[tool.shapewright.rename.s3]\nObject = "Thing"\n', ""),
    ],
)
def test_schema_command_judges_a_whole_file(shapewright: Run, text: str, mistake: str) -> None:
    done = shapewright("schema")
    assert (done.returncode, done.stderr) == (0, "")
    schema = json.loads(done.stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    errors = [each.message for each in jsonschema.Draft7Validator(schema).iter_errors(tomllib.loads(text))]
    assert bool(errors) is bool(mistake)
    assert mistake in " ".join(str(errors).split())


def test_schema_command_refers_to_nothing_outside(shapewright: Run) -> None:
    """taplo refuses a relative `$id`, and cannot follow a relative `$ref`."""
    text = shapewright("schema").stdout
    assert "$id" not in text
    assert all(each.startswith("#/") for each in re.findall(r'"\$ref": "(.*?)"', text))
