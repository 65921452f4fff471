"""`build --watch`: makes again what changed, until it is stopped."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from ..diagnostics import Diagnostic, Report
from ..pipeline import Request, Result, build
from ..pipeline.cache import CACHE_FOLDER
from ..pipeline.dependencies import find_dependencies
from .console import make_console

_QUIET = 50  # milliseconds without a change before what changed is made again

FindRequests = Callable[[Report], list[Request]]


@dataclass(slots=True)
class _Watched:
    """What the output depends on."""

    files: set[str] = field(default_factory=set)  # absolute
    folders: set[str] = field(default_factory=set)  # in which a new file would matter
    own: tuple[str, ...] = ()  # folders that we write to

    @classmethod
    def of(cls, requests: Iterable[Request], configuration: Iterable[Path]) -> "_Watched":
        """What these requests depend on. `configuration`: files that count even if they cannot be read now."""
        watched = cls({_absolute(each) for each in configuration})
        for request in requests:
            found = find_dependencies(request, Report())
            watched.files.update(map(_absolute, found.inputs))
            watched.folders.update(map(_absolute, (*found.folders, *_places(request.sources))))
            if request.options.templates:
                watched.folders.update(_absolute(each) for each in _all_folders(Path(request.options.templates)))
            watched.own += (_absolute(request.out), _absolute(request.cache or CACHE_FOLDER))
        return watched

    @property
    def places(self) -> list[str]:
        """The folders to watch, each without those below it."""
        found = {*self.folders, *(str(Path(each).parent) for each in self.files)}
        return sorted(each for each in found if Path(each).is_dir())

    def concerns(self, path: str) -> bool:
        """Whether a change of `path` may change the output."""
        if any(path == own or path.startswith(own + os.sep) for own in self.own):
            return False
        return path in self.files or str(Path(path).parent) in self.folders


def watch(find_requests: FindRequests, form: str) -> None:
    """Build, and build again whenever something that the output depends on changes. Ctrl-C ends it."""
    from watchfiles import watch as changes_in  # most runs have no use for it

    builder = _Builder(find_requests, form)
    builder.build()
    click.echo("watching; Ctrl-C ends it", err=True)
    while True:
        places = builder.watched.places
        for changes in changes_in(*places, watch_filter=None, recursive=False, step=_QUIET, raise_interrupt=True):
            if any(builder.watched.concerns(path) for _, path in changes):
                builder.build()
                if builder.watched.places != places:
                    break
        builder.build()  # what changed while no folder was watched


@dataclass(slots=True)
class _Builder:
    """Builds again and again, and shows only what is news."""

    find_requests: FindRequests
    form: str
    watched: _Watched = field(default_factory=_Watched)
    _shown: tuple[Diagnostic, ...] | None = None  # by the last build; None: there was none
    _configuration: tuple[Path, ...] = (Path("pyproject.toml"),)

    def build(self) -> None:
        """Make what changed, and find out what the output depends on now."""
        report = Report()
        requests = self.find_requests(report)
        files = {each.absolute() for request in requests for each in request.configuration}
        self._configuration = tuple(sorted(files)) or self._configuration
        console = make_console(self.form, several=len(requests) > 1)
        results = [build(each, console) for each in requests] or [Result(report)]
        results[0].report.extend(report)
        diagnostics = tuple(each for result in results for each in result.report)
        for each in results if self._is_news(results, diagnostics) else ():
            console.show(each)
        console.close()
        self._shown = diagnostics
        if requests:
            self.watched = _Watched.of(requests, self._configuration)

    def _is_news(self, results: list[Result], diagnostics: tuple[Diagnostic, ...]) -> bool:
        """Whether to show results. Of later builds, only the services that changed are shown."""
        if self._shown is None:
            return True
        for each in results:
            each.services[:] = [one for one in each.services if one.changes.written or one.changes.removed]
        return diagnostics != self._shown or any(each.has_changes for each in results)


def _places(sources: Iterable[str]) -> Iterator[str]:
    """The sources that are folders."""
    return (each for each in sources if Path(each).is_dir())


def _all_folders(folder: Path) -> Iterator[Path]:
    yield folder
    yield from (each for each in folder.rglob("*") if each.is_dir())


def _absolute(path: str | Path) -> str:
    return str(Path(path).absolute())
