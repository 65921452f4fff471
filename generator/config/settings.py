"""The keys of `[tool.shapewright]`, with their defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..options import (
    Accepted,
    Client,
    Correction,
    Documentation,
    JsonSchemaStyle,
    Options,
    PythonStyle,
    RequestProfile,
    ResponseProfile,
    TypeProfile,
    TypeScriptStyle,
)
from .tables import TABLE, Key, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonTarget:
    """The options of a Python target."""

    base: str = ""  # `package.module:Class`, from which the generated classes inherit as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What one output folder should hold. A field is a key of the table, and has the key's default."""

    sources: tuple[str, ...] = ()  # specs and folders of specs, relative to the file
    out: str = "generated"  # relative to the file
    targets: tuple[str, ...] = ()  # empty: the default ones
    folders: Mapping[str, str] = field(default_factory=dict)  # a target -> the name of its folder in `out`
    operations: tuple[str, ...] = ()
    documentation: Documentation = "short"
    baseline: bool = False  # whether the output has the file of each service that `diff` starts from
    strict: bool = False
    client: Client = "boto3"
    requests: RequestProfile = field(default_factory=RequestProfile)
    responses: ResponseProfile = field(default_factory=ResponseProfile)
    types: TypeProfile = field(default_factory=TypeProfile)
    pydantic: PythonTarget = field(default_factory=PythonTarget)
    dataclasses: PythonTarget = field(default_factory=PythonTarget)
    rename: Mapping[Place, str] = field(default_factory=dict)  # `s3.Object` -> its name; or `s3.Object.ETag`
    corrections: tuple[Correction, ...] = ()
    accepted: tuple[Accepted, ...] = ()  # changes of upgrades that do not count
    map: Mapping[Place, str] = field(default_factory=dict)  # `s3.Owner.ID`, or `*.*.Arn` -> `package.module:Class`
    names: Mapping[str, str] = field(default_factory=dict)  # a module or its folder -> the name of its service
    runtime: str = ""  # a package with what all packages share; an output without sources is that package
    templates: str = ""  # a folder, relative to the file
    python: PythonStyle = field(default_factory=PythonStyle)
    typescript: TypeScriptStyle = field(default_factory=TypeScriptStyle)
    json_schema: JsonSchemaStyle = field(default_factory=JsonSchemaStyle)

    @property
    def options(self) -> Options:
        """The part that shapes the output."""
        return Options(
            requests=self.requests,
            responses=self.responses,
            types=self.types,
            client=self.client,
            pydantic_base=self.pydantic.base,
            dataclass_base=self.dataclasses.base,
            templates=self.templates,
            runtime=self.runtime,
            names=tuple(self.names.items()),
            folders=tuple(self.folders.items()),
            rename=tuple(self.rename.items()),
            corrections=self.corrections,
            map=tuple(self.map.items()),
            python=self.python,
            typescript=self.typescript,
            json_schema=self.json_schema,
            documentation=self.documentation,
            baseline=self.baseline,
            strict=self.strict,
            operations=self.operations,
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """The table, and the outputs that it describes."""

    table: Config = field(default_factory=Config)
    outputs: tuple[Config, ...] = (Config(),)  # without a list of `outputs`, the table itself
    tables: tuple[Key, ...] = (TABLE,)  # where each of `outputs` stands

    def table_of(self, output: Config) -> Key:
        """Where `output` stands in the file."""
        return next((table for each, table in zip(self.outputs, self.tables, strict=True) if each is output), TABLE)
