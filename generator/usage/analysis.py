"""Evaluates a program, and decides what of it counts."""

import ast
from collections.abc import Callable, Iterable, Mapping

from .catalog import Catalog
from .findings import Certainty, Findings, Unknown, Use, names
from .flow import Program, evaluate
from .flow.attributes import Attributes, CallForm
from .flow.definitions import FunctionNode, Guess, Site, parameters
from .flow.invocations import first_parameter
from .flow.values import ANY, ANYTHING, NOTHING, Class, Function, Instance, Text, Unit, Values
from .outputs import Outputs
from .pages import add_class

FindTypes = Callable[[list[Site]], Mapping[Site, Values]]


def analyse(program: Program, outputs: Outputs, find_types: FindTypes) -> Findings:
    """The operations that a program uses.

    `find_types` says of places in the code what the objects are whose methods stand there, as far as types tell.

    A function counts for the arguments that the code passes. One that nobody calls may be called with anything.
    """
    for module in program.modules:
        program.unit(module.definition, None, ())
    evaluate(program, outputs)
    while new := [each for each in program.functions if not any(True for _ in program.units_of(each.definition))]:
        for each in new:
            _root_unit(program, each)
        evaluate(program, outputs)
    counting = _counting_units(program, outputs)
    findings = Findings()
    for unit in counting:
        _add_uses(unit, findings)
    _add_questions(program, outputs, counting, find_types, findings)
    for found, source in program.classes:
        add_class(found, source, findings)
    return findings


def _root_unit(program: Program, function: Function) -> Unit:
    """The unit of a function for arguments of which nothing is known. It is apart from those that are called."""
    node = function.definition.node
    assert isinstance(node, FunctionNode)
    receiver = {name: _receiver(function) for name in first_parameter(node) if function.definition.own_class}
    receiver = {name: values for name, values in receiver.items() if values}
    unit = program.unit(function.definition, function.closure, ((_ROOT, NOTHING), *receiver.items()))
    extra = {"*": node.args.vararg, "**": node.args.kwarg}
    names = [each.arg for each in parameters(node)] + [name for name, each in extra.items() if each]
    for name in names:
        if name not in receiver:
            program.write((unit, "parameter", name), ANYTHING)
        if name in extra:
            program.write((unit, "extras"), frozenset({Text(name)}))
    return unit


_ROOT = "/"  # marks the arguments of a unit that nobody calls; no parameter has this name


def _receiver(function: Function) -> Values:
    """What the first parameter of a method is, if nobody calls it. Nothing if it is an argument like others."""
    node, own_class = function.definition.node, function.definition.own_class
    if own_class is None or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return NOTHING
    cls = Class(own_class, function.closure)
    decorators = {ast.unparse(each) for each in node.decorator_list}
    if "classmethod" in decorators or node.name in {"__new__", "__init_subclass__", "__class_getitem__"}:
        return frozenset({cls})
    return NOTHING if "staticmethod" in decorators else frozenset({Instance(cls, ANY)})


def _counting_units(program: Program, outputs: Outputs) -> set[Unit]:
    """The units that can be reached from modules, and from functions that no other function calls."""
    reached = _reachable(program.unit(module.definition, None, ()) for module in program.modules)
    called = {
        unit.definition for caller in program.units() for unit in caller.calls if unit.definition != caller.definition
    }
    for is_called in (False, True):  # what is called, but by nobody who counts, comes last: functions in a circle
        for function in list(program.functions):
            is_reached = any(each in reached for each in program.units_of(function.definition))
            if not is_reached and (function.definition in called) is is_called:
                unit = _root_unit(program, function)
                evaluate(program, outputs)
                reached |= _reachable([unit])
    return reached


def _reachable(units: Iterable[Unit]) -> set[Unit]:
    found: set[Unit] = set()
    waiting = list(units)
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting += unit.calls
    return found


def _add_questions(
    program: Program, outputs: Outputs, units: Iterable[Unit], find_types: FindTypes, findings: Findings
) -> None:
    """Add what nobody can tell, and what types or the name of a method tell."""
    units = list(units)
    answered = {site for unit in units for site in unit.uses_by_site}
    services = {service for module in program.modules for service in module.services}
    by_file = {module.file: module for module in program.modules}
    for unit in units:
        for question in unit.unknowns:
            if question.site not in answered or not question.is_answered_by_a_use:
                findings.unknowns.append(question.unknown)
    guesses = {}
    for guess in {guess for unit in units for guess in unit.guesses if guess.site not in answered}:
        module = by_file[guess.source.file]
        is_near = module.imports_aws and bool(guess.keywords or "_" in guess.method)
        is_asked = guess.is_client or is_near or (services and guess.keywords)
        candidates = _candidates(guess, program.catalog) if is_asked else {}
        if candidates or (is_asked and guess.method in program.catalog.resource_methods):
            guesses[guess] = candidates
    types = find_types([guess.site for guess in guesses]) if guesses else {}
    for guess, candidates in guesses.items():
        module = by_file[guess.source.file]
        if guess.site in types:
            unit = Unit(module.definition, None, ())
            _evaluate_typed(guess, types[guess.site], unit, program, outputs)
            _add_uses(unit, findings)
        else:
            _decide(guess, candidates, module.services, services, findings)


def _add_uses(unit: Unit, findings: Findings) -> None:
    findings.uses += unit.uses
    for site, uses in unit.uses_by_site.items():
        findings.sites.setdefault(site, set()).update(uses)


def _evaluate_typed(guess: Guess, values: Values, unit: Unit, program: Program, outputs: Outputs) -> None:
    """Find out what a method is, of an object whose type is known."""
    form = CallForm(guess.keywords, is_complete=guess.is_complete)
    Attributes(program, unit, outputs).attribute(values, guess.method, guess.node, form)


def _candidates(guess: Guess, catalog: Catalog) -> dict[str, str]:
    """The services whose clients have a method that can be called so, each with its operation."""
    found = {}
    for service in catalog.services_with(guess.method):
        model = catalog.client(service)
        operation = model.operations.get(guess.method) if model else None
        if operation and operation.takes(guess.keywords, is_complete=guess.is_complete):
            found[service] = operation.name
    return found


def _decide(
    guess: Guess, candidates: Mapping[str, str], near: set[str], anywhere: set[str], findings: Findings
) -> None:
    """Decide what a method is, of whose object nothing is known.

    It is likely an operation if only one service has such a method, and the module makes a client of that service. It
    is enough that another module makes one, if the call has keywords of the operation.
    """
    if len(candidates) == 1:
        ((service, operation),) = candidates.items()
        if guess.is_client or service in near or (guess.keywords and service in anywhere):
            use = Use(service, operation, Certainty.LIKELY, guess.source, f".{guess.method}")
            findings.uses.append(use)
            findings.sites.setdefault(guess.site, set()).add(use)
            return
    if candidates:
        possible = tuple(f"{service}.{operation}" for service, operation in candidates.items())
        what = "a client whose service nobody can tell" if guess.is_client else "an object of an unknown type"
        reason = f"{guess.method} of {what} may be {names(possible)}"
        findings.unknowns.append(Unknown(guess.source, reason, possible))
