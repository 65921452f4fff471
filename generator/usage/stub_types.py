"""What mypy says of the objects of which the syntax says nothing.

mypy's `build` is no public API. Everything that depends on it is in this module, for the releases that are known to
have it (`_KNOWN`). With any other release, or if something fails, `UnavailableError` says why, and a scan goes on
without types.
"""

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .flow.definitions import Site
from .flow.expressions import stubbed
from .flow.values import ANYTHING, OTHER, Values, join

_KNOWN = ((1, 11), (3, 0))  # from the first to before the last
_STUBS = ("boto3-stubs", "mypy_boto3_*", "types_boto3*", "types_aiobotocore*", "types_aioboto3*")
# Types that an object may have beside that of a client.
_VAGUE = frozenset({"builtins.object", "botocore.client.BaseClient", "aiobotocore.client.AioBaseClient"})


class UnavailableError(Exception):
    """Why there are no types."""


def find_types(
    files: Mapping[str, bytes], sites: Iterable[Site], cache: Path | None, find_service: Callable[[str], str]
) -> dict[Site, Values]:
    """What the objects are whose methods stand at `sites`, in `files`. A site of which mypy knows nothing is left out.

    Raises:
        UnavailableError: mypy or the stubs are missing, or this mypy is another than the known ones.
    """
    python = find_python()
    if not _has_stubs(python):
        raise UnavailableError("no stubs are installed")
    try:
        found = version("mypy")
        numbers = tuple(int(each) for each in found.split(".")[:2])
    except (PackageNotFoundError, ValueError):
        raise UnavailableError("mypy is not installed") from None
    if not _KNOWN[0] <= numbers < _KNOWN[1]:
        raise UnavailableError(f"mypy {found} is none of the known releases")
    wanted = set(sites)
    try:
        return {site: values for site, values in _receivers(files, python, cache, find_service) if site in wanted}
    except (Exception, SystemExit) as error:  # whatever another release of mypy may raise
        reason = str(error).strip().splitlines()[:1]
        raise UnavailableError(f"mypy {found}: {type(error).__name__}: {' '.join(reason)}") from None


def find_python() -> str:
    """The Python whose packages count: that of the environment that is active, else our own."""
    environment = os.environ.get("VIRTUAL_ENV", "")
    for place in ("bin/python", "Scripts/python.exe"):
        if environment and (Path(environment) / place).is_file():
            return str(Path(environment) / place)
    return sys.executable


def _has_stubs(python: str) -> bool:
    folders = [Path(each) for each in sys.path if each]
    if python != sys.executable:
        environment = Path(python).parent.parent
        folders = [*environment.glob("lib/python*/site-packages"), environment / "Lib" / "site-packages"]
    return any(True for folder in folders for pattern in _STUBS for _ in folder.glob(pattern))


def _receivers(
    files: Mapping[str, bytes], python: str, cache: Path | None, find_service: Callable[[str], str]
) -> Iterator[tuple[Site, Values]]:
    """Every attribute in the files, with what the object may be that has it."""
    from mypy.build import build
    from mypy.find_sources import create_source_list
    from mypy.modulefinder import BuildSource
    from mypy.nodes import MemberExpr
    from mypy.options import Options
    from mypy.server.subexpr import get_subexpressions

    options = Options()
    options.export_types = True
    options.preserve_asts = True
    options.check_untyped_defs = True
    options.ignore_errors = True
    options.ignore_missing_imports = True
    options.follow_imports = "silent"
    options.namespace_packages = True
    options.explicit_package_bases = True
    options.python_executable = python
    options.cache_dir = str(cache / "mypy-scan") if cache else os.devnull
    # mypy keeps no types of a file that it has in its cache. One whose text it is given is checked again.
    sources = [
        BuildSource(each.path, each.module, files[os.path.relpath(each.path or "")].decode(), each.base_dir)
        for each in create_source_list(list(files), options)
    ]
    result = build(sources, options, stdout=io.StringIO(), stderr=io.StringIO())
    types = result.types
    for source in sources:
        tree = result.graph[source.module].tree
        for node in get_subexpressions(tree) if tree else ():
            if isinstance(node, MemberExpr) and node.expr in types:
                site = (os.path.relpath(source.path or ""), node.end_line or 0, node.end_column or 0)
                values = _values_of(types[node.expr], find_service)
                if values != ANYTHING:
                    yield site, values


def _values_of(type_: Any, find_service: Callable[[str], str]) -> Values:
    """What an object of a type is to a scan."""
    from mypy.types import AnyType, Instance, NoneType, TypeVarType, UnionType, get_proper_type

    proper = get_proper_type(type_)
    match proper:
        case UnionType():
            return join(*(_values_of(each, find_service) for each in proper.items))
        case TypeVarType():
            return _values_of(proper.upper_bound, find_service)
        case NoneType():
            return frozenset()
        case AnyType():
            return ANYTHING
        case Instance():
            name = proper.type.fullname
            is_vague = name in _VAGUE or proper.type.is_protocol
            return ANYTHING if is_vague else stubbed(name, find_service) or OTHER
    return OTHER
