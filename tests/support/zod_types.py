"""Whether the schemas of zod in an output have the types of its TypeScript, as tsc judges."""

import re
from pathlib import Path

from support.commands import node
from support.paths import NODE

_EQUAL = """
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
"""
_FLAGS = "--strict --noEmit --noUncheckedIndexedAccess --isolatedModules --pretty false".split()
_MODULES = "--target es2022 --module esnext --moduleResolution bundler".split()
_SCHEMA = re.compile(r"^export const (\w+)", re.MULTILINE)
_TYPE = re.compile(r"^export (?:type|interface) (\w+)", re.MULTILINE)


def compare_types(*outs: Path, have_equal_inputs: bool = True) -> int:
    """Hold every schema in these outputs against its type; gives how many there are.

    The received half of a shared class has the type of the class. `have_equal_inputs`: what a schema takes has the same
    type as what it returns.
    """
    scripts = []
    count = 0
    for schemas in (each for out in outs for each in sorted((out / "zod").glob("*.ts"))):
        out = schemas.parent.parent
        modules = out.parent / "node_modules"
        if not modules.is_symlink():
            modules.symlink_to(NODE / "node_modules")
        types = out / "typescript" / schemas.name
        declared = _TYPE.findall(types.read_text())
        made = _SCHEMA.findall(schemas.read_text())
        assert set(declared) <= set(made), schemas
        lines = [
            'import * as z from "zod/mini";',
            f'import type * as types from "./{types.relative_to(out.parent)}";',
            f'import * as schemas from "./{schemas.relative_to(out.parent)}";',
            _EQUAL,
        ]
        for name in made:
            type_ = name if name in declared else re.sub("Received_*$", "", name)
            found = [f"z.output<typeof schemas.{name}>"]
            found += [f"z.input<typeof schemas.{name}>"] if have_equal_inputs else []
            found += [f"schemas.{name}"] if name in declared else []
            lines += [f"true satisfies Equal<types.{type_}, {each}>;" for each in found]
        count += len(made)
        scripts.append(out.parent / f"types_of_{schemas.name}")
        scripts[-1].write_text("\n".join(lines))
    for flags in ([], ["--exactOptionalPropertyTypes"]):
        done = node("tsc", *_FLAGS, *_MODULES, "--allowImportingTsExtensions", *flags, *scripts)
        assert done.returncode == 0, done.stdout[:3000]
    return count
