"""Finds the model of the service that a document describes: what botocore says of it."""

from pathlib import Path

from ... import ir, naming, source_files
from ...diagnostics import Report
from . import reader
from .service_data import SCHEME, is_service_file, possible_services


def find_model(service: str, document: Path, report: Report) -> ir.Service | None:
    """The model of `service`, which `document` describes. `service` is the name of its stub module: `bedrock_runtime`.

    A `service-2.json` beside the document is the model, and its faults are reported. Otherwise it is the service of the
    installed botocore, if there is one. A fault in that is nothing that a user could mend, so there is no model then.
    """
    folder = document.parent
    if beside := next(filter(is_service_file, source_files.files(str(folder))), None):
        model = reader.read(str(folder / beside), report)
        return model and ir.replace(model, name=service)  # whatever the folder is called
    name = next((each for each in possible_services() if naming.service_name(each) == service), None)
    return reader.read(f"{SCHEME}{name}", Report()) if name else None
