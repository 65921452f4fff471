"""The documentation of AWS as text, as much of it as the user wants."""

import functools
import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from .. import ir, naming
from ..diagnostics import Report
from ..options import Options
from .html_text import first_paragraph, html_to_text, sentences_of

_MANY = 4  # classes in which a text stands


def documentation(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Convert the documentation of shapes and members to plain text. `Options.documentation` says how much is kept.

    The documentation of an operation goes to its request class, or to its response class if it has none.
    The documentation of either starts with a sentence that names the operation.
    """
    is_short = options.documentation == "short" and service.is_html  # a team's own texts are not AWS's volumes
    roles = _roles(service, with_address=is_short)
    text_of = _text_reader(service, options)
    repeated = _repeated(service, text_of) if is_short else frozenset()

    @functools.cache
    def member_text(source: str) -> str:
        text = text_of(source)
        return sentences_of(text)[0] if text in repeated else text

    def document_member(member: ir.Member) -> ir.Member:
        return ir.replace(member, documentation=member_text(member.documentation))

    def document(shape: ir.Shape) -> ir.Shape:
        role = roles.get(shape.name, _Role("", "", shape.documentation))
        body = _drop_restatement(text_of(role.source), role.operation)
        text = "\n\n".join(filter(None, (role.title, body, body and role.address)))
        if isinstance(shape, ir.Structure | ir.Union) and any(each.documentation for each in shape.members):
            return ir.replace(shape, documentation=text, members=tuple(map(document_member, shape.members)))
        return shape if text == shape.documentation else ir.replace(shape, documentation=text)

    shapes = {name: document(shape) for name, shape in service.shapes.items()}
    return ir.replace(service, shapes=shapes, is_html=False)


def _text_reader(service: ir.Service, options: Options) -> Callable[[str], str]:
    """What makes text of documentation. Many members have the same, which it reads once."""
    if options.documentation == "none":
        return lambda source: ""
    convert: Callable[[str], str] = str
    if service.is_html:
        convert = first_paragraph if options.documentation == "short" else html_to_text
    return functools.cache(convert)


def _repeated(service: ir.Service, text_of: Callable[[str], str]) -> frozenset[str]:
    """The texts of members that stand in many classes. Each class has their first sentence."""
    counts = Counter(
        text
        for shape in service.shapes.values()
        if isinstance(shape, ir.Structure | ir.Union)
        for text in {text_of(each.documentation) for each in shape.members}
    )
    return frozenset(text for text, count in counts.items() if text and count >= _MANY)


_FILLER_WORDS = frozenset(
    """a about action additional all an and any api are by call complex container contains data describes documentation
    element elements encapsulates following for from if in includes information is it made message object of on
    operation output parameters placeholder properties provides received represents request requests response responses
    result results returned returns s sent structure successful that the this to type when which with""".split()
)


def _drop_restatement(text: str, operation: str) -> str:
    """Return `text`, or nothing if it only restates that this is the request or response of `operation`."""
    if not operation or not text or len(text) > 200:
        return text
    expected = _FILLER_WORDS.union(naming.snake_case(operation).split("_"))
    words = re.findall(r"\w+", re.sub(r"\(https?:\S+\)", "", text).lower())
    is_restatement = all(word in expected or word.removesuffix("s").startswith(operation.lower()) for word in words)
    return "" if is_restatement else text


class _Role(NamedTuple):
    """The role that a shape has for an operation."""

    title: str  # the first sentence of its documentation
    operation: str
    source: str  # the documentation in the source
    address: str = ""  # where AWS has all of it


def _roles(service: ir.Service, *, with_address: bool) -> dict[str, _Role]:
    """The roles of requests and responses, by the names of their shapes."""
    roles = {}
    for waiter in service.waiters:
        if waiter.input:
            roles[waiter.input.name] = _Role(f"Parameters of the waiter `{waiter.name}`.", waiter.operation, "")
    for method in service.methods:
        title = f"Arguments of the method `{method.name}` of {f'a `{method.owner}`' if method.owner else 'the client'}."
        roles[method.input.name] = _Role(title, method.operation, "")
    for each in service.operations:
        if each.paginator and each.paginator.input:
            roles[each.paginator.input.name] = _Role(f"Parameters of the paginator of `{each.name}`.", each.name, "")
        address = f"See {service.reference}{each.name}" if with_address and service.reference else ""
        if each.input:
            roles[each.input.name] = _Role(f"Parameters of `{each.name}`.", each.name, each.documentation, address)
        if each.output and each.output.name != "EmptyResponseMetadata":
            source = service.shapes[each.output.name].documentation if each.input else each.documentation
            roles[each.output.name] = _Role(f"Response of `{each.name}`.", each.name, source)
    return roles
