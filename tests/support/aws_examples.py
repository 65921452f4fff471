"""AWS's own examples of requests and responses: `examples-1.json` in botocore."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.paths import BOTOCORE_DATA


@dataclass(frozen=True)
class Example:
    service: str
    operation: str
    number: int
    side: str  # "input" or "output"
    value: Any

    @property
    def key(self) -> tuple[str, str, int, str]:
        return self.service, self.operation, self.number, self.side


def examples(data: Path = BOTOCORE_DATA) -> Iterator[Example]:
    """The examples of the newest API version of every service in a folder with botocore's data."""
    for folder in sorted(each for each in data.iterdir() if each.is_dir()):
        newest = max((each.name for each in folder.iterdir() if each.is_dir()), default="")
        for file in folder.glob(f"{newest}/examples-1.json"):
            for operation, some in json.loads(file.read_text()).get("examples", {}).items():
                for number, example in enumerate(some):
                    for side in ("input", "output"):
                        if side in example:
                            yield Example(folder.name, operation, number, side, example[side])
