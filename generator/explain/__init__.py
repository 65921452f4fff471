"""`explain`: where a class, a member or an operation comes from, and why it is as it is."""

from collections.abc import Iterable

from ..codes import CODES
from ..diagnostics import Report, Severity, Source, did_you_mean
from ..pipeline import Request
from .explainer import Explainer
from .explainer import Explanation as Explanation
from .history import History
from .names import find_service, find_subjects


def explain(name: str, requests: Iterable[Request], report: Report) -> list[Explanation]:
    """Explain what people call `name`: `s3.GetObject`, `s3.GetObjectRequest` or `s3.GetObjectRequest.key`.

    Empty, with an error reported, if nothing has this name.
    """
    service_name, _, path = name.partition(".")
    if not path:
        hint = did_you_mean(name, CODES) or f"name an operation, a class or a member: {service_name}.<Name>"
        report.error("bad-name", Source(name), "this is no code, or only the name of a service", hint=hint)
        return []
    if (found := find_service(service_name, requests, report)) is None:
        return []
    service, request = found
    explainer = Explainer(History.of(service, request.options), request)
    report.extend(each for each in explainer.history.report if each.severity is Severity.ERROR)
    subjects = find_subjects(explainer.history, path, report)
    return [explainer.explain(subject) for subject in subjects]
