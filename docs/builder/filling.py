"""Fills the blocks of code in pages whose comment says where they come from.

* `<!-- from generated/typescript/sqs.ts: ListQueuesRequest -->` copies declarations.
* `<!-- from botocore: sqs ListQueuesRequest -->` copies shapes of botocore.
* `<!-- printed by shapewright explain empty -->` shows what a command prints.
"""

import re

from .paths import ROOT
from .runs import output_of
from .samples import declarations, shapes_of_botocore

_FILLED = re.compile(r"^(<!-- (from|printed by) ([^\n]+) -->\n```\w*\n)(.*?)^```$", re.M | re.S)


def filled(page: str) -> str:
    """A page with its samples as they are now."""
    return _FILLED.sub(lambda found: f"{found[1]}{_sample(found[2], found[3])}```", page)


def _sample(kind: str, text: str) -> str:
    if kind == "printed by":
        return output_of(text)
    file, _, names = text.partition(": ")
    if file == "botocore":
        return shapes_of_botocore(*names.split(" ", 1))
    return declarations(ROOT / file, names.split(", "))
