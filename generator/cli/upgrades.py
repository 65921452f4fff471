"""From the arguments of `diff` to comparisons."""

from collections.abc import Iterable

from ..diagnostics import Report, Source, did_you_mean
from ..pipeline import Request
from ..upgrade import GRADES, RULE, CannotCompareError, Comparison, Sides, compare
from .arguments import Arguments, make_requests


def find_comparisons(
    requests: list[Request],
    old: str | None,
    new: str | None,
    report: Report,
    *,
    may_fetch: bool,
    with_its_configuration: bool,
    whole: bool,
) -> list[Comparison]:
    """Compare the two sides of every output. An error is reported for one that cannot be compared."""
    comparisons = []
    for request in requests:
        if request.options.is_runtime:
            continue
        _check_accepted(request, report)
        sides = Sides(request, may_fetch, _configured if with_its_configuration else None)
        try:
            before = sides.named(old) if old else sides.built()
            after = sides.named(new) if new else sides.installed()
        except CannotCompareError as error:
            report.error(error.code, Source(error.place), error.message, hint=error.hint)
            continue
        comparisons.append(compare(before, after, request, report, whole=whole))
    return comparisons


def _configured() -> list[Request]:
    """What the configuration in the current folder asks for."""
    return make_requests(Arguments(), Report())


def _check_accepted(request: Request, report: Report) -> None:
    for each in request.accepted:
        if each.change not in RULE:
            hint = did_you_mean(each.change, RULE) or "`diff` prints the name of each change in brackets"
            report.error("unknown-change", each.source, f"there is no change {each.change}", hint=hint)


def has_grade(comparisons: Iterable[Comparison], threshold: str) -> bool:
    """Whether any change is as bad as `threshold`, or worse."""
    if threshold == "never":
        return False
    counting = GRADES[: [each.value for each in GRADES].index(threshold) + 1]
    return any(each.count(grade) for each in comparisons for grade in counting)
