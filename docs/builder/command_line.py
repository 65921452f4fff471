"""The page of the command line, from the help of each command."""

from collections.abc import Iterator

import click

from generator.cli import cli

_HEAD = """# The command line

The command is `shapewright`. Alone, it builds what `[tool.shapewright]` in the nearest `pyproject.toml` says.
`python -m shapewright` is the same.

## Exit codes

| code | meaning |
|---:|---|
{codes}

`--format json` reports to programs. `--format github` annotates a pull request.
"""

_EXIT_CODES = {
    0: "Done.",
    1: "`check`: the output differs, or has type errors. `build --exit-code`: a file changed. `scan --check`: the code "
    "uses other operations. `diff`: something breaks.",
    2: "The configuration or a spec cannot be used, or the output cannot be written. The files of that service stay as "
    "they were.",
    130: "You stopped it. The output is the old one or the new one, never a mixture.",
}
_FIRST = ("build", "check", "diff", "scan", "explain", "list", "init", "clean")


def page() -> str:
    """The page."""
    codes = "\n".join(f"| {code} | {meaning} |" for code, meaning in _EXIT_CODES.items())
    return "\n".join([_HEAD.format(codes=codes), *_commands()])


def _commands() -> Iterator[str]:
    names = sorted(cli.commands, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
    for name in names:
        yield f"## {name}\n"
        yield f"```text\n{_help(name)}\n```\n"


def _help(name: str) -> str:
    parent = click.Context(cli, info_name="shapewright", terminal_width=100, **cli.context_settings)
    with click.Context(cli.commands[name], info_name=name, parent=parent, terminal_width=100) as context:
        return cli.commands[name].get_help(context)
