"""TypeScript types of the JSON form: interfaces and unions, without any code that runs."""

from collections.abc import Iterable, Iterator

from .. import ir
from ..diagnostics import Report
from ..options import Options
from .file import File
from .templates import load_templates
from .typescript_code import Speller, escape_in_comment, is_exactly_one, string


def generate(service: ir.Service, options: Options, report: Report) -> Iterator[File]:
    """The file `<service>.ts`."""
    shapes = [each for each in service.shapes.values() if not (isinstance(each, ir.Alias) and each.stand_ins)]
    speller = Speller(service, options.typescript, report)
    types = [speller.declaration(each) for each in shapes if not isinstance(each, ir.Enum)]
    enums = [speller.declaration(each) for each in shapes if isinstance(each, ir.Enum)]
    text = load_templates(options.templates)(
        "typescript/service.ts.jinja",
        origin=escape_in_comment(service.origin),
        exactly_one=any(map(is_exactly_one, shapes)),
        declarations=[*types, *enums],
    )
    yield File(f"{service.name}.ts", text)


def generate_shared(services: Iterable[str], options: Options) -> Iterator[File]:
    """The file `index.ts`. It exports each service under its name, so that no two types clash."""
    files = [(each, string(f"./{each}.js")) for each in sorted(services)]
    text = load_templates(options.templates)(
        "typescript/index.ts.jinja", services=files, types_only=not options.typescript.enum_values
    )
    yield File("index.ts", text)
