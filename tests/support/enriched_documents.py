"""The published stubs, and documents written from them, with botocore's model of their release beside them."""

import json
import shutil
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

from support.documents_from_stubs import write_documents
from support.published_stubs import DATA, model_file, packages

_MODEL_FILES = ("service-2", "paginators-1", "waiters-2")


def write_enriched_stubs(service: str, folder: Path) -> Path:
    """Copy the stubs of a service, with its model. Returns the path of the spec."""
    package = folder / f"types_boto3_{service}"
    package.mkdir(parents=True)
    for name in ("type_defs.pyi", "literals.pyi"):
        shutil.copy(packages()[service] / name, package)
    _copy_model(service, package)
    return package / "type_defs.pyi"


def write_enriched_documents(service: str, folder: Path) -> Path:
    """Write the documents of a service, with its model. Returns the path of the spec."""
    package = folder / f"types_boto3_{service}"
    write_documents(packages()[service], package)
    _copy_model(service, package)
    return package / "type_defs.md"


def _copy_model(service: str, folder: Path) -> None:
    for file in model_file(service).parent.iterdir():
        if file.name.partition(".")[0] in _MODEL_FILES:
            shutil.copy(file, folder)


def service_data(service: str) -> tuple[str, dict[str, Any]]:
    """botocore's name of a service, and what its release declares, as the document has it.

    The client fills in idempotency tokens, so it does not demand them. A document does.
    """
    name = model_file(service).parent.parent.name
    data = json.loads(json.dumps(Loader(extra_search_paths=[str(DATA)]).load_service_model(name, "service-2")))
    for shape in data["shapes"].values():
        for member in shape.get("members", {}).values():
            member.pop("idempotencyToken", None)
    return name, data
