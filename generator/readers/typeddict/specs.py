"""The specs of modules, and the names of their services. A run that changes nothing needs no more of this package.

The spec of several modules that share types is `<folder>//<home>/`: the folder that was searched, and the innermost
folder in it that holds all of them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from ... import source_files
from ...diagnostics import Report, Source, did_you_mean
from ...naming import service_name

_SEPARATOR = "//"
_MODULE = re.compile(r"\.pyi?$")


def package_spec(folder: Path, home: Path) -> str:
    """The spec of modules in `home`, found in `folder`."""
    below = home.relative_to(folder).as_posix()
    return f"{folder.as_posix()}{_SEPARATOR}{'' if below == '.' else f'{below}/'}"


def is_package(spec: str) -> bool:
    """Whether a spec stands for several modules in a folder."""
    return spec.rfind(_SEPARATOR) > 0


def root_of(spec: str) -> Path:
    """The folder in which the modules of a package were searched for."""
    return Path(spec.rpartition(_SEPARATOR)[0])


def home_of(spec: str) -> Path:
    """The innermost folder that holds the modules of a package."""
    root, _, below = spec.rpartition(_SEPARATOR)
    return Path(root, below)


def path_of(spec: str) -> str:
    """The path of a module, or of the folder of several modules."""
    return home_of(spec).as_posix() if is_package(spec) else spec


def default_name(spec: str, folders: int = 1) -> str:
    """The name of the service of a spec that is not about AWS.

    A module is called `<folder>_<module>`, and a package `<package>_<subpackage>`. `folders`: how many folders are put
    in front of the last part. None is put in front of an outermost package, if it is 1.
    """
    home = home_of(spec).absolute() if is_package(spec) else Path(spec).absolute()
    if home.stem == "__init__":
        home = home.parent
    elif not is_package(spec):
        return service_name("_".join([*_innermost(home.parent, folders), home.stem]))
    is_inner = any(source_files.is_file(home.parent / f"__init__.{ending}") for ending in ("py", "pyi"))
    return service_name("_".join([*_innermost(home.parent, folders if is_inner or folders > 1 else 0), home.name]))


def _innermost(folder: Path, number: int) -> list[str]:
    """The names of the innermost folders of a path."""
    names = [part for part in folder.parts if part != folder.anchor]
    return names[-number:] if number else []


def service_names(specs: Iterable[str], given: Mapping[str, str], report: Report) -> dict[str, str]:
    """The name that the service of each spec gets. Empty: that which its reader gives it.

    `given` has the names that the user configured, by the paths of specs. Modules of a team that would have the same
    name get one with more folders in front.
    """
    names = {spec: service_name(given[path]) if (path := path_of(spec)) in given else "" for spec in specs}
    waiting = [spec for spec, name in names.items() if not name and (is_package(spec) or _MODULE.search(spec))]
    most_folders = max((len(Path(spec).absolute().parts) for spec in waiting), default=0)
    for folders in range(1, most_folders):
        taken = Counter(default_name(spec, folders) for spec in waiting)
        for spec in [each for each in waiting if taken[default_name(each, folders)] == 1]:
            waiting.remove(spec)
            if folders > 1:
                names[spec] = default_name(spec, folders)
                message = f"the service is named {names[spec]}, because another one is named {default_name(spec)}"
                hint = "`names` in the configuration gives it another name"
                report.note("longer-name", Source(path_of(spec)), message, hint=hint)
    for number, spec in enumerate(waiting):  # their paths differ only in characters that no name can have
        names[spec] = f"{default_name(spec)}_{number + 1}" if number else default_name(spec)
    return names


def report_unknown_paths(given: Mapping[str, str], specs: Iterable[str], report: Report) -> None:
    """Warn about configured names for something that is no spec."""
    known = {path_of(spec) for spec in specs}
    for path in given.keys() - known:
        message = "`names` has a name for this, but no service is made of it"
        report.warning("unknown-spec", Source(path), message, hint=did_you_mean(path, known))
