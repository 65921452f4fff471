"""All patterns of AWS: how each is translated, and that the translation means the same in every engine.

The oracle is ECMAScript, the dialect that Smithy names, on the pattern as AWS wrote it. It runs with the flag `u`, or
without if only that accepts an escape of AWS (`\\-`). The strings are drawn from the translation, some with a fault.
"""

import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import pytest
import re2
from pydantic_core import SchemaValidator, ValidationError, core_schema

from generated.dataclass_models._patterns import _compile
from generator.targets.patterns import PatternError, Translation, translate
from support.commands import node
from support.paths import BOTOCORE_DATA

sre = import_module("re._parser")  # Python's parser of patterns, which has no public name


def patterns() -> list[str]:
    """Every pattern of every service, in its newest API version."""
    found = set()
    for folder in BOTOCORE_DATA.iterdir():
        if versions := sorted(folder.glob("*/service-2.json.gz")):
            shapes = json.loads(gzip.decompress(versions[-1].read_bytes()))["shapes"].values()
            found |= {each["pattern"] for each in shapes if "pattern" in each}
    return sorted(found)


@pytest.fixture(scope="module")
def translations() -> dict[str, Translation | None]:
    """The translation of each pattern; None if it is left out."""

    def translated(pattern: str) -> Translation | None:
        try:
            return translate(pattern)
        except PatternError:
            return None

    return {each: translated(each) for each in patterns()}


def test_kinds_of_translations(translations: dict[str, Translation | None]) -> None:
    fates: Counter[str] = Counter()
    engines: Counter[str] = Counter()
    for pattern, found in translations.items():
        if found is None:
            fates["broken, or not one thing"] += 1
        elif not found.text:
            fates["matches always"] += 1
        else:
            fates["as it is" if found.text == pattern else "rewritten"] += 1
            engines.update(
                pydantic=found.in_rust or found.in_python, converter=found.in_python, schema=found.in_json_schema
            )
            engines["none"] += not (found.in_rust or found.in_python)
            engines["but RE2"] += found.in_python and not found.in_json_schema and "\\p{" not in found.text.lower()
    assert fates == FATES
    assert engines == ENGINES


FATES = {"broken, or not one thing": 30, "matches always": 337, "as it is": 207, "rewritten": 4302}
WITHOUT_AN_ORACLE = 17  # both `(?s)` and `\\p{…}`, say: no engine here reads them as they are
ENGINES = {"pydantic": 4490, "converter": 4410, "schema": 4120, "none": 19, "but RE2": 197}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\d+", "[0-9]"),
        (r".*a.+", "a[^\\n\\r\u2028\u2029]"),
        (r"(?s)a.b", r"a[\s\S]b"),
        (r"^a|b$", "^a|b$"),
        (r"x(?:ab|c)?$", "x(?:ab|c)?$"),
        (r"(?i)a(?s:.)", r"[Aa][\s\S]"),
        (r"(a(?i)b)c", "a[Bb]c"),
        (r"\Aa\z", "^a$"),
        (r"[\]\-\\^$]", r"[\$\-\\-\^]"),
        (r"\uD83D\uDE00|\u{1F600}|\x{61}", "\U0001f600|\U0001f600|a"),
        (r"[^\x00-\uFFFF]", "[\U00010000-\U0010ffff]"),
        (r"[\p{L}\P{N}]|\pL", r"[\p{L}\P{N}]|[\p{L}]"),
        (r"[^\p{L}\d]", r"[^\p{L}0-9]"),
        (r"^a{2}b{2,}c{1,1}d{0,1}e{0,}$", "^a{2}b{2,}cd?e*$"),
        (r"a{2,9}(bc)+", "a{2}bc"),
        (r"(.*|x)*y?|z", ""),
        (r"$|^a", ""),
        (r"^a$(?:b?){2}", "^a$(?:b?){2}"),
        (r"a\b", "a(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))"),
        (r"^(?:(?:){99999}){99999}b$", "^b$"),
        (r"^{}$", r"^\{\}$"),
    ],
)
def test_translation(pattern: str, text: str) -> None:
    assert translate(pattern).text == text


@pytest.mark.parametrize(
    "pattern",
    [
        "a**", "a++", "^*", "(?=a)+", "*", "{2}", "(", ")", "[", "[a", "[]", "[^]", "[b-a]", "a{3,2}", "[a[b]]",
        "[a&&b]",
        r"\1", r"\k<a>", r"\Z", r"\G", r"\p{Han}", r"\p", r"\x1", r"\u12", r"\uD800", r"\u{110000}", "(?>a)", "(?#a)",
        "\\", r"[\uD800-\uDBFF]", "a{9999999}", r"\01", r"[^\s\S]", "\ud800", "a$b",
    ],
)  # fmt: skip
def test_left_out(pattern: str) -> None:
    with pytest.raises(PatternError):
        translate(pattern)


SAFE = [
    "^a+$",
    "^(?:a[0-9])*$",
    "^[a-z]+-[0-9]+$",
    "^(?:ab|ac)*$",
    "(?:[A-Z]{4})*=",
    "^a*b*$",
    "a?a?a?a?$",
    "^(?!a*b)a",
]
UNSAFE = [
    "^" + "a?" * 32 + "b$", "^" + "[a-z]{0,40}-?" * 6 + "$", "(?=.*a.*b)c", "[ac](?:a(?=(?:ab?)*c))+d",
    "^(a+)+$", "^(a|a)*$", "^(a|ab|b)*$", "^(a*)*$", "^([a-z]+.)+$", "^a*a*a*a*$",
    "(x+x+)+y", "^(?!(a+)+$)a", "(.*,){9}P",
    r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
]  # fmt: skip


def test_rust_has_limits() -> None:
    """Patterns that Rust's engine cannot compile are not used there."""
    assert not translate(r"^\P{Cs}+$").in_rust
    assert not translate("^" + "(?:x" * 120 + ")?" * 120 + "y").in_rust
    assert translate("^" + "(?:x" * 40 + ")?" * 40 + "y").in_rust
    in_rust(translate("^" + "(?:x" * 40 + ")?" * 40 + "y").text, ["y"])
    with pytest.raises(PatternError, match="deep"):
        translate("(" * 3000 + "a" + ")" * 3000)


IN_RE2 = ["^a{1000}$", "^(?:ab{100}){0,10}$", "^(?:a{900}b{900}){1,}$"]
NOT_IN_RE2 = ["^a{1001}$", "^a{1001,}$", "^(?:ab{100}){0,11}$", "^(?:a|b{600}){2}c", "^(?=a)", r"^a\b"]


def test_re2_has_limits() -> None:
    """A pattern that RE2 cannot compile is in no JSON Schema."""
    for pattern in IN_RE2:
        assert translate(pattern).in_json_schema, pattern
        re2.compile(translate(pattern).text)
    for pattern in NOT_IN_RE2:
        assert not translate(pattern).in_json_schema, pattern
        with pytest.raises(re2.error):
            re2.compile(translate(pattern).text)


def test_slow_patterns_are_recognized() -> None:
    assert [each for each in SAFE if not translate(each).in_python] == []
    assert [each for each in UNSAFE if translate(each).in_python] == []


# Strings.


class Drawer:
    """Draws strings that a pattern mostly matches; lookarounds are left to chance."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def draw(self, pattern: str) -> str:
        return self._all(sre.parse(_compile(pattern).pattern, re.ASCII))

    def broken(self, text: str) -> str:
        """`text` with a change in one place."""
        at = self.random.randint(0, len(text))
        other = self.random.choice([*"aZ0 -_.:/@\n\té٣\u2028\u017f", "🌀", ""])
        return f"{text[:at]}{other}" + text[at + self.random.randint(0, 2) :]

    def _all(self, tree: Any) -> str:
        return "".join(self._one(str(kind), value) for kind, value in tree)

    def _one(self, kind: str, value: Any) -> str:
        match kind:
            case "LITERAL":
                return chr(value)
            case "NOT_LITERAL":
                return self._in([("NEGATE", None), ("LITERAL", value)])
            case "IN":
                return self._in([(str(kind), each) for kind, each in value])
            case "BRANCH":
                return self._all(self.random.choice(value[1]))
            case "SUBPATTERN":
                return self._all(value[3])
            case "MAX_REPEAT":
                fewest, most, item = value
                times = self.random.randint(fewest, max(fewest, min(int(most), fewest + 3)))
                return "".join(self._all(item) for _ in range(min(times, 600)))
            case "AT" | "ASSERT" | "ASSERT_NOT":
                return ""
        raise AssertionError(kind)

    def _in(self, parts: list[tuple[str, Any]]) -> str:
        """A character of a set."""
        ranges = [
            (value, value) if kind == "LITERAL" else value for kind, value in parts if kind in ("LITERAL", "RANGE")
        ]
        if parts[0][0] == "NEGATE":
            others = [ord(each) for each in "a0 -é\n/:_Z🌀"]
            free = [code for code in others if not any(first <= code <= last for first, last in ranges)]
            return chr(self.random.choice(free)) if free else ""
        if not ranges:  # [\s\S]
            return self.random.choice("a \n")
        first, last = self.random.choice(ranges)
        return chr(self.random.choice([first, last, self.random.randint(first, last)]))


def strings(pattern: str, translation: Translation) -> list[str]:
    """Strings to try on a pattern: drawn, broken and with a line feed. Short ones if the pattern is slow."""
    drawer = Drawer(pattern)
    drawn = [drawer.draw(translation.text) for _ in range(6)]
    found = [*drawn, *(drawer.broken(each) for each in drawn), *(drawer.broken("") for _ in range(2)), drawn[0] + "\n"]
    return [each if translation.in_python else each[:12] for each in found]


Verdicts = Sequence[bool | None]  # None: unknown


def in_node(lines: list[tuple[str, str, list[str]]]) -> Iterator[Verdicts | None]:
    done = node("patterns.mjs", text="\n".join(json.dumps(each) for each in lines))
    assert done.returncode == 0, done.stderr[-2000:]
    yield from map(json.loads, done.stdout.splitlines())


def in_python(pattern: str, texts: list[str]) -> list[bool | None] | None:
    """What Python finds with a pattern as AWS wrote it; None for strings in which ECMAScript may read it otherwise."""
    try:
        engine = re.compile(pattern.replace("\\z", "\\Z"), re.ASCII)
    except re.error:
        return None
    return [bool(engine.search(text)) if text.isascii() and text.isprintable() else None for text in texts]


def in_rust(pattern: str, texts: list[str]) -> list[bool]:
    validator = SchemaValidator(core_schema.str_schema(pattern=pattern))

    def takes(text: str) -> bool:
        try:
            validator.validate_python(text)
        except ValidationError:
            return False
        return True

    return list(map(takes, texts))


def in_re2(pattern: str, texts: list[str]) -> list[bool]:
    engine = re2.compile(pattern)
    return [bool(engine.search(text)) for text in texts]


def oracle(pattern: str, texts: list[str], strict: Verdicts | None, loose: Verdicts | None) -> Verdicts:
    """The strings in which the pattern as AWS wrote it is found, by the best engine that reads it."""
    if strict is not None:
        return strict
    if loose is not None and not re.search(r"\\[pPuxAz]", pattern):  # which mean letters without the flag
        return [
            each if text <= "\uffff" * len(text) and text.isprintable() else None
            for text, each in zip(texts, loose, strict=True)
        ]
    return in_python(pattern, texts) or [None] * len(texts)


def test_every_engine_finds_the_same(translations: dict[str, Translation | None]) -> None:
    kept = [(pattern, found) for pattern, found in translations.items() if found and found.text]
    texts = [strings(pattern, found) for pattern, found in kept]
    strict = in_node([(pattern, "u", each) for (pattern, _), each in zip(kept, texts, strict=True)])
    loose = in_node([(pattern, "", each) for (pattern, _), each in zip(kept, texts, strict=True)])
    ours = in_node([(found.text, "u", each) for (_, found), each in zip(kept, texts, strict=True)])
    seen: Counter[str] = Counter()
    for (pattern, found), each, *raw, translated in zip(kept, texts, strict, loose, ours, strict=True):
        expected = oracle(pattern, each, *raw)
        engines = {"ECMAScript": translated}
        if found.in_rust:
            engines["Rust"] = in_rust(found.text, each)
        if found.in_python:
            engines["Python"] = [bool(_compile(found.text).search(text)) for text in each]
        if found.in_json_schema:
            assert found.in_rust, pattern
            assert found.in_python, pattern
            engines["RE2"] = in_re2(found.text, each)
        for engine, verdicts in engines.items():
            assert verdicts is not None, (engine, pattern, found.text)
            assert verdicts == translated, (engine, pattern, found.text, each)
            wrong = [
                text for text, is_, should in zip(each, verdicts, expected, strict=True) if should not in (is_, None)
            ]
            assert not wrong, (engine, pattern, found.text, wrong)
        seen.update({True: "found", False: "not found", None: "unknown"}[verdict] for verdict in expected)
        seen["patterns without an oracle"] += set(expected) == {None}
    assert seen["patterns without an oracle"] == WITHOUT_AN_ORACLE
    assert seen["unknown"] < seen.total() / 50, seen
    assert min(seen["found"], seen["not found"]) > seen.total() / 4, seen


def test_no_string_takes_too_long(translations: dict[str, Translation | None]) -> None:
    """The end of a matching string, repeated up to two thousand times, and then characters that never match.

    The slowest patterns take quadratic time with slow sets, 50 times as long as the simplest quadratic pattern. A cubic
    pattern would take hundreds of times as long.
    """
    plain = min(searching(re.compile("^a+[ab]*$"), "a" * 2000 + "\n\0") for _ in range(5))
    for pattern, found in translations.items():
        if not (found and found.text and found.in_python):
            continue
        drawn = Drawer(pattern).draw(found.text)
        engine = _compile(found.text)
        for size in (1, 3):
            attack = drawn + (drawn[-size:] or "a") * (2000 // size) + "\n\0"
            assert searching(engine, attack) < 200 * plain, (pattern, size)


def searching(engine: re.Pattern[str], text: str) -> float:
    """The CPU seconds of a search."""
    begin = time.process_time()
    engine.search(text)
    return time.process_time() - begin
