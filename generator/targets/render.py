"""The one door to the templates."""

import functools
import traceback
from collections.abc import Iterator
from pathlib import Path

import jinja2

# In a wheel the templates lie inside the package; in a checkout, beside it.
_PLACES = (Path(__file__).parent.parent / "templates", Path(__file__).parent.parent.parent / "templates")


class TemplateError(ValueError):
    """A user's template is wrong."""

    def __init__(self, file: str, line: int, why: str) -> None:
        super().__init__(file, line, why)
        self.file = file
        self.line = line
        self.why = why


class Layout:
    """Templates: a user's before ours. Where one of a user's has the name of ours, it takes its place.

    Ours is `shapewright/<name>` then, for it to include or to extend.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder  # of the user's; empty: there are none
        ours = jinja2.FileSystemLoader(_PLACES)
        theirs = [jinja2.FileSystemLoader(folder)] if folder else []
        self._environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader([*theirs, ours, jinja2.PrefixLoader({"shapewright": ours})]),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.tests["class"] = lambda block: hasattr(block, "fields")  # among the blocks of a module
        self._known: dict[str, jinja2.Template] = {}  # jinja's own memory looks at the file each time

    def __call__(self, template: str, **values: object) -> str:
        """The text of `template` with `values` in it. It loops over what is ready to print, and decides nothing.

        Raises:
            TemplateError: a template of the user's cannot be read, or asks for what is not there.
        """
        if not self.folder:
            return self._render_ours(template, values)
        try:
            return self._environment.get_template(template).render(values)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(error.filename or template, error.lineno, error.message or "") from None
        except Exception as error:  # whatever an expression in it may do
            frames = traceback.extract_tb(error.__traceback__)
            place = next((each for each in reversed(frames) if each.filename.endswith(".jinja")), None)
            file, line = (place.filename, place.lineno or 0) if place else (template, 0)
            raise TemplateError(file, line, f"{type(error).__name__}: {error}") from None

    def _render_ours(self, template: str, values: dict[str, object]) -> str:
        """What `Template.render` does as well, but for a chain of dictionaries each time, and for what went wrong."""
        if (found := self._known.get(template)) is None:
            found = self._known[template] = self._environment.get_template(template)
        context = found.new_context({**self._environment.globals, **values}, shared=True)
        return "".join(found.root_render_func(context))

    def strangers(self) -> Iterator[tuple[str, list[str]]]:
        """Templates of the user's that take no other's place, each with the names of all of ours."""
        known = [path.relative_to(place).as_posix() for place in _PLACES for path in place.rglob("*.jinja")]
        for path in sorted(Path(self.folder).rglob("*.jinja")) if self.folder else ():
            name = path.relative_to(self.folder).as_posix()
            if name not in known:
                yield str(path), known


@functools.cache
def layout(folder: str) -> Layout:
    """The templates, those in `folder` before ours."""
    return Layout(folder)
