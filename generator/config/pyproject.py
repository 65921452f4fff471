"""Finds `pyproject.toml`, loads our table from it, and checks its values beyond their types."""

import itertools
import keyword
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from ..diagnostics import Report, Source, did_you_mean
from ..options import Accepted, Correction
from .settings import Config, Settings
from .tables import TABLE, Key, TableReader

_OUTPUTS = "outputs"
_CORRECTIONS, _ACCEPTED = "corrections", "accepted"
_PLACE = re.compile(r"[\w-]+\.\w+(\..+)?")
# Keys of a correction that may be used together.
_COMBINATIONS = ({"required", "type"}, {"required", "add"}, {"remove"}, {"add_values", "remove_values"})
_CLASS = re.compile(r"(?!\d)\w+(?:\.(?!\d)\w+)*:(?!\d)\w+", re.ASCII)
_SERVICE = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_MAPPED = re.compile(r"([\w-]+|\*)\.(\w+(\..+)?|\*\..+)")
_MODULES_OF_SCALARS = frozenset({"builtins", "datetime", "decimal", "pathlib", "typing", "uuid"})
_RENAMED = re.compile(r"[\w-]+\.(\w+(\..+)?|\*\..+)")
_Entry = TypeVar("_Entry", Correction, Accepted)
_FOLDER = re.compile(r"\.|\w([\w.-]*[\w-])?", re.ASCII)


def find(start: Path) -> Path | None:
    """The nearest `pyproject.toml`, from `start` upwards, that has our table."""
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            text = file.read_text(encoding="utf-8", errors="replace")
            try:
                has_table = _our_table(tomllib.loads(text)) is not None
            except tomllib.TOMLDecodeError:
                has_table = "shapewright" in text  # `load` reports what is wrong with the file
            if has_table:
                return file
    return None


def load(file: Path, known_targets: Mapping[str, object], report: Report) -> Settings | None:
    """The settings in `file`. None, with errors reported at their lines, if they cannot be used."""
    text = file.read_text(encoding="utf-8", errors="replace")
    try:
        table = _our_table(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        number = int(line[1]) if line else 0
        report.error("bad-toml", Source(str(file), number), str(error), hint=hint_for_toml(text, number))
        return None
    reader = TableReader(str(file), text, report)
    if not isinstance(table, dict):
        report.error("bad-value", reader.source(TABLE), "[tool.shapewright] must be one table, not a list of tables")
        return None
    outputs = _output_tables(table, reader)
    common = {key: value for key, value in table.items() if key != _OUTPUTS}
    tables = {TABLE: common, **outputs}
    configs = {
        key: reader.read(Config, each, key, also_known=(_OUTPUTS,) * (key == TABLE)) for key, each in tables.items()
    }
    if report.has_errors:
        return None
    for key, config in configs.items():
        _check(config, key, file, known_targets, reader)
    configs = {key: _with_lines(config, key, reader) for key, config in configs.items()}
    merged = {}
    for key, each in outputs.items():
        corrections = configs[key if _CORRECTIONS in each else TABLE].corrections
        accepted = configs[key if _ACCEPTED in each else TABLE].accepted
        config = reader.read(Config, _merged(common, each), key)
        merged[key] = replace(config, corrections=corrections, accepted=accepted)
    _check_separate(merged, reader)
    if report.has_errors:
        return None
    if not merged:
        return Settings(configs[TABLE], (configs[TABLE],))
    return Settings(configs[TABLE], tuple(merged.values()), tuple(merged))


def hint_for_toml(text: str, line: int) -> str:
    """What the user may have done at a line that is not TOML. Empty if we have no idea."""
    has_backslash = any("\\" in each for each in text.splitlines()[line - 1 : line])
    return "write paths with /, or in single quotes: in double quotes a backslash begins an escape" * has_backslash


def _our_table(document: Mapping[str, Any]) -> Any:
    """What stands at `tool.shapewright`. None if nothing does."""
    tool = document.get("tool")
    return tool.get("shapewright") if isinstance(tool, dict) else None


def _output_tables(table: Mapping[str, Any], reader: TableReader) -> dict[Key, dict[str, Any]]:
    """The list of outputs, by their keys."""
    found = table.get(_OUTPUTS, [])
    if isinstance(found, list) and all(isinstance(each, dict) for each in found):
        return {(*TABLE, _OUTPUTS, index): each for index, each in enumerate(found)}
    reader.refuse((*TABLE, _OUTPUTS), "a list of tables", found)
    return {}


def _with_lines(config: Config, key: Key, reader: TableReader) -> Config:
    """`config`, whose entries know their lines. Their file is relative to its own folder, as all paths are."""
    if not (config.corrections or config.accepted):
        return config
    corrections = _placed(config.corrections, (*key, _CORRECTIONS), reader)
    return replace(config, corrections=corrections, accepted=_placed(config.accepted, (*key, _ACCEPTED), reader))


def _placed(entries: tuple[_Entry, ...], key: Key, reader: TableReader) -> tuple[_Entry, ...]:
    """The entries of a list of tables, which know their lines."""
    lines = reader.sources([(*key, index) for index in range(len(entries))])
    sources = [Source(Path(each.file).name, each.line) for each in lines]
    return tuple(replace(entry, source=source) for entry, source in zip(entries, sources, strict=True))


def _merged(common: Mapping[str, Any], output: Mapping[str, Any]) -> dict[str, Any]:
    """The table of one output. A key that it does not have is taken from the common table."""
    both = {
        key: _merged(common[key], value)
        for key, value in output.items()
        if isinstance(value, dict) and isinstance(common.get(key), dict)
    }
    return {**common, **output, **both}


def _check(config: Config, key: Key, file: Path, known_targets: Mapping[str, object], reader: TableReader) -> None:
    """Report values that have the right type but are invalid."""
    report = reader.report
    for name, base in (("pydantic", config.pydantic.base), ("dataclasses", config.dataclasses.base)):
        if base and not _is_class_path(base):
            message = f"{base!r} is not the path of a class"
            report.error("bad-value", reader.source((*key, name, "base")), message, hint='like "company.models:Base"')
    if config.runtime and not _is_dotted_name(config.runtime):
        message = f"{config.runtime!r} is not the name of a package"
        report.error("bad-value", reader.source((*key, "runtime")), message, hint='like "company.aws_runtime"')
    if config.templates and not os.path.isdir(file.parent / config.templates):
        message = f"there is no folder {config.templates}"
        report.error("bad-value", reader.source((*key, "templates")), message)
    for old in config.rename:
        if not _RENAMED.fullmatch(old):
            message = f"expected <service>.<Class> or <service>.<Class>.<Member>, got {old}"
            hint = "like s3.Object, or s3.Object.ETag"
            report.error("bad-value", reader.source_of_name((*key, "rename"), old), message, hint=hint)
    for mapped, own_class in config.map.items():
        _check_mapped(mapped, own_class, (*key, "map"), reader)
    for index, correction in enumerate(config.corrections):
        _check_correction(correction, (*key, _CORRECTIONS, index), reader)
    for index, accepted in enumerate(config.accepted):
        _check_accepted(accepted, (*key, _ACCEPTED, index), reader)
    for path, name in config.names.items():
        if not _SERVICE.fullmatch(name) or keyword.iskeyword(name):
            message = f"{name!r} is no name for a service"
            report.error("bad-value", reader.source((*key, "names", path)), message, hint="like orders_api")
    targets: dict[Key, str] = {("targets", index): target for index, target in enumerate(config.targets)}
    targets |= {("folders", target): target for target in config.folders}
    for place, target in targets.items():
        if target not in known_targets:
            hint = did_you_mean(target, known_targets) or f"the targets are {', '.join(known_targets)}"
            report.error("unknown-target", reader.source((*key, *place)), f"there is no target {target}", hint=hint)
    for target, folder in config.folders.items():
        if not _FOLDER.fullmatch(folder):
            message = f"{folder!r} is no name for a folder"
            hint = 'like "models", or "." for the output folder itself'
            report.error("bad-value", reader.source((*key, "folders", target)), message, hint=hint)


def _check_mapped(place: str, own_class: str, key: Key, reader: TableReader) -> None:
    """Report an entry of `map` that names no place, or no class of the user's."""
    if not _MAPPED.fullmatch(place):
        message = f"expected <service>.<Class>.<Member> or <service>.<Shape>, got {place}"
        hint = "like s3.Owner.ID, *.*.RoleArn or lambda.FunctionArn"
        reader.report.error("bad-value", reader.source_of_name(key, place), message, hint=hint)
    if not _is_class_path(own_class):
        message = f"{own_class!r} is not the path of a class"
        hint = 'like "company.types:Arn"'
        reader.report.error("bad-value", reader.source_of_name(key, place), message, hint=hint)
    elif own_class.partition(":")[0] in _MODULES_OF_SCALARS:
        message = f"{own_class!r} is a type with rules of its own"
        hint = "map to a class that inherits from it"
        reader.report.error("bad-value", reader.source_of_name(key, place), message, hint=hint)


def _check_correction(correction: Correction, key: Key, reader: TableReader) -> None:
    """Report a correction without a reason or a place, or whose keys contradict one another."""
    report = reader.report
    if not correction.reason.strip():
        report.error("bad-value", reader.source((*key, "reason")), "reason must not be empty")
    keys = _keys(correction)
    if not keys:
        hint = "set required, type, add, remove, add_values or remove_values"
        report.error("bad-correction", reader.source(key), "this correction changes nothing", hint=hint)
        return
    if not any(each.issuperset(keys) for each in _COMBINATIONS):
        message = f"{' and '.join(keys)} contradict one another"
        report.error("bad-correction", reader.source((*key, keys[-1])), message)
    elif both := [each for each in correction.add_values if each in correction.remove_values]:
        message = f"{both[0]!r} is both added and removed"
        report.error("bad-correction", reader.source((*key, "remove_values")), message)
    is_of_enum = _COMBINATIONS[-1].issuperset(keys)
    if not _PLACE.fullmatch(correction.at) or is_of_enum is bool(correction.path[-1]):
        form, example = ("Enum", "ec2.InstanceType") if is_of_enum else ("Class>.<Member", "emr.Cluster.Name")
        message = f"expected <service>.<{form}>, got {correction.at}"
        report.error("bad-value", reader.source((*key, "at")), message, hint=f"like {example}")


def _check_accepted(accepted: Accepted, key: Key, reader: TableReader) -> None:
    """Report an entry without a reason, a place or an end. A whole service cannot be accepted."""
    report = reader.report
    if not accepted.reason.strip():
        report.error("bad-value", reader.source((*key, "reason")), "reason must not be empty")
    if not _PLACE.fullmatch(accepted.at):
        message = f"expected <service>.<Class> or <service>.<Class>.<member>, got {accepted.at}"
        hint = "like rds.CreateGlobalClusterMessage.global_cluster_identifier; a whole service cannot be accepted"
        report.error("bad-value", reader.source((*key, "at")), message, hint=hint)
    if not _is_end(accepted.until):
        message = f"expected a day or a release of botocore, got {accepted.until}"
        hint = 'like "2027-06-30", or "botocore 1.46"'
        report.error("bad-value", reader.source((*key, "until")), message, hint=hint)


def _is_end(text: str) -> bool:
    if re.fullmatch(r"botocore \d+(\.\d+)*", text):
        return True
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _keys(correction: Correction) -> list[str]:
    """The keys that say what is right."""
    values: dict[str, object] = {
        "required": correction.required is not None,
        "type": correction.type,
        "add": correction.add,
        "remove": correction.remove,
        "add_values": correction.add_values,
        "remove_values": correction.remove_values,
    }
    return [name for name, value in values.items() if value]


def _is_class_path(base: str) -> bool:
    return bool(_CLASS.fullmatch(base)) and not any(map(keyword.iskeyword, re.split("[.:]", base)))


def _is_dotted_name(name: str) -> bool:
    return all(each.isidentifier() and each.isascii() and not keyword.iskeyword(each) for each in name.split("."))


def _check_separate(outputs: Mapping[Key, Config], reader: TableReader) -> None:
    """Report outputs whose folders contain one another: each run would remove what the other one wrote."""
    for (_, first), (key, second) in itertools.combinations(outputs.items(), 2):
        # On Windows and macOS, folders whose names differ only in case are one.
        one, other = (Path(os.path.normpath(each.out).casefold()) for each in (first, second))
        if one.is_relative_to(other) or other.is_relative_to(one):
            message = f"the folder {second.out} overlaps the folder of another output"
            reader.report.error(
                "bad-value", reader.source((*key, "out")), message, hint="give each output a folder of its own"
            )
