"""The table of rules: each has its mirror, in the other direction and for the opposite action."""

from dataclasses import replace

import pytest

from generator.options import Options, RequestProfile, ResponseProfile
from generator.upgrade import RULE, RULES, Grade
from generator.upgrade.rules import Rule

OPPOSITES = {
    "removed": "added",
    "narrowed": "widened",
    "required": "optional",
    "both-ways": "one-way",
    "opened": "closed",
    "renamed": "renamed",
    "moved": "moved",
    "changed": "changed",
}
OPPOSITES |= {after: before for before, after in OPPOSITES.items()}

# What has no mirror, and why.
ONLY_ONE_DIRECTION = {
    "operation": "a request is what an operation is called by",
    "paginator": "pages are asked for",
    "waiter": "waiting is asked for",
    "method": "it is called",
    "error": "an error is only received",
    "other name": "the client takes other names, and returns none",
    "pattern": "what is received has one rule for all bounds",
    "minimum": "what is received has one rule for all bounds",
    "maximum": "what is received has one rule for all bounds",
    "minimum of a shape": "what is received has one rule for all bounds",
    "maximum of a shape": "what is received has one rule for all bounds",
    "pattern of a shape": "what is received has one rule for all bounds",
    "bound": "what is sent has a rule for each bound",
}


@pytest.mark.parametrize("rule", RULES, ids=[each.id for each in RULES])
def test_the_opposite_action_has_a_rule(rule: Rule) -> None:
    mirrors = [
        each
        for each in RULES
        if (each.direction, each.kind, each.action) == (rule.direction, rule.kind, OPPOSITES[rule.action])
    ]
    assert mirrors, rule.id


@pytest.mark.parametrize(
    "rule",
    [each for each in RULES if each.direction != "any"],
    ids=[each.id for each in RULES if each.direction != "any"],
)
def test_the_other_direction_has_a_rule(rule: Rule) -> None:
    other = {"sent": "received", "received": "sent"}[rule.direction]
    mirrors = [each for each in RULES if (each.direction, each.kind, each.action) == (other, rule.kind, rule.action)]
    assert bool(mirrors) is not (rule.kind in ONLY_ONE_DIRECTION), rule.id


def test_every_exception_is_needed() -> None:
    assert {each.kind for each in RULES} >= ONLY_ONE_DIRECTION.keys()


def test_what_is_added_never_breaks_and_what_is_removed_does() -> None:
    default = Options()
    for rule in RULES:
        grades = set(rule.grades(default))
        if rule.action in {"added", "widened"} and rule.id not in MAY:
            assert not grades & {Grade.BREAKS, Grade.MAY_BREAK}, rule.id
        if rule.action == "removed" and rule.kind not in {"error", "deprecation", "secret"}:
            assert Grade.BREAKS in grades, rule.id


# What is added, or accepts more, and may break all the same.
MAY = {
    "deprecated",  # type checkers can be told to refuse it
    "sent-type-widened",  # what is read back has another type
    "received-type-widened",  # what is received has more types than code expects: it breaks
}


def test_grades_follow_the_options() -> None:
    closed = replace(Options(), responses=ResponseProfile(enums="closed"), requests=RequestProfile(enums="open"))
    assert RULE["received-value-added"].grades(Options()) == (Grade.ADDS, Grade.ADDS)
    assert RULE["received-value-added"].grades(closed) == (Grade.MAY_BREAK, Grade.MAY_BREAK)
