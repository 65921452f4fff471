"""`[tool.shapewright]` in the nearest `pyproject.toml`, read strictly.

`docs/configuration.schema.json` says the same to editors.
"""

import itertools
import keyword
import os
import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from generator.diagnostics import Report, Source, nearest
from generator.options import Options, RequestProfile, ResponseProfile, TypeScriptStyle

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a Python target is to inherit from."""

    base: str = ""  # `package.module:Class`


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What one output folder is to hold, key by key; what is left out has the default that stands here."""

    sources: tuple[str, ...] = ()  # specs and folders of specs, relative to the file
    out: str = "generated"  # relative to the file
    targets: tuple[str, ...] = ()  # none: all but `ir`
    operations: tuple[str, ...] = ()
    documentation: bool = True
    requests: RequestProfile = field(default_factory=RequestProfile)
    responses: ResponseProfile = field(default_factory=ResponseProfile)
    pydantic: Base = field(default_factory=Base)
    dataclasses: Base = field(default_factory=Base)
    rename: Mapping[str, str] = field(default_factory=dict)  # `s3.Object` -> a name
    templates: str = ""  # a folder, relative to the file
    typescript: TypeScriptStyle = field(default_factory=TypeScriptStyle)

    @property
    def options(self) -> Options:
        """What of it shapes the output."""
        return Options(
            requests=self.requests,
            responses=self.responses,
            pydantic_base=self.pydantic.base,
            dataclass_base=self.dataclasses.base,
            templates=self.templates,
            rename=tuple(self.rename.items()),
            typescript=self.typescript,
            documentation=self.documentation,
            operations=self.operations,
        )


def find(start: Path) -> Path | None:
    """The nearest `pyproject.toml` from `start` upwards that has our table."""
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            text = file.read_text(encoding="utf-8", errors="replace")
            try:
                found = "shapewright" in tomllib.loads(text).get("tool", {})
            except tomllib.TOMLDecodeError:
                found = "shapewright" in text  # `load` says what is wrong with it
            if found:
                return file
    return None


@dataclass(frozen=True, slots=True)
class Settings:
    """A configuration: the table, and the outputs that are to be made."""

    table: Config = field(default_factory=Config)
    outputs: tuple[Config, ...] = (Config(),)  # the table alone, if it has no list of `outputs`


def load(file: Path, known_targets: Mapping[str, object], report: Report) -> Settings | None:
    """The configuration in `file`; None, with errors at their lines, if it says what we do not know."""
    text = file.read_text(encoding="utf-8", errors="replace")
    try:
        table = tomllib.loads(text).get("tool", {}).get("shapewright", {})
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        report.error("bad-toml", Source(str(file), int(line[1]) if line else 0), str(error))
        return None
    reader = _Reader(str(file), text, report)
    if not isinstance(table, dict):
        report.error("bad-value", Source(str(file)), "[tool.shapewright] is one table, not a list of tables")
        return None
    outputs = reader.tables(table)
    plain = {key: value for key, value in table.items() if key != _OUTPUTS}
    found = [reader.read(Config, each, path) for path, each in {_TABLE: plain, **outputs}.items()]
    if report.failed:
        return None
    for path, config in zip((_TABLE, *outputs), found, strict=True):
        _check(config, path, file, known_targets, reader)
    merged = {path: reader.read(Config, _merged(plain, each), path) for path, each in outputs.items()}
    _check_apart(merged, reader)
    if report.failed:
        return None
    return Settings(found[0], tuple(merged.values()) or (found[0],))


def _merged(table: Mapping[str, Any], output: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of one output; what is not said of it is said of all."""
    both = {
        key: _merged(table[key], value)
        for key, value in output.items()
        if isinstance(value, dict) and isinstance(table.get(key), dict)
    }
    return {**table, **output, **both}


def _check(config: Config, path: str, file: Path, known_targets: Mapping[str, object], reader: "_Reader") -> None:
    """Report what is of the right kind, and wrong."""
    for key, base in (("pydantic", config.pydantic.base), ("dataclasses", config.dataclasses.base)):
        if base and not _names_a_class(base):
            hint = 'like "company.models:Base"'
            reader.report.error(
                "bad-value", reader.place(f"{path}.{key}", "base"), f"{base!r} names no class", hint=hint
            )
    if config.templates and not os.path.isdir(file.parent / config.templates):  # noqa: PTH112 - it never raises
        source = reader.place(path, "templates")
        reader.report.error("bad-value", source, f"no folder {config.templates}, of templates")
    for old in config.rename:
        if not re.fullmatch(r"\w+\.\w+", old):
            source = reader.place(f"{path}.rename", old)
            reader.report.error("bad-value", source, f"{old} is no class of a service", hint="like s3.Object")
    for target in config.targets:
        if target not in known_targets:
            hint = nearest(target, known_targets) or f"known are {', '.join(known_targets)}"
            reader.report.error("unknown-target", reader.place(path, "targets"), f"no target {target}", hint=hint)


def _names_a_class(base: str) -> bool:
    return bool(_CLASS.fullmatch(base)) and not any(map(keyword.iskeyword, re.split("[.:]", base)))


def _check_apart(outputs: Mapping[str, Config], reader: "_Reader") -> None:
    """Report outputs of which one is to lie in another: what one run makes, the other would not know."""
    for (_, first), (path, second) in itertools.combinations(outputs.items(), 2):
        one, other = (Path(os.path.normpath(each.out)) for each in (first, second))
        if one.is_relative_to(other) or other.is_relative_to(one):
            message = f"{second.out} is the folder of another output, or in it, or around it"
            reader.report.error("bad-value", reader.place(path, "out"), message, hint="give each a folder of its own")


_TABLE = "tool.shapewright"
_OUTPUTS = "outputs"
_CLASS = re.compile(r"(?!\d)\w+(?:\.(?!\d)\w+)*:(?!\d)\w+", re.ASCII)


class _Reader:
    """Turns tables into dataclasses, and says what does not fit."""

    def __init__(self, file: str, text: str, report: Report) -> None:
        self.file = file
        self.lines = text.splitlines()
        self.report = report

    def tables(self, table: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """The list of outputs, each with its path: `tool.shapewright.outputs.1` is the first."""
        found = table.get(_OUTPUTS, [])
        if isinstance(found, list) and all(isinstance(each, dict) for each in found):
            return {f"{_TABLE}.{_OUTPUTS}.{number}": each for number, each in enumerate(found, 1)}
        self._refuse(_TABLE, _OUTPUTS, "a list of tables", found)
        return {}

    def read(self, cls: type[_T], table: Mapping[str, Any], path: str) -> _T:
        """The dataclass `cls` that `table` describes; what is wrong in it is reported, and left out."""
        hints = typing.get_type_hints(cls)
        values: dict[str, Any] = {}
        for key, value in table.items():
            if key not in hints:
                known = [each.name for each in fields(cls)]  # type: ignore[arg-type]
                known += [_OUTPUTS] if path == _TABLE else []
                hint = nearest(key, known) or f"known are {', '.join(known)}"
                name = re.sub(r"\.\d+", "", path)
                self.report.error("unknown-key", self.place(path, key), f"no key {key} in [{name}]", hint=hint)
            elif (read := self._value(hints[key], value, path, key)) is not None:
                values[key] = read
        return cls(**values)

    def _value(self, kind: Any, value: Any, path: str, key: str) -> Any:
        if is_dataclass(kind) and isinstance(kind, type):
            if isinstance(value, dict):
                return self.read(kind, value, f"{path}.{key}")
            return self._refuse(path, key, "a table", value)
        if allowed := typing.get_args(kind) if typing.get_origin(kind) is typing.Literal else ():
            if value in allowed:
                return value
            return self._refuse(path, key, f"one of {', '.join(map(repr, allowed))}", value)
        if typing.get_origin(kind) is Mapping:
            return self._names(value, path, key)
        if kind is bool:
            return value if isinstance(value, bool) else self._refuse(path, key, "true or false", value)
        wanted = "a string" if kind is str else "a list of strings"
        texts = [value] if kind is str else value
        if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
            return self._refuse(path, key, wanted, value)
        if any("\0" in each for each in texts):  # no file is called so
            return self._refuse(path, key, f"{wanted} without NUL", value)
        return value if kind is str else tuple(value)

    def _names(self, value: Any, path: str, key: str) -> Any:
        """A table of names; `s3.Object` may stand as a key, or be written in tables."""
        if not isinstance(value, dict):
            return self._refuse(path, key, "a table", value)
        found: dict[str, str] = {}
        for name, each in value.items():
            for inner, new in each.items() if isinstance(each, dict) else [("", each)]:
                if isinstance(new, str):
                    found[f"{name}.{inner}" if inner else name] = new
                else:
                    self._refuse(f"{path}.{key}", name, "a name", new)
        return found

    def _refuse(self, path: str, key: str, wanted: str, value: object) -> None:
        self.report.error("bad-value", self.place(path, key), f"{key} is {wanted}, not {value!r}")

    def place(self, path: str, key: str) -> Source:
        """The line of `key` in the table `path`, as far as it can be told."""
        inside = False
        outputs = 0
        for number, line in enumerate(self.lines, 1):
            if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
                outputs += header[1] == f"{_TABLE}.{_OUTPUTS}"
                inside = re.sub(rf"\b{_OUTPUTS}\b", f"{_OUTPUTS}.{outputs}", header[1]) == path
            elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return Source(self.file, number)
        return Source(self.file)
