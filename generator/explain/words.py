"""Types and bounds in words."""

from collections.abc import Mapping, Sequence

from .. import ir

_MAX_NAMES = 8  # in a list
# One value, and several.
_KINDS: Mapping[ir.ScalarKind, tuple[str, str]] = {
    ir.ScalarKind.STRING: ("text", "text"),
    ir.ScalarKind.INTEGER: ("an integer", "integers"),
    ir.ScalarKind.LONG: ("a long integer", "long integers"),
    ir.ScalarKind.FLOAT: ("a float", "floats"),
    ir.ScalarKind.DOUBLE: ("a double", "doubles"),
    ir.ScalarKind.BOOLEAN: ("a boolean", "booleans"),
    ir.ScalarKind.TIMESTAMP: ("a time", "times"),
    ir.ScalarKind.DECIMAL: ("a decimal", "decimals"),
    ir.ScalarKind.DATE: ("a date", "dates"),
    ir.ScalarKind.TIME: ("a time of day", "times of day"),
    ir.ScalarKind.DURATION: ("a duration", "durations"),
    ir.ScalarKind.UUID: ("a UUID", "UUIDs"),
    ir.ScalarKind.PATH: ("a path", "paths"),
    ir.ScalarKind.BLOB: ("bytes", "bytes"),
    ir.ScalarKind.DOCUMENT: ("any JSON value", "any JSON values"),
    ir.ScalarKind.ANY: ("any value", "any values"),
    ir.ScalarKind.OBJECT: ("an object", "objects"),
}
_UNITS = {ir.ScalarKind.STRING: "characters", ir.ScalarKind.BLOB: "bytes"}


def type_in_words(type_: ir.Type, *, several: bool = False) -> str:
    """A type in words, with its bounds: "a list of text (at least 1 element)". `several`: "lists of text"."""
    match type_:
        case ir.Scalar(kind, constraints):
            bounds = _in_brackets(bounds_in_words(constraints, unit_of(type_)))
            return _KINDS[kind][several] + bounds + (f" as {type_.own_class}" if type_.own_class else "")
        case ir.List(element, constraints):
            noun = "set" if type_.is_set else "list"
            words = f"{f'{noun}s' if several else f'a {noun}'} of {type_in_words(element, several=True)}"
            return words + _in_brackets(bounds_in_words(constraints, unit_of(type_)))
        case ir.Tuple(elements):
            words = ", ".join(map(type_in_words, elements)) or "nothing"
            return f"{'tuples' if several else 'a tuple'} of {words}"
        case ir.Map(key, value, constraints):
            keys, values = (type_in_words(each, several=True) for each in (key, value))
            words = f"{'maps' if several else 'a map'} from {keys} to {values}"
            return words + _in_brackets(bounds_in_words(constraints, unit_of(type_)))
        case ir.Ref(name):
            return name
        case ir.OneOf(alternatives):
            return " or ".join(type_in_words(each, several=several) for each in alternatives)
        case ir.Literal(values):
            return " or ".join("null" if each is None else repr(each) for each in values)
        case ir.Stream(element):
            return f"{'streams' if several else 'a stream'} of {type_in_words(element, several=True)}"


def bounds_in_words(constraints: ir.Constraints, unit: str) -> str:
    """Bounds in words: "1 to 64 characters, matching ^a". Empty if there are none."""
    low, high = constraints.minimum, constraints.maximum
    parts = []
    if low is not None and high is not None:
        parts.append(f"{low} to {high}")
    elif low is not None:
        parts.append(f"at least {low}")
    elif high is not None:
        parts.append(f"at most {high}")
    exclusive = (("above", constraints.above), ("below", constraints.below), ("a multiple of", constraints.multiple_of))
    parts += [f"{words} {bound}" for words, bound in exclusive if bound is not None]
    words = [f"{part} {unit.removesuffix('s') if part.endswith(' 1') else unit}".rstrip() for part in parts]
    if constraints.pattern is not None:
        words.append(f"matching {constraints.pattern}")
    return ", ".join(words)


def unit_of(type_: ir.Type) -> str:
    """What the bounds of a type count. Empty for a number, whose bounds are values."""
    match type_:
        case ir.List():
            return "elements"
        case ir.Map():
            return "keys"
        case ir.Scalar(kind):
            return _UNITS.get(kind, "")
    return ""


def bounds_of(type_: ir.Type) -> ir.Constraints:
    """The bounds of a type itself, not of its parts."""
    return type_.constraints if isinstance(type_, ir.Scalar | ir.List | ir.Map) else ir.UNCONSTRAINED


def _in_brackets(words: str) -> str:
    return f" ({words})" if words else ""


def first_few(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    return ", ".join(names[:_MAX_NAMES]) + more
