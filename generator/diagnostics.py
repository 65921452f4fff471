"""What the generator has to say about a spec, as values. Exceptions are for our own bugs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Source:
    """Where a reader found something."""

    file: str = ""  # as the user named it, never made absolute
    line: int = 0  # 1 for the first; 0 where a file has no lines worth naming

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Severity(StrEnum):
    """What the user loses."""

    NOTE = "note"  # nothing; worth knowing
    WARNING = "warning"  # the output is written, with something left out or guessed
    ERROR = "error"  # no output for this service


class Diagnostic(NamedTuple):
    """One thing to say, at one place."""

    code: str  # stable, for a machine to match: "unknown-name"
    severity: Severity
    source: Source
    message: str
    shape: str = ""  # "PutRequest" or "PutRequest.Lost"
    hint: str = ""  # what to do about it

    def __str__(self) -> str:
        shape = f"{self.shape}: " if self.shape else ""
        hint = f"\n    hint: {printable(self.hint)}" if self.hint else ""
        return printable(f"{self.source}: {self.severity}: {shape}{self.message} [{self.code}]") + hint


class TypeFault(NamedTuple):
    """An error in generated code, and what in the spec it stands for."""

    diagnostic: Diagnostic  # at the spec's line, if it was found
    file: str  # below the output folder
    line: int

    def __str__(self) -> str:
        return f"{self.diagnostic}\n    in {self.file}:{self.line}" if self.file else str(self.diagnostic)


@dataclass(slots=True)
class Report:
    """Collects diagnostics: the one thing in the pipeline that changes. A diagnostic said twice is kept once."""

    _diagnostics: dict[Diagnostic, None] = field(default_factory=dict)

    def add(
        self, severity: Severity, code: str, source: Source, message: str, *, shape: str = "", hint: str = ""
    ) -> None:
        """Say something of this severity."""
        self._diagnostics[Diagnostic(code, severity, source, message, shape, hint)] = None

    def error(self, code: str, source: Source, message: str, *, shape: str = "", hint: str = "") -> None:
        """Say why a service has no output."""
        self.add(Severity.ERROR, code, source, message, shape=shape, hint=hint)

    def warning(self, code: str, source: Source, message: str, *, shape: str = "", hint: str = "") -> None:
        """Say what was left out or guessed."""
        self.add(Severity.WARNING, code, source, message, shape=shape, hint=hint)

    def note(self, code: str, source: Source, message: str, *, shape: str = "", hint: str = "") -> None:
        """Say what is worth knowing."""
        self.add(Severity.NOTE, code, source, message, shape=shape, hint=hint)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over what another report holds."""
        self._diagnostics.update(dict.fromkeys(diagnostics))

    @property
    def failed(self) -> bool:
        """Whether anything here is an error."""
        return any(each.severity is Severity.ERROR for each in self._diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Diagnostics in the order of their places."""
        return iter(
            sorted(self._diagnostics, key=lambda each: (each.source.file, each.source.line, each.code, each.shape))
        )


def printable(text: str) -> str:
    """`text` on one line, as a terminal may show it: names in a spec may hold anything."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names what the user may have meant, or nothing.

    >>> nearest("GetTrancript", ["GetTranscript", "SendEvent"])
    'did you mean GetTranscript?'
    """
    import difflib  # there is mostly nothing to hint at

    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.65)
    return f"did you mean {' or '.join(close)}?" if close else ""
