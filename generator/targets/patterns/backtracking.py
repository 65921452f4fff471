"""Decides whether an engine that backtracks, as Python's and ECMAScript's do, can run a pattern safely.

Before such an engine gives up, it may try every way in which the pattern can be laid over a string. The automaton of
the pattern's characters (Glushkov's) shows how many ways there can be. If two different paths lead from a character
back to itself over the same string, the number of ways doubles with every round. If one loop can hand over to another
at any place of the same string, their numbers of ways multiply. (Weber and Seidl 1991 on the theory, Weideman and
others 2016 on real engines.)
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..graph import strongly_connected_components
from .tree import (
    Alternation,
    CharacterClass,
    End,
    Lookaround,
    Node,
    Ranges,
    Repeat,
    Sequence,
    Start,
    WordBoundary,
    children,
    complement,
    normalize,
)

_MAX_LENGTH = 2_000  # of a string; in a longer one only a single loop is safe
_MAX_STEPS = 10_000_000
_MAX_COPIES = 48  # positions that a repetition is unrolled to; a larger one counts as a loop
_MAX_WORK = 1_000_000  # of the analysis; a pattern that takes more of it counts as unsafe
_END_OF_STRING: Ranges = ((-1, -1),)  # what End consumes: no character


def is_safe_to_backtrack(node: Node) -> bool:
    """Whether no string can make an engine that searches for `node` take very long."""
    lookarounds = list(_lookarounds(node, 1 if _is_anchored(node) else _MAX_LENGTH))
    can_fail_at_the_end = bool(lookarounds) or _contains(node, WordBoundary)
    try:
        whole = _Automaton(node, is_searched=True, can_fail_at_the_end=can_fail_at_the_end)
        return whole.steps() <= _MAX_STEPS and all(
            _Automaton(each, is_searched=False, can_fail_at_the_end=True).steps() * times <= _MAX_STEPS
            for each, times in lookarounds
        )
    except _TooMuchWorkError:
        return False


class _TooMuchWorkError(Exception):
    pass


def _lookarounds(node: Node, times: int) -> Iterator[tuple[Node, int]]:
    """What lookarounds in `node` contain, and from how many places of a string each is tried."""
    if isinstance(node, Repeat) and node.maximum != 1:
        times *= min(node.maximum or _MAX_LENGTH, _MAX_LENGTH)
    if isinstance(node, Lookaround):
        yield node.item, times
    for each in children(node):
        yield from _lookarounds(each, times)


def _contains(node: Node, kind: type) -> bool:
    return isinstance(node, kind) or any(_contains(each, kind) for each in children(node))


@dataclass
class _Fragment:
    """The part of an automaton that stands for a node."""

    is_nullable: bool  # whether it matches the empty string
    first: list[int] = field(default_factory=list)  # positions that a match can begin with
    last: list[int] = field(default_factory=list)  # and end with


class _Automaton:
    """The character classes of a pattern, in their order, are its positions. Edges lead to what may come next."""

    def __init__(self, node: Node, *, is_searched: bool, can_fail_at_the_end: bool) -> None:
        self.ranges: list[Ranges] = []  # by position
        self.times: list[int] = []  # by position: how often it may match in a row
        self.edges: Counter[tuple[int, int]] = Counter()  # with the number of ways from one to the other
        self._overlaps: dict[tuple[int, int], bool] = {}
        self._work = 0
        whole = self._fragment(node, 1)
        if is_searched and not _is_anchored(node):
            start = self._add_position(complement(()), _MAX_LENGTH)
            self.edges.update((start, each) for each in (start, *whole.first))
        # At the end of the pattern an engine has a match and tries no more, unless a condition there can fail.
        final = set() if can_fail_at_the_end else {each for each in whole.last if self.ranges[each] != _END_OF_STRING}
        self.next: dict[int, list[int]] = {each: [] for each in range(len(self.ranges))}
        for one, other in self.edges:
            if one not in final and other not in final:
                self.next[one].append(other)
        self.first = [start] if is_searched and not _is_anchored(node) else whole.first
        components = list(strongly_connected_components(self.next))
        self.component = {position: number for number, each in enumerate(components) for position in each}
        self._order = [position for each in components for position in each]  # what a loop leads to comes before it

    # Construction.

    def _add_position(self, ranges: Ranges, times: int) -> int:
        self.ranges.append(ranges)
        self.times.append(min(times, _MAX_LENGTH))
        return len(self.ranges) - 1

    def _fragment(self, node: Node, times: int) -> _Fragment:
        match node:
            case CharacterClass():
                position = [self._add_position(_widest_ranges(node), times)]
                return _Fragment(False, position, position)
            case End():
                position = [self._add_position(_END_OF_STRING, 1)]
                return _Fragment(False, position, position)
            case Sequence(items):
                whole = _Fragment(True)
                for each in items:
                    whole = self._concatenate(whole, self._fragment(each, times))
                return whole
            case Alternation(alternatives):
                fragments = [self._fragment(each, times) for each in alternatives]
                return _Fragment(
                    any(each.is_nullable for each in fragments),
                    [position for each in fragments for position in each.first],
                    [position for each in fragments for position in each.last],
                )
            case Repeat(item, minimum, maximum):
                limit = _MAX_LENGTH if maximum is None else maximum
                if limit == 0 or _count_positions(item) == 0:
                    return _Fragment(True)
                if maximum is not None and limit * _count_positions(item) <= _MAX_COPIES:
                    return self._unroll(item, minimum, limit, times)
                inner = self._fragment(item, times * limit)
                if limit > 1:
                    self._link(inner.last, inner.first)
                return _Fragment(inner.is_nullable or minimum == 0, inner.first, inner.last)
            case Start() | WordBoundary() | Lookaround():
                return _Fragment(True)

    def _unroll(self, item: Node, minimum: int, maximum: int, times: int) -> _Fragment:
        """`a{2,4}` as `aaa?a?`, where an `a` is absent only if all after it are."""
        whole = _Fragment(True)
        for number in reversed(range(maximum)):
            copy = self._concatenate(self._fragment(item, times), whole)
            whole = _Fragment(copy.is_nullable or number >= minimum, copy.first, copy.last)
        return whole

    def _concatenate(self, one: _Fragment, other: _Fragment) -> _Fragment:
        self._link(one.last, other.first)
        return _Fragment(
            one.is_nullable and other.is_nullable,
            one.first + other.first if one.is_nullable else one.first,
            one.last + other.last if other.is_nullable else other.last,
        )

    def _link(self, ones: list[int], others: list[int]) -> None:
        self._spend(len(ones) * len(others))
        self.edges.update((one, other) for one in ones for other in others)

    def _spend(self, work: int) -> None:
        self._work += work
        if self._work > _MAX_WORK:
            raise _TooMuchWorkError

    # Analysis.

    def steps(self) -> int:
        """Roughly the largest number of steps that a string takes. More than `_MAX_STEPS` if it is exponential."""
        loops = [each for each, targets in self.next.items() if any(self._is_in_loop(each, other) for other in targets)]
        has_double_edge = any(count > 1 and self._is_in_loop(*edge) for edge, count in self.edges.items())
        if has_double_edge or any(map(self._is_exponential, loops)):
            return _MAX_STEPS + 1
        return self._steps_of_loops(loops) * self._count_paths()

    def _count_paths(self) -> int:
        """The largest number of paths for one string that passes each loop once."""
        counts: dict[int, int] = {}

        def sum_compatible(positions: list[int]) -> int:
            """The largest sum of the counts of `positions` that match the same character."""
            largest = 1
            for each in positions:
                self._spend(len(positions))
                largest = max(largest, sum(counts[other] for other in positions if self._overlap(each, other)))
            return largest

        for each in self._order:
            targets = [other for other in self.next[each] if self.component[other] != self.component[each]]
            counts[each] = min(sum_compatible(targets), _MAX_STEPS + 1)
        return sum_compatible([each for each in self.first if each in counts])

    def _is_in_loop(self, one: int, other: int) -> bool:
        """Whether the edge from `one` to `other` is part of a loop."""
        return other in self.next[one] and self.component[one] == self.component[other]

    def _is_exponential(self, start: int) -> bool:
        """Whether two different paths lead from `start` back to it over one string."""
        seen = {(start, start, False)}
        waiting = [(start, start, False)]
        while waiting:
            one, other, have_differed = waiting.pop()
            for each in self._next_in_component(one):
                for twin in self._next_in_component(other):
                    self._spend(1)
                    if self._overlap(each, twin):
                        state = (each, twin, have_differed or each != twin)
                        if state == (start, start, True):
                            return True
                        if state not in seen:
                            seen.add(state)
                            waiting.append(state)
        return False

    def _next_in_component(self, position: int) -> list[int]:
        return [each for each in self.next[position] if self.component[each] == self.component[position]]

    def _steps_of_loops(self, loops: list[int]) -> int:
        """The largest product of the rounds of loops that hand over to one another."""
        after = {one: {other: size for other in loops if (size := self._handover_length(one, other))} for one in loops}
        known: dict[int, int] = {}

        def largest_product(loop: int) -> int:
            if loop not in known:  # `_is_exponential` has judged the loops of one component
                products = [
                    largest_product(each) * (self.times[loop] // size + 1) for each, size in after[loop].items()
                ]
                known[loop] = max(products, default=self.times[loop])
            return known[loop]

        return max(map(largest_product, loops), default=1)

    def _handover_length(self, one: int, other: int) -> int:
        """The length of the shortest string that leads from `one` to itself and to `other`, and from `other` to itself.

        0 if there is none.
        """
        if self.component[one] == self.component[other] or not self._overlap(one, other):
            return 0
        lengths = {(one, one, other): 0}
        waiting = deque(lengths)
        while waiting:
            in_one, between, in_other = before = waiting.popleft()
            for a in self._next_in_component(in_one):
                for c in self._next_in_component(in_other):
                    self._spend(1)
                    if not self._overlap(a, c):
                        continue
                    for b in self.next[between]:
                        self._spend(1)
                        state = (a, b, c)
                        if state not in lengths and self._overlap(a, b) and self._overlap(b, c):
                            lengths[state] = lengths[before] + 1
                            if state == (one, other, other):
                                return lengths[state]
                            waiting.append(state)
        return 0

    def _overlap(self, one: int, other: int) -> bool:
        """Whether two positions match the same character."""
        key = (one, other) if one <= other else (other, one)
        if key not in self._overlaps:
            self._overlaps[key] = _intersect(self.ranges[one], self.ranges[other])
        return self._overlaps[key]


def _count_positions(node: Node) -> int:
    """The number of positions that `node` is unrolled to."""
    return isinstance(node, CharacterClass | End) + sum(map(_count_positions, children(node))) * (
        node.maximum if isinstance(node, Repeat) and node.maximum else 1
    )


def _is_anchored(node: Node) -> bool:
    """Whether it can only match at the beginning of a string."""
    match node:
        case Start():
            return True
        case Sequence(items):
            first = next((each for each in items if not isinstance(each, Lookaround)), None)
            return first is not None and _is_anchored(first)
        case Alternation(alternatives):
            return all(map(_is_anchored, alternatives))
        case Repeat(item, minimum):
            return minimum > 0 and _is_anchored(item)
        case _:
            return False


def _widest_ranges(node: CharacterClass) -> Ranges:
    """The characters that may be in the class. A category may contain any character."""
    return normalize([(0, 0x10FFFF)]) if node.categories else node.ranges


def _intersect(ones: Ranges, others: Ranges) -> bool:
    return any(one[0] <= other[1] and other[0] <= one[1] for one in ones for other in others)
