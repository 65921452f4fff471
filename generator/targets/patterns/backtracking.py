"""Whether an engine that backtracks can run a pattern: Python's and ECMAScript's do.

Such an engine may try every way in which a pattern can be laid over a string before it says no. How many there can be
is seen in the automaton of the pattern's characters (Glushkov's): where two different paths lead from a character back
to itself over the same string, the ways double with every round; where one loop can hand over to another anywhere in
the same string, they multiply (Weber and Seidl 1991; Weideman and others 2016, on how engines fare).
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from .tree import Boundary, Chars, Choice, End, Look, Node, Ranges, Repeat, Sequence, Start, complement, normal, parts

_LONGEST = 2_000  # characters of a string; more, and only one loop may run over it
_MOST_STEPS = 10_000_000
_MOST_COPIES = 48  # positions that a repetition is written out to; a larger one is taken for a loop
_MOST_WORK = 1_000_000  # of the analysis itself; what is too big to be understood is not run
_THE_END: Ranges = ((-1, -1),)  # what End takes: no character


def is_safe_to_backtrack(node: Node) -> bool:
    """Whether no string can make an engine that searches for `node` take very long."""
    looks = list(_looks(node, 1 if _starts(node) else _LONGEST))
    can_fail_at_the_end = bool(looks) or _has(node, Boundary)
    try:
        return _Automaton(node, searched=True, can_fail=can_fail_at_the_end).steps() <= _MOST_STEPS and all(
            _Automaton(each, searched=False, can_fail=True).steps() * times <= _MOST_STEPS for each, times in looks
        )
    except _TooMuchWorkError:
        return False


class _TooMuchWorkError(Exception):
    pass


def _looks(node: Node, times: int) -> Iterator[tuple[Node, int]]:
    """What is looked at from within `node`, and from how many places of a string."""
    if isinstance(node, Repeat) and node.maximum != 1:
        times *= min(node.maximum or _LONGEST, _LONGEST)
    if isinstance(node, Look):
        yield node.item, times
    for each in parts(node):
        yield from _looks(each, times)


def _has(node: Node, kind: type) -> bool:
    return isinstance(node, kind) or any(_has(each, kind) for each in parts(node))


@dataclass
class _Fragment:
    """What a node is to the nodes around it."""

    nullable: bool
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)


class _Automaton:
    """Positions are the sets of characters in a pattern, in their order; edges lead to what may come next."""

    def __init__(self, node: Node, *, searched: bool, can_fail: bool) -> None:
        self.sets: list[Ranges] = []
        self.times: list[int] = []  # how often a position may come in a row
        self.edges: Counter[tuple[int, int]] = Counter()  # two ways from one to the other: counted twice
        self._overlaps: dict[tuple[int, int], bool] = {}
        self._work = 0
        whole = self._fragment(node, 1)
        if searched and not _starts(node):
            start = self._position(complement(()), _LONGEST)
            self.edges.update((start, each) for each in (start, *whole.first))
        # Whoever comes to the end of a pattern has matched, and tries no more; unless something is looked at there.
        done = set() if can_fail else {each for each in whole.last if self.sets[each] != _THE_END}
        self.next: dict[int, list[int]] = {each: [] for each in range(len(self.sets))}
        for here, there in self.edges:
            if here not in done and there not in done:
                self.next[here].append(there)
        self.first = [start] if searched and not _starts(node) else whole.first
        self.component = _components(self.next)

    # Building.

    def _position(self, ranges: Ranges, times: int) -> int:
        self.sets.append(ranges)
        self.times.append(min(times, _LONGEST))
        return len(self.sets) - 1

    def _fragment(self, node: Node, times: int) -> _Fragment:
        match node:
            case Chars():
                position = [self._position(_widest(node), times)]
                return _Fragment(False, position, position)
            case End():
                position = [self._position(_THE_END, 1)]
                return _Fragment(False, position, position)
            case Sequence(items):
                whole = _Fragment(True)
                for each in items:
                    whole = self._joined(whole, self._fragment(each, times))
                return whole
            case Choice(alternatives):
                found = [self._fragment(each, times) for each in alternatives]
                return _Fragment(
                    any(each.nullable for each in found),
                    [position for each in found for position in each.first],
                    [position for each in found for position in each.last],
                )
            case Repeat(item, minimum, maximum):
                most = _LONGEST if maximum is None else maximum
                if most == 0 or _count(item) == 0:
                    return _Fragment(True)
                if maximum is not None and most * _count(item) <= _MOST_COPIES:
                    return self._copies(item, minimum, most, times)
                inside = self._fragment(item, times * most)
                if most > 1:
                    self._link(inside.last, inside.first)
                return _Fragment(inside.nullable or minimum == 0, inside.first, inside.last)
            case Start() | Boundary() | Look():
                return _Fragment(True)

    def _copies(self, item: Node, minimum: int, maximum: int, times: int) -> _Fragment:
        """`aab?b?`: what may be absent is absent from the end."""
        whole = _Fragment(True)
        for number in reversed(range(maximum)):
            copy = self._joined(self._fragment(item, times), whole)
            whole = _Fragment(copy.nullable or number >= minimum, copy.first, copy.last)
        return whole

    def _joined(self, one: _Fragment, other: _Fragment) -> _Fragment:
        self._link(one.last, other.first)
        return _Fragment(
            one.nullable and other.nullable,
            one.first + other.first if one.nullable else one.first,
            one.last + other.last if other.nullable else other.last,
        )

    def _link(self, ones: list[int], others: list[int]) -> None:
        self._spend(len(ones) * len(others))
        self.edges.update((one, other) for one in ones for other in others)

    def _spend(self, work: int) -> None:
        self._work += work
        if self._work > _MOST_WORK:
            raise _TooMuchWorkError

    # Judging.

    def steps(self) -> int:
        """How many it may take, roughly: without end where the ways double in a loop, else what they multiply to."""
        loops = [each for each, targets in self.next.items() if any(self._is_loop(each, other) for other in targets)]
        doubles = any(count > 1 and self._is_loop(*edge) for edge, count in self.edges.items())
        if doubles or any(map(self._doubles, loops)):
            return _MOST_STEPS + 1
        return self._most_steps(loops) * self._ways()

    def _ways(self) -> int:
        """In how many ways one string can be laid along the positions, each loop run through once."""
        found: dict[int, int] = {}

        def together(positions: list[int]) -> int:
            """Of those that one character fits, all."""
            most = 1
            for each in positions:
                self._spend(len(positions))
                most = max(most, sum(found[other] for other in positions if self._overlap(each, other)))
            return most

        for each in self._in_reverse():
            targets = [other for other in self.next[each] if self.component[other] != self.component[each]]
            found[each] = min(together(targets), _MOST_STEPS + 1)
        return together([each for each in self.first if each in found])

    def _in_reverse(self) -> list[int]:
        """Positions after all that they lead to, those of a loop aside."""
        order: list[int] = []
        seen: set[int] = set()
        for start in self.next:
            work = [(start, iter(self.next[start]))] if start not in seen else []
            seen.add(start)
            while work:
                for each in work[-1][1]:
                    if each not in seen:
                        seen.add(each)
                        work.append((each, iter(self.next[each])))
                        break
                else:
                    order.append(work.pop()[0])
        return order

    def _is_loop(self, here: int, there: int) -> bool:
        return there in self.next[here] and self.component[here] == self.component[there]

    def _doubles(self, start: int) -> bool:
        """Whether two different paths lead from `start` back to it over one string."""
        seen = {(start, start, False)}
        waiting = [(start, start, False)]
        while waiting:
            one, other, parted = waiting.pop()
            for each in self._inside(one):
                for twin in self._inside(other):
                    self._spend(1)
                    if self._overlap(each, twin):
                        state = (each, twin, parted or each != twin)
                        if state == (start, start, True):
                            return True
                        if state not in seen:
                            seen.add(state)
                            waiting.append(state)
        return False

    def _inside(self, position: int) -> list[int]:
        return [each for each in self.next[position] if self.component[each] == self.component[position]]

    def _most_steps(self, loops: list[int]) -> int:
        """The largest product of how often loops run that hand over to one another."""
        after = {one: {other: size for other in loops if (size := self._hands_over(one, other))} for one in loops}
        found: dict[int, int] = {}

        def most(loop: int) -> int:
            if loop not in found:  # loops of one component are judged by `_doubles`
                rounds = [most(each) * (self.times[loop] // size + 1) for each, size in after[loop].items()]
                found[loop] = max(rounds, default=self.times[loop])
            return found[loop]

        return max(map(most, loops), default=1)

    def _hands_over(self, one: int, other: int) -> int:
        """How long the shortest string is over which `one` leads to itself and to `other`, and `other` to itself.

        0: there is none.
        """
        if self.component[one] == self.component[other] or not self._overlap(one, other):
            return 0
        seen = {(one, one, other): 0}
        waiting = deque(seen)
        while waiting:
            loop, path, end = before = waiting.popleft()
            for a in self._inside(loop):
                for c in self._inside(end):
                    self._spend(1)
                    if not self._overlap(a, c):
                        continue
                    for b in self.next[path]:
                        self._spend(1)
                        state = (a, b, c)
                        if state not in seen and self._overlap(a, b) and self._overlap(b, c):
                            seen[state] = seen[before] + 1
                            if state == (one, other, other):
                                return seen[state]
                            waiting.append(state)
        return 0

    def _overlap(self, one: int, other: int) -> bool:
        key = (one, other) if one <= other else (other, one)
        if key not in self._overlaps:
            self._overlaps[key] = _meet(self.sets[one], self.sets[other])
        return self._overlaps[key]


def _count(node: Node) -> int:
    return isinstance(node, Chars | End) + sum(map(_count, parts(node))) * (
        node.maximum if isinstance(node, Repeat) and node.maximum else 1
    )


def _starts(node: Node) -> bool:
    """Whether it can match nowhere but at the beginning."""
    match node:
        case Start():
            return True
        case Sequence(items):
            rest = next((each for each in items if not isinstance(each, Look)), None)
            return rest is not None and _starts(rest)
        case Choice(alternatives):
            return all(map(_starts, alternatives))
        case Repeat(item, minimum):
            return minimum > 0 and _starts(item)
        case _:
            return False


def _widest(chars: Chars) -> Ranges:
    """What may be in the set; of a category, whatever is beyond ASCII may."""
    return normal([(0, 0x10FFFF)]) if chars.categories else chars.ranges


def _meet(ones: Ranges, others: Ranges) -> bool:
    return any(one[0] <= other[1] and other[0] <= one[1] for one in ones for other in others)


def _components(graph: dict[int, list[int]]) -> dict[int, int]:
    """The strongly connected component of each position, by a number (Kosaraju)."""
    order: list[int] = []
    seen: set[int] = set()
    for start in graph:
        if start in seen:
            continue
        seen.add(start)
        work = [(start, iter(graph[start]))]
        while work:
            for each in work[-1][1]:
                if each not in seen:
                    seen.add(each)
                    work.append((each, iter(graph[each])))
                    break
            else:
                order.append(work.pop()[0])
    back: dict[int, list[int]] = {each: [] for each in graph}
    for here, targets in graph.items():
        for there in targets:
            back[there].append(here)
    found: dict[int, int] = {}
    for start in reversed(order):
        waiting = [] if start in found else [start]
        while waiting:
            each = waiting.pop()
            if each not in found:
                found[each] = start
                waiting += back[each]
    return found
