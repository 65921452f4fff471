"""The rules of `diff`: which changes there are, and what each does to its users.

`python` and `typescript` are grades, or functions of the options where these decide. A message is about "X", the class,
member or operation in front of it. A reason says why the grade is what it is.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from ..options import Options
from .changes import Change, Grade

_BREAKS, _MAY_BREAK, _ADDS, _SAYS = Grade
Direction = Literal["sent", "received", "any"]
Kind = Literal[
    "service", "operation", "call", "paginator", "waiter", "method", "error", "class", "member", "type", "value",
    "values", "bound", "minimum", "maximum", "pattern", "unknown members", "other name", "deprecation", "secret",
    "minimum of a shape", "maximum of a shape", "pattern of a shape", "documentation",
]  # fmt: skip
Action = Literal["removed", "added", "renamed", "moved", "changed", "narrowed", "widened", "required", "optional",
                 "both-ways", "one-way", "opened", "closed"]  # fmt: skip


class Rule(NamedTuple):
    """One kind of change."""

    id: str
    direction: Direction
    kind: Kind
    action: Action
    python: Grade | Callable[[Options], Grade]
    typescript: Grade | Callable[[Options], Grade]
    message: str
    reason: str

    def grades(self, options: Options) -> tuple[Grade, Grade]:
        """Its grades for Python and for TypeScript."""
        return _grade(self.python, options), _grade(self.typescript, options)


def _grade(grade: Grade | Callable[[Options], Grade], options: Options) -> Grade:
    return grade if isinstance(grade, Grade) else grade(options)


def _value_added(options: Options) -> Grade:
    """Where responses are closed, code may name every value of the enum, and none is left for the new one."""
    return _MAY_BREAK if options.responses.enums == "closed" else _ADDS


RULES: tuple[Rule, ...] = (
    Rule("service-removed", "any", "service", "removed", _BREAKS, _BREAKS,
         "is gone", "Its package is not generated any more, so every import of it fails."),
    Rule("service-added", "any", "service", "added", _ADDS, _ADDS, "is new", "Nothing refers to it yet."),
    Rule("operation-removed", "sent", "operation", "removed", _BREAKS, _BREAKS,
         "is gone", "The client has no such method, and its classes are not generated any more."),
    Rule("operation-added", "sent", "operation", "added", _ADDS, _ADDS, "is new", "Nothing refers to it yet."),
    Rule("request-class-changed", "sent", "call", "changed", _BREAKS, _SAYS,
         "takes {after}, and took {before}", "`call` takes only the class of its operation."),
    Rule("response-class-changed", "received", "call", "changed", _BREAKS, _SAYS,
         "returns {after}, and returned {before}", "Code that names the class that it returned is refused."),
    Rule("paginator-removed", "sent", "paginator", "removed", _BREAKS, _SAYS,
         "has no pages any more", "`pages` takes only requests of operations that the client can page."),
    Rule("paginator-added", "sent", "paginator", "added", _ADDS, _SAYS, "has pages", "Nothing refers to them yet."),
    Rule("waiter-removed", "sent", "waiter", "removed", _BREAKS, _SAYS,
         "is gone", "The client has no such waiter, and its class is not generated any more."),
    Rule("waiter-added", "sent", "waiter", "added", _ADDS, _SAYS, "is new", "Nothing refers to it yet."),
    Rule("method-removed", "sent", "method", "removed", _BREAKS, _SAYS,
         "is gone", "The class of its arguments is not generated any more."),
    Rule("method-added", "sent", "method", "added", _ADDS, _SAYS, "is new", "Nothing refers to it yet."),
    Rule("error-removed", "received", "error", "removed", _SAYS, _SAYS,
         "does not raise {before} any more", "A handler for it is never reached, and does no harm."),
    Rule("error-added", "received", "error", "added", _ADDS, _ADDS, "may raise {after}", "No handler names it yet."),
    Rule("class-removed", "any", "class", "removed", _BREAKS, _BREAKS, "is gone", "Every import of it fails."),
    Rule("class-added", "any", "class", "added", _ADDS, _ADDS, "is new", "Nothing refers to it yet."),
    Rule("class-renamed", "any", "class", "renamed", _BREAKS, _BREAKS,
         "is called {after} now", "Every import of the old name fails."),
    Rule("class-changed", "any", "class", "changed", _BREAKS, _BREAKS,
         "is {after}, and was {before}", "What the two kinds of classes accept, and how they are used, differs."),
    Rule("class-both-ways", "any", "class", "both-ways", _BREAKS, _SAYS,
         "is sent and received now{after}",
         "What is sent and what is received have other types, or classes of their own."),
    Rule("class-one-way", "any", "class", "one-way", _BREAKS, _SAYS,
         "is only {after} now", "What is sent and what is received have other types, or classes of their own."),
    Rule("enum-opened", "any", "class", "opened", _BREAKS, _BREAKS,
         "is gone: any text is accepted", "Every import of the enum fails."),
    Rule("enum-closed", "any", "class", "closed", _MAY_BREAK, _MAY_BREAK,
         "is new: it lists the values of what was any text", "A text that is not among its values is refused."),
    Rule("sent-member-removed", "sent", "member", "removed", _BREAKS, _BREAKS,
         "is gone", "A request that has it is refused."),
    Rule("sent-member-added", "sent", "member", "added", _ADDS, _ADDS, "is new", "It may be left out."),
    Rule("sent-member-added-required", "sent", "member", "required", _BREAKS, _BREAKS,
         "is new and required", "A request without it is refused."),
    Rule("sent-member-renamed", "sent", "member", "renamed", _BREAKS, _BREAKS,
         "is called {after} now", "A request that has the old name is refused."),
    Rule("sent-member-moved", "sent", "member", "moved", _BREAKS, _BREAKS,
         "is in {after} now", "A request that has it at the old place is refused."),
    Rule("sent-member-required", "sent", "member", "required", _BREAKS, _BREAKS,
         "is required now", "A request without it is refused."),
    Rule("sent-member-optional", "sent", "member", "optional", _MAY_BREAK, _MAY_BREAK,
         "may be left out now", "A request that has it is right as before. Code that reads it back may meet None."),
    Rule("received-member-removed", "received", "member", "removed", _BREAKS, _BREAKS,
         "is gone", "Code that reads it is refused."),
    Rule("received-member-added", "received", "member", "added", _ADDS, _ADDS, "is new", "Nothing reads it yet."),
    Rule("received-member-renamed", "received", "member", "renamed", _BREAKS, _BREAKS,
         "is called {after} now", "Code that reads the old name is refused."),
    Rule("received-member-moved", "received", "member", "moved", _BREAKS, _BREAKS,
         "is in {after} now", "Code that reads it at the old place is refused."),
    Rule("received-member-optional", "received", "member", "optional", _BREAKS, _BREAKS,
         "may be absent now", "Its type says so, and code that relies on it is refused."),
    Rule("received-member-required", "received", "member", "required", _MAY_BREAK, _MAY_BREAK,
         "is always there now", "A response without it is refused, and so is a test that makes one."),
    Rule("sent-type-narrowed", "sent", "type", "narrowed", _BREAKS, _BREAKS,
         "takes {after}, and took {before}", "A value that was right has another type than the one that is wanted."),
    Rule("sent-type-widened", "sent", "type", "widened", _MAY_BREAK, _MAY_BREAK,
         "takes {after}, and took {before}", "What was right still is. Code that reads it back may meet another type."),
    Rule("received-type-widened", "received", "type", "widened", _BREAKS, _BREAKS,
         "is {after}, and was {before}", "Code that relies on the old type is refused."),
    Rule("received-type-narrowed", "received", "type", "narrowed", _ADDS, _ADDS,
         "is {after}, and was {before}", "Code that was right still is."),
    Rule("sent-value-removed", "sent", "value", "removed", _BREAKS, _BREAKS,
         "{before} is no value any more", "A request that has it is refused."),
    Rule("sent-value-added", "sent", "value", "added", _ADDS, _ADDS, "{after} is a value", "Nothing sends it yet."),
    Rule("received-value-removed", "received", "value", "removed", _BREAKS, _BREAKS,
         "{before} is no value any more", "A type checker refuses code that names it as a value of the enum."),
    Rule("received-value-added", "received", "value", "added", _value_added, _value_added,
         "{after} is a value", "Code must expect values that it does not know, unless `enums` is \"closed\"."),
    Rule("sent-values-removed", "sent", "values", "removed", _BREAKS, _BREAKS,
         "{before} are no values any more", "A request that has one of them is refused."),
    Rule("sent-values-added", "sent", "values", "added", _ADDS, _ADDS,
         "{after} are values", "Nothing sends them yet."),
    Rule("received-values-removed", "received", "values", "removed", _BREAKS, _BREAKS,
         "{before} are no values any more", "A type checker refuses code that names one as a value of the enum."),
    Rule("received-values-added", "received", "values", "added", _value_added, _value_added,
         "{after} are values", "Code must expect values that it does not know, unless `enums` is \"closed\"."),
    Rule("sent-minimum-raised", "sent", "minimum", "narrowed", _BREAKS, _SAYS,
         "is at least {after}, and was {before}", "The client refuses what is below."),
    Rule("sent-minimum-lowered", "sent", "minimum", "widened", _ADDS, _SAYS,
         "is at least {after}, and was {before}", "What was right still is."),
    Rule("sent-maximum-lowered", "sent", "maximum", "narrowed", _MAY_BREAK, _SAYS,
         "is at most {after}, and was {before}", "What is above is refused. Only `constraints = \"all\"` checks it."),
    Rule("sent-maximum-raised", "sent", "maximum", "widened", _ADDS, _SAYS,
         "is at most {after}, and was {before}", "What was right still is."),
    Rule("sent-pattern-changed", "sent", "pattern", "narrowed", _MAY_BREAK, _SAYS,
         "matches {after}, and matched {before}",
         "Nobody can say what two patterns share. Only `constraints = \"all\"` checks them."),
    Rule("sent-pattern-removed", "sent", "pattern", "widened", _ADDS, _SAYS,
         "matches no pattern, and matched {before}", "What was right still is."),
    Rule("sent-minimum-raised-of-shape", "sent", "minimum of a shape", "narrowed", _BREAKS, _SAYS,
         "is at least {after}, and was {before}", "The client refuses what is below."),
    Rule("sent-minimum-lowered-of-shape", "sent", "minimum of a shape", "widened", _ADDS, _SAYS,
         "is at least {after}, and was {before}", "What was right still is."),
    Rule("sent-maximum-lowered-of-shape", "sent", "maximum of a shape", "narrowed", _MAY_BREAK, _SAYS,
         "is at most {after}, and was {before}", "What is above is refused. Only `constraints = \"all\"` checks it."),
    Rule("sent-maximum-raised-of-shape", "sent", "maximum of a shape", "widened", _ADDS, _SAYS,
         "is at most {after}, and was {before}", "What was right still is."),
    Rule("sent-pattern-changed-of-shape", "sent", "pattern of a shape", "narrowed", _MAY_BREAK, _SAYS,
         "matches {after}, and matched {before}",
         "Nobody can say what two patterns share. Only `constraints = \"all\"` checks them."),
    Rule("sent-pattern-removed-of-shape", "sent", "pattern of a shape", "widened", _ADDS, _SAYS,
         "matches no pattern, and matched {before}", "What was right still is."),
    Rule("received-bound-narrowed", "received", "bound", "narrowed", _MAY_BREAK, _SAYS,
         "has other bounds: {after}, and had {before}",
         "A response beyond them is refused. Only `constraints = \"all\"` checks it."),
    Rule("received-bound-widened", "received", "bound", "widened", _ADDS, _SAYS,
         "has other bounds: {after}, and had {before}", "What was right still is."),
    Rule("other-name-removed", "sent", "other name", "removed", _BREAKS, _SAYS,
         "is not taken as {before} any more", "A request that has this name is refused."),
    Rule("other-name-added", "sent", "other name", "added", _ADDS, _SAYS,
         "is taken as {after}, too", "Nothing has this name yet."),
    Rule("unknown-refused", "any", "unknown members", "narrowed", _BREAKS, _BREAKS,
         "has no members of any name any more", "Values that have others are refused."),
    Rule("unknown-accepted", "any", "unknown members", "widened", _ADDS, _ADDS,
         "may have members of any name", "What was right still is."),
    Rule("deprecated", "any", "deprecation", "added", _MAY_BREAK, _MAY_BREAK,
         "is deprecated", "Type checkers and linters can be told to refuse what is deprecated."),
    Rule("not-deprecated", "any", "deprecation", "removed", _SAYS, _SAYS, "is not deprecated any more",
         "Code that was right still is."),
    Rule("secret", "any", "secret", "added", _SAYS, _SAYS,
         "is sensitive: `repr` hides it", "Only what a log shows changes."),
    Rule("not-secret", "any", "secret", "removed", _SAYS, _SAYS,
         "is not sensitive any more: `repr` shows it", "Only what a log shows changes."),
    Rule("documentation-changed", "any", "documentation", "changed", _SAYS, _SAYS,
         "has another documentation", "Nothing but text changes."),
)  # fmt: skip
RULE = {each.id: each for each in RULES}
# Those that only put together what is accepted one by one: values of one enum, members of one shape.
GROUPS = frozenset(each for each in RULE if each.endswith(("-of-shape", "-values-removed", "-values-added")))


def message_of(change: Change) -> str:
    """What changed, without the place: "is required now"."""
    return RULE[change.rule].message.format(before=change.before, after=change.after)


def example_of(rule: Rule) -> str:
    """The message of a rule about X: "X takes B, and took A"."""
    return "X " + rule.message.replace("now{after}", "now").format(before="A", after="B")
