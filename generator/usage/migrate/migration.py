"""`migrate`: from files to what they should be, and what is left alone."""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from libcst import ParserSyntaxError

from ...diagnostics import Report, Source
from ...pipeline import Request
from ..findings import Site, Use
from ..modules import PYTHON
from ..scan import make_survey, read_files
from .calls import Call, Calls, Verdicts
from .code import Code
from .edits import Edits
from .errors import Errors
from .functions import Elsewhere
from .models import Models
from .names import Names
from .type_faults import TypeFault, UncheckedError, find_faults, find_new_faults, functions_by_line


class Left(NamedTuple):
    """A place that is left alone."""

    source: Source
    name: str  # the operation, if it is known: `s3.GetObject`
    reason: str


class MigratedFile(NamedTuple):
    """A file that is changed."""

    path: Path
    before: bytes
    after: bytes


@dataclass(slots=True)
class Migration:
    """What becomes of the code."""

    files: list[MigratedFile] = field(default_factory=list)
    migrated: list[Source] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


class _Code(NamedTuple):
    """The code, and what a scan found in it."""

    files: Sequence[tuple[Path, bytes]]
    sites: Mapping[str, Mapping[Site, set[Use]]]  # by file
    models: Models
    is_application: bool

    def is_named_elsewhere(self, file: Path, name: str) -> bool:
        """Whether another file than `file` has a name."""
        wanted = re.compile(rf"\b{re.escape(name)}\b".encode())
        return any(wanted.search(content) for other, content in self.files if other != file)

    def is_imported_elsewhere(self, file: Path, name: str) -> bool:
        """Whether another file than `file` imports a variable of it."""
        word = rf"\b{re.escape(name)}\b"
        pattern = rf"\bimport\b[^#\n(]*{word}|\bimport\s*\([^)]*{word}|\b{re.escape(file.stem)}\.{word}"
        wanted = re.compile(pattern.encode())
        return any(wanted.search(content) for other, content in self.files if other != file)


def migrate(
    paths: Sequence[Path],
    requests: Sequence[Request],
    cache: Path,
    report: Report,
    *,
    is_application: bool = False,
    checks_types: bool = True,
) -> Migration:
    """Decide what becomes of the code at `paths`, with the classes of the outputs of `requests`.

    `is_application`: whether no other code calls the functions in these files, so that their types may change.
    `checks_types`: whether mypy is asked, so that what it would refuse is left alone. It takes some seconds.
    """
    files = [each for each in read_files(paths, report) if each[0].suffix in PYTHON]
    survey = make_survey(files, requests, cache, report)
    sites: dict[str, dict[Site, set[Use]]] = {}
    for site, uses in survey.findings.sites.items():
        sites.setdefault(site[0], {})[site] = uses
    models = Models(survey.outputs.configured, _roots(file for file, _ in files))
    code = _Code(files, sites, models, is_application)
    verdicts = Verdicts({}, set())
    migration = _migrate(code, verdicts, report)
    if checks_types and migration.files:
        migration = _without_faults(migration, code, verdicts, cache, report)
    for each in survey.findings.unknowns:
        migration.left.append(Left(each.source, "", each.reason))
    migration.left.sort(key=lambda each: (each.source.file, each.source.line, each.name))
    migration.migrated.sort(key=lambda each: (each.file, each.line))
    return migration


def _migrate(code: _Code, verdicts: Verdicts, report: Report) -> Migration:
    migration = Migration()
    for file, content in code.files:
        if sites := code.sites.get(str(file)):
            elsewhere = Elsewhere(
                functools.partial(code.is_named_elsewhere, file),
                functools.partial(code.is_imported_elsewhere, file),
                code.is_application,
            )
            _migrate_file(file, content, sites, code.models, elsewhere, verdicts, migration, report)
    return migration


def _migrate_file(
    file: Path,
    content: bytes,
    sites: Mapping[Site, set[Use]],
    models: Models,
    elsewhere: Elsewhere,
    verdicts: Verdicts,
    migration: Migration,
    report: Report,
) -> None:
    try:
        code = Code(str(file), content)
    except (ParserSyntaxError, UnicodeDecodeError) as error:
        report.warning("not-migrated", Source(str(file)), f"cannot be parsed: {str(error).splitlines()[0]}")
        return
    edits, names = Edits(), Names(code)
    calls = Calls(code, edits, names, models, elsewhere)
    for call in calls.plan(sites, verdicts):
        name = f"{call.use.service}.{call.use.operation}"
        source = Source(str(file), call.line)
        if call.group.is_left:
            migration.left.append(Left(source, name, call.group.root().reason))
        else:
            migration.migrated.append(source)
            migration.calls.append(call)
    for handled in Errors(code, edits, names).plan(calls.called_operations()):
        source = Source(str(file), handled.line)
        if handled.reason:
            migration.left.append(Left(source, "", handled.reason))
        else:
            migration.migrated.append(source)
    after = names.update_imports(edits.apply(code.module)).bytes
    if after != content:
        migration.files.append(MigratedFile(file, content, after))


_ROUNDS = 4  # of mypy: each leaves more of the code alone


def _without_faults(migration: Migration, code: _Code, verdicts: Verdicts, cache: Path, report: Report) -> Migration:
    """Migrate again, without what mypy refuses."""
    files = [each.path for each in migration.files]
    missing = code.models.missing_folder()
    try:
        if missing:
            raise UncheckedError(f"{missing} is not there, `shapewright build` makes it")
        roots = code.models.import_roots()
        known = find_faults(files, {}, roots, cache)
        for _ in range(_ROUNDS):
            changed = {each.path: each.after for each in migration.files}
            faults = find_new_faults(files, changed, known, roots, cache)
            if not faults:
                break
            for fault in faults:
                _blame(fault, migration, verdicts)
            migration = _migrate(code, verdicts, report)
    except UncheckedError as error:
        message = f"mypy did not check what the code would become: {error}"
        report.note("migration-unchecked", Source(str(files[0])), message)
    return migration


def _blame(fault: TypeFault, migration: Migration, verdicts: Verdicts) -> None:
    """Leave alone what changes the function of a fault; or make its requests of dictionaries, if that may help."""
    file = next(each for each in migration.files if each.path.as_posix() == fault.file)
    function = functions_by_line(file.after).get(fault.line, "")
    before = functions_by_line(file.before)
    here = [each for each in migration.calls if each.site[0] == str(file.path)]
    calls = [each for each in here if any(before.get(line, "") == function for line in each.changed_lines)] or here
    sending = [each for each in calls if f'to "{each.request}"' in fault.message]
    for call in sending or calls:
        if sending and call.site not in verdicts.validated:
            verdicts.validated.add(call.site)
        else:
            verdicts.left.setdefault(call.site, f"mypy would refuse what it becomes: {fault.message}")


def _roots(files: Iterable[Path]) -> list[Path]:
    """The folders from which the code is imported: those that hold its outermost packages and modules."""
    found: dict[Path, None] = {}
    for file in files:
        folder = file.absolute().parent
        while (folder / "__init__.py").is_file():
            folder = folder.parent
        found[folder] = None
    return list(found)
