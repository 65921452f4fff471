"""The one door to the templates."""

import functools
from pathlib import Path

import jinja2

# In a wheel the templates lie inside the package; in a checkout, beside it.
_PLACES = (Path(__file__).parent.parent / "templates", Path(__file__).parent.parent.parent / "templates")


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_PLACES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.tests["class"] = lambda block: hasattr(block, "fields")  # among the blocks of a module
    return environment


def render(template: str, **values: object) -> str:
    """The text of `template` with `values` in it. A template loops over what is ready to print, and decides nothing."""
    return _environment().get_template(template).render(values)
