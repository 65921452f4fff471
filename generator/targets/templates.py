"""Loads and renders the templates. No other module does."""

import functools
import traceback
from collections.abc import Iterator
from pathlib import Path

import jinja2

# In a wheel the templates lie inside the package; in a checkout, beside it.
_FOLDERS = (Path(__file__).parent.parent / "templates", Path(__file__).parent.parent.parent / "templates")


class TemplateError(ValueError):
    """A template of the user cannot be used."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(file, line, reason)
        self.file = file
        self.line = line
        self.reason = reason


class Templates:
    """Our templates and those of the user. A template of the user replaces ours of the same name.

    It can include or extend the template that it replaces as `shapewright/<name>`.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder  # of the user's templates; empty: there are none
        ours = jinja2.FileSystemLoader(_FOLDERS)
        users = [jinja2.FileSystemLoader(folder)] if folder else []
        self._environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader([*users, ours, jinja2.PrefixLoader({"shapewright": ours})]),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.tests["class"] = lambda block: hasattr(block, "fields")  # among the blocks of a module
        self._loaded: dict[str, jinja2.Template] = {}  # jinja's own cache looks at the file each time

    def __call__(self, template: str, **values: object) -> str:
        """Render `template`. It may loop over values that are ready to print, and decides nothing.

        Raises:
            TemplateError: a template of the user cannot be read, or uses a value that does not exist.
        """
        if not self.folder:
            return self._render_ours(template, values)
        try:
            return self._environment.get_template(template).render(values)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(error.filename or template, error.lineno, error.message or "") from None
        except Exception as error:  # the expressions in a template may raise anything
            frames = traceback.extract_tb(error.__traceback__)
            frame = next((each for each in reversed(frames) if each.filename.endswith(".jinja")), None)
            file, line = (frame.filename, frame.lineno or 0) if frame else (template, 0)
            raise TemplateError(file, line, f"{type(error).__name__}: {error}") from None

    def _render_ours(self, template: str, values: dict[str, object]) -> str:
        """What `Template.render` does, without the chain of dictionaries and the error handling that it adds."""
        if (found := self._loaded.get(template)) is None:
            found = self._loaded[template] = self._environment.get_template(template)
        context = found.new_context({**self._environment.globals, **values}, shared=True)
        return "".join(found.root_render_func(context))

    def unrecognised(self) -> Iterator[tuple[str, list[str]]]:
        """The user's templates that replace none of ours, each with the names of all of ours."""
        known = [path.relative_to(folder).as_posix() for folder in _FOLDERS for path in folder.rglob("*.jinja")]
        for path in sorted(Path(self.folder).rglob("*.jinja")) if self.folder else ():
            name = path.relative_to(self.folder).as_posix()
            if name not in known:
                yield str(path), known


@functools.cache
def load_templates(folder: str) -> Templates:
    """The templates. Those in `folder`, if it is not empty, replace ours."""
    return Templates(folder)
