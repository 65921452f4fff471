"""The JSON files of one service in the layout of botocore: finds and decodes them, and does not interpret them.

    <folder>/<service>/<API version>/service-2.json[.gz]     and next to it
                                     service-2.sdk-extras.json, paginators-1.json, waiters-2.json, …

The folders to search and the way to merge files follow `botocore/loaders.py`. We do not use the loader of botocore:
importing it takes longer than reading a small service. It also reads into ordered dictionaries, which takes twice as
long for all of AWS.
"""

import functools
import gzip
import hashlib
import importlib.util
import json
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ... import naming, source_files
from ...diagnostics import Report, Source

if TYPE_CHECKING:  # finding services does not need it
    from ... import ir

SCHEME = "botocore:"  # precedes the name of an installed service

_SERVICE, _PAGINATORS, _WAITERS = "service-2", "paginators-1", "waiters-2"
_ENDINGS = (".json", ".json.gz")
_SERVICE_NAME = re.compile(r"[\w.-]+")
_API_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}")


class ServiceData(NamedTuple):
    """The content of the files of one service."""

    name: str  # the name of the client: "bedrock-runtime"
    service: dict[str, Any]
    paginators: dict[str, Any]  # by operation
    waiters: dict[str, Any]  # by name
    ingredient: "ir.Ingredient"


class UnreadableError(Exception):
    """A file that cannot be decoded."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


def is_service_file(name: str) -> bool:
    """Whether a file of this name describes a service."""
    return name in {_SERVICE + ending for ending in _ENDINGS}


def installed_services() -> list[str]:
    """The names of the services that the client would find."""
    return [name for name in possible_services() if api_versions(name)]


def possible_services() -> list[str]:
    """The names of folders that may hold services. Cheaper than `installed_services`: it does not list each folder."""
    return sorted({name for folder in search_path() for name in source_files.folders(folder)})


def find_installed(name: str) -> str | None:
    """The service of the installed botocore that people call `name`: `lambda_` is `lambda`. None if there is none."""
    is_exact = _SERVICE_NAME.fullmatch(name) and api_versions(name)
    return name if is_exact else naming.find_service(name, installed_services())


def api_versions(name: str) -> list[str]:
    """The API versions of a service, the newest last."""
    folders = [f"{folder}/{name}" for folder in search_path()]
    return sorted(
        {each for folder in folders for each in source_files.folders(folder) if _has_service(f"{folder}/{each}")}
    )


def load_installed(name: str, version: str = "") -> ServiceData | None:
    """A service as the client would find it, in `version` or its newest API version. None if there is none.

    Raises:
        UnreadableError: one of its files cannot be decoded.
    """
    versions = api_versions(name) if _SERVICE_NAME.fullmatch(name) else []
    if not versions or version not in {"", *versions}:
        return None
    folders = [f"{folder}/{name}/{version or versions[-1]}" for folder in search_path()]
    ingredient = f"{SCHEME}{name}/{version}" if version else f"{SCHEME}{name}"
    return _load(name, folders, ingredient, botocore_version())


def load_file(file: Path) -> ServiceData:
    """The service that `file` describes, with the files next to it.

    Raises:
        UnreadableError: one of the files cannot be decoded.
    """
    folder = file.absolute().parent
    name = source_files.display_name(folder.parent if _API_VERSION.fullmatch(folder.name) else folder)
    return _load(name, [str(file.parent)], file.name, "", file)


def botocore_version() -> str:
    """The version of the installed botocore. Does not import it."""
    installed = _botocore_folder()
    text = source_files.read(installed / "__init__.py").decode() if installed else ""
    found = re.search(r"^__version__ = ['\"](.+)['\"]", text, re.M)
    return found[1] if found else ""


def has_botocore(report: Report) -> bool:
    """Whether botocore is installed. Reports an error if it is not."""
    if _botocore_folder() is not None:
        return True
    message = "botocore is not installed; services are read from it, and enums and operations of documents"
    hint = "install it where Shapewright runs: pip install botocore"
    report.error("no-botocore", Source("botocore"), message, hint=hint)
    return False


_in_place_of_installed: list[Path] = []  # the last one counts


def _botocore_folder() -> Path | None:
    return _in_place_of_installed[-1] if _in_place_of_installed else _installed_folder()


@functools.cache
def _installed_folder() -> Path | None:
    spec = importlib.util.find_spec("botocore")
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


@contextmanager
def using_botocore(folder: Path) -> Iterator[None]:
    """Read the package botocore in `folder` in place of the installed one, until the block ends."""
    _in_place_of_installed.append(folder)
    try:
        yield
    finally:
        _in_place_of_installed.pop()


def search_path() -> list[str]:
    """The folders of services. For a file that is in several of them, the first one counts."""
    extra = [each for each in os.environ.get("AWS_DATA_PATH", "").split(os.pathsep) if each]
    folders = [*map(os.path.expanduser, extra), os.path.expanduser("~/.aws/models")]  # noqa: PTH111 - never raises
    installed = _botocore_folder()
    return [*folders, str(installed / "data")] if installed else folders


def _has_service(folder: str) -> bool:
    return any(map(is_service_file, source_files.files(folder)))


def _find_in(folder: str, kind: str) -> Path | None:
    names = source_files.files(folder)
    return next((Path(folder, kind + ending) for ending in _ENDINGS if kind + ending in names), None)


def _load(
    name: str, folders: list[str], ingredient: str, version: str, service_file: Path | None = None
) -> ServiceData:
    from ... import ir

    digest = hashlib.sha256()
    service = _load_kind(folders, _SERVICE, digest, service_file)
    paginators, waiters = (_load_kind(folders, kind, digest) for kind in (_PAGINATORS, _WAITERS))
    return ServiceData(
        name=name,
        service=service,
        paginators=paginators.get("pagination", {}),
        waiters=waiters.get("waiters", {}),
        ingredient=ir.Ingredient(ingredient, digest.hexdigest(), version),
    )


def _load_kind(folders: list[str], kind: str, digest: "hashlib._Hash", file: Path | None = None) -> dict[str, Any]:
    """The content of the file of this kind, with the additions of the SDKs. Updates `digest` with what it reads."""
    data: dict[str, Any] = {}
    if path := file or _find(folders, kind):
        data = _decode(path, digest)
    if path := _find(folders, f"{kind}.sdk-extras"):
        extras = _decode(path, digest).get("merge", {})
        if not isinstance(extras, dict):
            raise UnreadableError(path, 0, "expected a JSON object under the key 'merge'")
        _merge(data, extras)
    return data


def _find(folders: list[str], kind: str) -> Path | None:
    return next((path for folder in folders if (path := _find_in(folder, kind))), None)


def _decode(path: Path, digest: "hashlib._Hash") -> dict[str, Any]:
    """The JSON object in a file. Updates `digest` with its text: compression and CRLF make no difference."""
    line = 0
    try:
        content = source_files.read(path)
        text = gzip.decompress(content) if path.suffix == ".gz" else content
        digest.update(text.replace(b"\r\n", b"\n"))
        decoded = json.loads(text)
        if any(_may_escape(text, start) for start in (b"ud", b"uD")):
            json.dumps(decoded, ensure_ascii=False).encode()  # a lone surrogate cannot be encoded
    except OSError as error:
        reason = error.strerror or str(error)
    except (EOFError, zlib.error) as error:
        reason = f"not a gzip file: {error}"
    except UnicodeDecodeError as error:
        reason = f"not UTF-8: byte 0x{error.object[error.start]:02x}"
    except UnicodeEncodeError:
        reason = "contains half a character (a lone surrogate)"
    except json.JSONDecodeError as error:
        line, reason = error.lineno, f"not JSON: {error.msg}"
    except RecursionError:
        reason = "nested too deeply to be read"
    except ValueError as error:
        reason = f"cannot read the JSON: {error}"
    else:
        if isinstance(decoded, dict):
            return decoded
        reason = "expected a JSON object"
    raise UnreadableError(path, line, reason)


def _may_escape(text: bytes, start: bytes) -> bool:
    """Whether JSON may have an escape that starts so. In a pattern's own escapes, JSON escapes the backslash."""
    once, twice, three_times = (b"\\" * count + start for count in (1, 2, 3))
    return once in text and (text.count(once) != text.count(twice) or three_times in text)


def _merge(base: dict[str, Any], extra: dict[str, Any]) -> None:
    for key, value in extra.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _merge(base[key], value)
        else:
            base[key] = value
