"""The page of diagnostics: every code, with its meaning, what to do about it, and an example from the tests."""

import re
from collections.abc import Iterator

from generator.codes import CODES, Code
from generator.options import Options
from generator.upgrade.rules import RULES, example_of

from .paths import ROOT
from .provocations import PROVOCATIONS
from .runs import printed_here, project

_HEAD = """# Diagnostics

Shapewright reports what is wrong with a spec, the configuration or the output. A message has a place, a severity and a
code:

```text
{example}
```

* An **error** means that the service gets no output. Its files stay as they are.
* A **warning** says that something was left out or guessed.
* A **note** is worth knowing, and asks for nothing.

`shapewright explain {code}` prints the text below on the command line. `--format json` prints diagnostics for programs.
"""


def page() -> str:
    """The page."""
    examples = _examples()
    topics = list(dict.fromkeys(each.topic for each in CODES.values()))
    parts = [_HEAD.format(example=examples["unknown-name"], code="unknown-name")]
    for topic in topics:
        parts.append(f"## {topic}\n")
        parts += [_entry(name, code, examples.get(name, "")) for name, code in CODES.items() if code.topic == topic]
    return "\n".join([*parts, *_changes()])


def _entry(name: str, code: Code, example: str) -> str:
    shown = f"\n```text\n{example}\n```\n" if example else ""
    return f"### {name}\n\n{code.meaning}\n{shown}\n**What to do:** {code.mend}\n"


def _examples() -> dict[str, str]:
    """A message of each code: the shortest that a case expects, or what a mistake made on purpose gets."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "tests" / "cases").glob("*/expected/diagnostics.txt")):
        for code, message in _messages(file.read_text(encoding="utf-8")):
            if len(message) < len(found.get(code, message + " ")):
                found[code] = message
    return {**found, **{code: provoke(code) for code in PROVOCATIONS}}


def provoke(code: str) -> str:
    """The message of a code that is provoked.

    Raises:
        LookupError: the provocation does not report it.
    """
    provocation = PROVOCATIONS[code]
    with project(provocation.files) as folder:
        printed = [printed_here(each) for each in provocation.commands][-1].replace(f"{folder}/", "")
    messages = [message for each, message in _messages(printed) if each == code]
    if not messages:
        raise LookupError(f"{code} is not in: {printed}")
    return messages[0]


def _messages(text: str) -> Iterator[tuple[str, str]]:
    """The codes and the messages, with their hints, in what a command prints."""
    for found in re.finditer(r"^\S.*: .*\[([a-z-]+)\]$(?:\n    hint: .*$)?", text, re.M):
        yield found[1], found[0]


def _changes() -> Iterator[str]:
    """The table of changes that `diff` finds, and that `explain` knows, too."""
    yield "## Changes\n"
    yield (
        "`shapewright diff` prints these codes in brackets. [Upgrades](upgrades.md#grades) says what the grades mean. "
        "Here they are those of the default configuration.\n"
    )
    yield "| code | what changed | Python | TypeScript |\n|---|---|---|---|"
    for rule in RULES:
        python, typescript = rule.grades(Options())
        grades = " | ".join(each.value.replace("-", " ") for each in (python, typescript))
        yield f"| `{rule.id}` | {example_of(rule)}. {rule.reason} | {grades} |"
    yield ""
