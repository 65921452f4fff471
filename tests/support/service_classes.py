"""The pydantic models and dataclasses of one service, and their verdicts on values in the Python form."""

import re
import sys
from typing import Any

import pydantic

from generator import naming
from support.converter_paths import check_both_paths
from support.verdicts import Verdicts


class ServiceClasses:
    """The classes of one service."""

    def __init__(self, output: Verdicts, service: str) -> None:
        name = naming.service_name(service)
        self.service = service
        self.models = output.package("pydantic_models", name)
        self.dataclasses = output.package("dataclass_models", name)
        self.converter = output.package("dataclass_models", f"{name}.converter")
        self.operations: dict[str, tuple[str | None, str | None]] = self.models.OPERATIONS

    def verdicts(self, name: str, value: Any) -> dict[str, bool]:
        """By kind of class, whether the class `name` accepts the value."""
        return {"pydantic": self._pydantic(name, value), "converter": self._converter(name, value)}

    def _pydantic(self, name: str, value: Any) -> bool:
        try:
            getattr(self.models, name).model_validate(value, by_alias=True, by_name=False)
        except pydantic.ValidationError:
            return False
        return True

    def _converter(self, name: str, value: Any) -> bool:
        cls = getattr(self.dataclasses, name)
        check_both_paths(self.converter.converter, value, cls)
        try:
            self.converter.structure(value, cls)
        except Exception:
            return False
        return True

    def unload(self) -> None:
        """Remove the classes from memory, which cannot hold those of all of AWS."""
        package = naming.service_name(self.service)
        for name in [each for each in sys.modules if re.match(rf"(pydantic|dataclass)_models\.{package}(\.|$)", each)]:
            del sys.modules[name]
