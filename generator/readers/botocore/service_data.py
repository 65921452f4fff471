"""The JSON files of one service, as botocore lays them out: found and decoded, nothing made of them yet.

    <folder>/<service>/<API version>/service-2.json[.gz]     and beside it
                                     service-2.sdk-extras.json, paginators-1.json, waiters-2.json, …

Where they are sought and how they are merged follows `botocore/loaders.py`. Its own loader is not used: importing it
takes longer than reading a small service, and it reads into ordered dictionaries, at twice the time over all of AWS.
"""

import functools
import gzip
import hashlib
import importlib.util
import json
import os
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ... import source_files

if TYPE_CHECKING:  # to find services, one does without
    from ... import ir

SCHEME = "botocore:"  # before the name of a service that is installed

_SERVICE, _PAGINATORS, _WAITERS = "service-2", "paginators-1", "waiters-2"
_ENDINGS = (".json", ".json.gz")
_API_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}")


class ServiceData(NamedTuple):
    """What the files of one service hold."""

    name: str  # as the client is called: "bedrock-runtime"
    service: dict[str, Any]
    paginators: dict[str, Any]  # by operation
    waiters: dict[str, Any]  # by name
    ingredient: "ir.Ingredient"


class UnreadableError(Exception):
    """A file that cannot be decoded."""

    def __init__(self, file: Path, line: int, why: str) -> None:
        super().__init__(f"{file}:{line}: {why}")
        self.file, self.line, self.why = file, line, why


def is_service_file(name: str) -> bool:
    """Whether a file called `name` describes a service."""
    return name in {_SERVICE + ending for ending in _ENDINGS}


def installed_services() -> list[str]:
    """Names of the services that the client would find."""
    return [name for name in folder_names() if api_versions(name)]


def folder_names() -> list[str]:
    """Names of what may be services: to see whether they are would be to look into each."""
    return sorted({name for folder in search_path() for name in source_files.folders(folder)})


def api_versions(name: str) -> list[str]:
    """API versions of a service, the newest last."""
    folders = [f"{folder}/{name}" for folder in search_path()]
    return sorted(
        {each for folder in folders for each in source_files.folders(folder) if _has_service(f"{folder}/{each}")}
    )


def load_installed(name: str, version: str = "") -> ServiceData | None:
    """A service as the client would find it, in its newest API version or in `version`; None if there is none.

    Raises `UnreadableError`.
    """
    versions = api_versions(name) if re.fullmatch(r"[\w.-]+", name) else []
    if not versions or version not in {"", *versions}:
        return None
    places = [f"{folder}/{name}/{version or versions[-1]}" for folder in search_path()]
    ingredient = f"{SCHEME}{name}/{version}" if version else f"{SCHEME}{name}"
    return _load(name, places, ingredient, botocore_version())


def load_file(file: Path) -> ServiceData:
    """The service that `file` describes, with the files beside it. Raises `UnreadableError`."""
    folder = file.absolute().parent
    name = source_files.display_name(folder.parent if _API_VERSION.fullmatch(folder.name) else folder)
    return _load(name, [str(file.parent)], file.name, "", file)


def botocore_version() -> str:
    """The version of the installed botocore, which is not imported for it."""
    text = source_files.read(_package() / "__init__.py").decode()
    found = re.search(r"^__version__ = ['\"](.+)['\"]", text, re.M)
    return found[1] if found else ""


@functools.cache
def _package() -> Path:
    spec = importlib.util.find_spec("botocore")
    assert spec and spec.submodule_search_locations, "botocore is a dependency of ours"
    return Path(next(iter(spec.submodule_search_locations)))


def search_path() -> list[str]:
    """Folders of services, the first that has a file being the one that counts."""
    extra = [each for each in os.environ.get("AWS_DATA_PATH", "").split(os.pathsep) if each]
    folders = [*map(os.path.expanduser, extra), os.path.expanduser("~/.aws/models")]  # noqa: PTH111 - it never raises
    return [*folders, str(_package() / "data")]


def _has_service(folder: str) -> bool:
    return any(map(is_service_file, source_files.files(folder)))


def _file(folder: str, kind: str) -> Path | None:
    names = source_files.files(folder)
    return next((Path(folder, kind + ending) for ending in _ENDINGS if kind + ending in names), None)


def _load(name: str, places: list[str], ingredient: str, version: str, service_file: Path | None = None) -> ServiceData:
    from ... import ir

    digest = hashlib.sha256()
    service = _merged(places, _SERVICE, digest, service_file)
    paginators, waiters = (_merged(places, kind, digest) for kind in (_PAGINATORS, _WAITERS))
    return ServiceData(
        name=name,
        service=service,
        paginators=paginators.get("pagination", {}),
        waiters=waiters.get("waiters", {}),
        ingredient=ir.Ingredient(ingredient, digest.hexdigest(), version),
    )


def _merged(places: list[str], kind: str, digest: "hashlib._Hash", file: Path | None = None) -> dict[str, Any]:
    """The file of this kind, and what the SDKs add to it; what was read goes into the `digest`."""
    data: dict[str, Any] = {}
    if path := file or _find(places, kind):
        data = _decode(path, digest)
    if path := _find(places, f"{kind}.sdk-extras"):
        more = _decode(path, digest).get("merge", {})
        if not isinstance(more, dict):
            raise UnreadableError(path, 0, "what it merges is not a JSON object")
        _merge(data, more)
    return data


def _find(places: list[str], kind: str) -> Path | None:
    return next((path for place in places if (path := _file(place, kind))), None)


def _decode(path: Path, digest: "hashlib._Hash") -> dict[str, Any]:
    line = 0
    try:
        content = source_files.read(path)
        text = gzip.decompress(content) if path.suffix == ".gz" else content
        digest.update(text)
        decoded = json.loads(text)
        if b"\\ud" in text.lower():
            json.dumps(decoded, ensure_ascii=False).encode()  # half a character is no text
    except OSError as error:
        why = error.strerror or str(error)
    except (EOFError, zlib.error) as error:
        why = f"not a gzip file: {error}"
    except UnicodeDecodeError as error:
        why = f"not UTF-8: byte 0x{error.object[error.start]:02x}"
    except UnicodeEncodeError:
        why = "half a character (a lone surrogate) in it"
    except json.JSONDecodeError as error:
        line, why = error.lineno, f"not JSON: {error.msg}"
    except RecursionError:
        why = "nested too deep to be read"
    except ValueError as error:
        why = f"not JSON that can be read: {error}"
    else:
        if isinstance(decoded, dict):
            return decoded
        why = "not a JSON object"
    raise UnreadableError(path, line, why)


def _merge(base: dict[str, Any], extra: dict[str, Any]) -> None:
    for key, value in extra.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _merge(base[key], value)
        else:
            base[key] = value
