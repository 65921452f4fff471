"""Diagnostics: problems with a spec, the configuration or the output, as values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a spec."""

    file: str = ""  # the path as the user gave it, never made absolute
    line: int = 0  # counts from 1; 0 if a line would not help

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Severity(StrEnum):
    """What the user loses."""

    NOTE = "note"  # nothing, but it is worth knowing
    WARNING = "warning"  # something was left out or guessed
    ERROR = "error"  # all output of the service


class Diagnostic(NamedTuple):
    """One message about one place."""

    code: str  # stable, so that tools can match it: "unknown-name"
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
    """An error that a type checker found in generated code, and the place in the spec that it comes from."""

    diagnostic: Diagnostic  # at the line of the spec, if it is known
    file: str  # the path of the generated code, relative to the output folder
    line: int

    def __str__(self) -> str:
        return f"{self.diagnostic}\n    in {self.file}:{self.line}" if self.file else str(self.diagnostic)


@dataclass(slots=True)
class Report:
    """Collects diagnostics, without duplicates. Readers, passes and targets change no other argument."""

    _diagnostics: dict[Diagnostic, None] = field(default_factory=dict)
    is_strict: bool = False  # whether what `left_out` reports is an error

    def add(
        self, severity: Severity, code: str, source: Source, message: str, *, shape: str = "", hint: str = ""
    ) -> None:
        """Add a diagnostic."""
        self._diagnostics[Diagnostic(code, severity, source, message, shape, hint)] = None

    def error(self, code: str, source: Source, message: str, *, shape: str = "", hint: str = "") -> None:
        """Report why a service has no output."""
        self.add(Severity.ERROR, code, source, message, shape=shape, hint=hint)

    def warning(self, code: str, source: Source, message: str, *, shape: str = "", hint: str = "") -> None:
        """Report what was left out or guessed."""
        self.add(Severity.WARNING, code, source, message, shape=shape, hint=hint)

    def left_out(self, code: str, source: Source, message: str, *, what: str, shape: str = "", hint: str = "") -> None:
        """Report why `what` cannot be read. A service is made without it, unless the run is strict."""
        if self.is_strict:
            self.error(code, source, message, shape=shape, hint=hint)
        else:
            self.warning(code, source, f"{message}; {what} is left out", shape=shape, hint=hint)

    def note(self, code: str, source: Source, message: str, *, shape: str = "", hint: str = "") -> None:
        """Report what is worth knowing."""
        self.add(Severity.NOTE, code, source, message, shape=shape, hint=hint)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add diagnostics of another report."""
        self._diagnostics.update(dict.fromkeys(diagnostics))

    @property
    def has_errors(self) -> bool:
        """Whether any diagnostic is an error."""
        return any(each.severity is Severity.ERROR for each in self._diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        """The diagnostics, sorted by place."""
        return iter(
            sorted(self._diagnostics, key=lambda each: (each.source.file, each.source.line, each.code, each.shape))
        )


def printable(text: str) -> str:
    """`text` without line breaks and control characters, safe for a terminal: names in a spec may contain anything."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint that lists the known names closest to `name`. Empty if none is close.

    >>> did_you_mean("GetTrancript", ["GetTranscript", "SendEvent"])
    'did you mean GetTranscript?'
    """
    import difflib  # imports slowly, and most runs have no use for it

    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.65)
    return f"did you mean {' or '.join(close)}?" if close else ""
