"""Reads the text of a spec, or reports why it cannot be read."""

import hashlib
import re
from pathlib import Path

from ... import source_files
from ...diagnostics import Report, Source

# Twenty times the largest document or stub of AWS. A larger file is not a spec, and rejecting it would take minutes.
_MAX_SIZE = 20_000_000  # bytes

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
LONE_SURROGATE = "contains half a character (a lone surrogate)"  # the message


def has_lone_surrogate(text: str) -> bool:
    """Whether `text` contains a lone surrogate, which cannot be encoded."""
    return bool(_LONE_SURROGATE.search(text))


def read_text(path: Path, report: Report) -> tuple[str, str] | None:
    """The text of a file, and the SHA-256 of its bytes. None, with an error reported, if it cannot be read.

    The lines of the text end with LF, and it has no byte order mark. The SHA-256 is the one of a file whose lines end
    with LF: git checks text out with CRLF on Windows.
    """
    source = Source(path.as_posix())
    try:
        size = path.stat().st_size
        if size > _MAX_SIZE:
            message = f"{size / 1e6:.0f} MB is too large for a spec; the limit is {_MAX_SIZE / 1e6:.0f} MB"
            report.error("too-large", source, message, hint="use one file for each service")
            return None
        data = source_files.read(path)
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = 1 + error.object.count(b"\n", 0, error.start)
        message = f"not UTF-8: byte 0x{error.object[error.start]:02x}"
        report.error("not-utf-8", Source(path.as_posix(), line), message, hint="save it as UTF-8")
        return None
    except OSError as error:
        report.error("unreadable", source, error.strerror or str(error))
        return None
    if "\0" in text:
        hint = "save it as UTF-8" if text.count("\0") > len(text) // 4 else "the file is damaged: download it again"
        line = 1 + text.count("\n", 0, text.index("\0"))
        report.error("not-text", Source(path.as_posix(), line), "not text: it contains a NUL byte", hint=hint)
        return None
    if not text.strip():
        report.error("empty", source, "the file is empty")
        return None
    return text, hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()
