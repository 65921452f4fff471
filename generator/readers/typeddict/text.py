"""The text of a spec, or a clear word on why there is none."""

import hashlib
import re
from pathlib import Path

from ... import ir, source_files
from ...diagnostics import Report

# Twenty times the largest document or stub of AWS. What is larger is some other file, and would take minutes to refuse.
_LARGEST = 20_000_000

_HALF = re.compile("[\ud800-\udfff]")
LONE_SURROGATE = "half a character (a lone surrogate) in it"


def has_lone_surrogate(text: str) -> bool:
    """Whether there is a lone surrogate in `text`, which nothing can encode."""
    return bool(_HALF.search(text))


def read_text(path: Path, report: Report) -> tuple[str, ir.Ingredient] | None:
    """The text at `path`, lines ending in LF and no byte order mark, and what it was; None, with an error reported."""
    source = ir.Source(str(path))
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            message = f"{size / 1e6:.0f} MB is too large for a spec; the largest taken is {_LARGEST / 1e6:.0f} MB"
            report.error("too-large", source, message, hint="give each service a file of its own")
            return None
        data = source_files.read(path)
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = 1 + error.object.count(b"\n", 0, error.start)
        message = f"not UTF-8: byte 0x{error.object[error.start]:02x}"
        report.error("not-utf-8", ir.Source(str(path), line), message, hint="save it as UTF-8")
        return None
    except OSError as error:
        report.error("unreadable", source, error.strerror or str(error))
        return None
    if "\0" in text:
        hint = "save it as UTF-8" if text.count("\0") > len(text) // 4 else "the file is damaged: fetch it again"
        line = 1 + text.count("\n", 0, text.index("\0"))
        report.error("not-text", ir.Source(str(path), line), "a NUL byte: this is no text", hint=hint)
        return None
    if not text.strip():
        report.error("empty", source, "the file is empty")
        return None
    return text, ir.Ingredient(source_files.display_name(path), hashlib.sha256(data).hexdigest())
