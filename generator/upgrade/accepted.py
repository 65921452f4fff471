"""Changes that the user has accepted, so that they do not count."""

import re
from collections.abc import Iterable
from datetime import date

from ..diagnostics import Report
from ..options import Accepted
from .changes import Change
from .rules import GROUPS

_BOTOCORE = re.compile(r"botocore (\d+(?:\.\d+)*)")


def without_accepted(
    changes: Iterable[Change], accepted: Iterable[Accepted], today: date, botocore: str, report: Report
) -> tuple[list[Change], list[Change]]:
    """The changes that count, and those that the user has accepted.

    A change that has echoes of its own kind, like several values of one enum, is accepted when all of these are. An
    entry that matches nothing, and one whose end has come, are warnings.
    """
    entries = [each for each in accepted if not _has_ended(each, today, botocore, report)]
    used: set[int] = set()
    counting: list[Change] = []
    left: list[Change] = []
    for change in changes:
        (left if _is_accepted(change, entries, used) else counting).append(change)
    for index, each in enumerate(entries):
        if index not in used:
            message = f"there is no {each.change} at {each.at}"
            report.warning("unused-acceptance", each.source, message, hint="remove this entry")
    return counting, left


def _is_accepted(change: Change, entries: list[Accepted], used: set[int]) -> bool:
    for index, each in enumerate(entries):
        places = {change.place, ".".join(filter(None, (change.service, change.name, change.member)))}
        if each.change == change.rule and each.at in places:
            used.add(index)
            return True
    verdicts = [_is_accepted(each, entries, used) for each in change.echoes if change.rule in GROUPS]
    return bool(verdicts) and all(verdicts)


def _has_ended(entry: Accepted, today: date, botocore: str, report: Report) -> bool:
    """Whether the end of an entry has come: a day, or a release of botocore. Reports it."""
    release = _BOTOCORE.fullmatch(entry.until)
    is_reached = release and numbers_of(botocore) >= numbers_of(release[1])
    has_ended = bool(is_reached if release else date.fromisoformat(entry.until) < today)
    if has_ended:
        message = f"{entry.at} was accepted until {entry.until}"
        report.warning("expired-acceptance", entry.source, message, hint="decide again, or remove this entry")
    return has_ended


def numbers_of(version: str) -> list[int]:
    """A version as numbers, of which 1.44 is more than 1.9."""
    return [int(each) for each in re.findall(r"\d+", version)]
