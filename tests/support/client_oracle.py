"""The client's own verdict on parameters, and the verdict that the models are to give. Everything here is botocore's.

`Api.client` is what the client does with parameters: its handlers first, then its `ParamValidator`. `Api.expected` is
the same validator, changed as the table "Beside the client" in `docs/differences.md` says. It counts how often each row
of that table makes a difference.
"""

import copy
import functools
from collections import Counter
from typing import Any

import botocore.session
from botocore.exceptions import AliasConflictParameterError, ParamValidationError
from botocore.model import ServiceModel, Shape
from botocore.utils import hyphenize_service_id
from botocore.validate import ParamValidator

_SESSION = botocore.session.get_session()
_HANDLERS = _SESSION.get_component("event_emitter")


class Api:
    """A service as botocore declares it."""

    def __init__(self, name: str, data: dict[str, Any] | None = None) -> None:
        """`data` is the content of a `service-2.json` in place of the installed one."""
        data = data or _SESSION.get_service_data(name)
        self.name = name
        self.model = ServiceModel(data, name)
        self._declared: dict[str, Any] = data["shapes"]
        self._event = f"before-parameter-build.{hyphenize_service_id(self.model.service_id)}"

    def input(self, operation: str) -> Shape | None:
        """The shape of an operation's parameters. None if botocore declares none: then its client checks nothing."""
        return self.model.operation_model(operation).input_shape

    def output(self, operation: str) -> Shape | None:
        """The shape of its response."""
        return self.model.operation_model(operation).output_shape

    # Which structures travel both ways, in one class. In TypeScript, their enums are open.

    @functools.cached_property
    def shared(self) -> frozenset[str]:
        """Structures that are both sent and received, in one class: they hold only scalars."""
        operations = [self.model.operation_model(name) for name in self.model.operation_names]
        sent = self._reached([each.input_shape.name for each in operations if each.input_shape])
        errors = [name for name, body in self._declared.items() if body.get("exception")]
        received = self._reached([*(each.output_shape.name for each in operations if each.output_shape), *errors])
        return frozenset(each for each in sent & received if self._is_alike(each))

    def _references(self, name: str) -> list[str]:
        body = self._declared[name]
        parts = [body[part] for part in ("member", "key", "value") if part in body]
        return [each["shape"] for each in (*body.get("members", {}).values(), *parts)]

    def _reached(self, roots: list[str]) -> set[str]:
        """All shapes that `roots` lead to. A root is among them only if a shape leads to it."""
        found: set[str] = set()
        waiting = [inner for name in roots for inner in self._references(name)]
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                waiting += self._references(name)
        return found

    def _is_alike(self, name: str, above: tuple[str, ...] = ()) -> bool:
        body = self._declared[name]
        if body["type"] != "structure":
            return body["type"] not in {"list", "map", "timestamp", "blob"}
        if name in above or body.get("document") or (above and not body.get("members")):
            return False
        return all(self._is_alike(each, (*above, name)) for each in self._references(name))

    # Verdicts.

    def client(self, operation: str, parameters: dict[str, Any]) -> bool | None:
        """Whether the client would send the parameters; None if it crashes."""
        return self._judge(operation, parameters, ParamValidator())

    def expected(self, operation: str, parameters: dict[str, Any], rows: Counter[str]) -> bool | None:
        """Whether the models are to accept them. Counts in `rows` each row that makes a difference."""
        absent = _absent(self.input(operation), parameters)
        rows["null"] += len(absent)
        given = {name: value for name, value in parameters.items() if name not in absent}
        if self.name == "s3" and (plain := _as_s3_expects(given)) != given:
            rows["s3"] += 1
            given = plain
        return self._judge(operation, given, _Expected(rows))

    def _judge(self, operation: str, parameters: dict[str, Any], validator: ParamValidator) -> bool | None:
        model = self.model.operation_model(operation)
        parameters = _copied(parameters)
        try:
            _HANDLERS.emit(f"{self._event}.{operation}", params=parameters, model=model, context={})
        except (ParamValidationError, AliasConflictParameterError):
            return False
        except (TypeError, AttributeError):
            return None  # a handler got a value of a kind that it does not expect
        return not validator.validate(parameters, model.input_shape).has_errors()


def _absent(shape: Any, value: dict[str, Any]) -> set[str]:
    """Members that are null, and so absent. In a required document, null is a value."""

    def is_value(name: str) -> bool:
        member = shape.members[name]
        return name in shape.required_members and member.type_name == "structure" and member.is_document_type

    return {name for name, each in value.items() if each is None and name in shape.members and not is_value(name)}


def _as_s3_expects(parameters: dict[str, Any]) -> dict[str, Any]:
    """Parameters that pass the client's own checks of bucket names, of metadata, and of keys with their MD5."""

    def in_ascii(value: Any) -> Any:
        return value.encode("ascii", "replace").decode() if isinstance(value, str) else value

    plain = {
        name: "bucket" if name == "Bucket" and isinstance(value, str) else value for name, value in parameters.items()
    }
    for key in ("SSECustomerKey", "CopySourceSSECustomerKey"):
        if f"{key}MD5" in plain and isinstance(plain.get(key), bytes):
            plain[key] = "base64"
    if isinstance(metadata := plain.get("Metadata"), dict):
        plain["Metadata"] = {in_ascii(key): in_ascii(value) for key, value in metadata.items()}
    return plain


def _copied(value: Any) -> Any:
    """A copy for the handlers to change; file objects stay what they are."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_copied, value))
    return value if hasattr(value, "read") else copy.copy(value)


class _Expected(ParamValidator):  # type: ignore[misc]  # botocore is untyped
    """The client's validator, changed to give the verdicts that the models are to give."""

    def __init__(self, rows: Counter[str]) -> None:
        self._rows = rows

    def _validate_structure(self, params: Any, shape: Any, errors: Any, name: str) -> None:
        if shape.is_tagged_union and isinstance(params, dict) and list(params.values()) == [None]:
            self._rows["null of a union"] += 1
            errors.report(name, "null")
        elif isinstance(params, dict) and None in params.values() and not shape.is_tagged_union:
            absent = _absent(shape, params)
            params = {key: value for key, value in params.items() if key not in absent}
            self._rows["null"] += len(absent)
        super()._validate_structure(params, shape, errors, name)

    def _validate_string(self, param: Any, shape: Any, errors: Any, name: str) -> None:
        super()._validate_string(param, shape, errors, name)
        if isinstance(param, str) and shape.enum and param not in shape.enum:
            self._rows["enum"] += 1
            errors.report(name, "not in the enum")

    def _shape_has_constraints(self, shape: Any) -> bool:
        return bool(super()._shape_has_constraints(shape) or getattr(shape, "enum", None))

    def _validate_jsonvalue_string(self, params: Any, shape: Any, errors: Any, name: str) -> None:
        super()._validate_jsonvalue_string(params, shape, errors, name)
        if isinstance(params, tuple):
            self._rows["tuple in a header"] += 1
            errors.report(name, "a tuple")
