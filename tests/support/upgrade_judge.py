"""The verdicts of one side on values: a script, because both sides have packages of the same name.

    python upgrade_judge.py OUT SERVICE < values > verdicts

Both are pickled. A value comes with the name of its class, and with whether it is in the JSON form. Its verdict is a
list of mistakes, each with its path, its type and a message. It is None if the package has no such class.
"""

import importlib
import json
import pickle
import sys
from pathlib import Path
from typing import Any

import pydantic

Mistake = tuple[tuple[int | str, ...], str, str]


def verdict(service: Any, name: str, value: Any, in_json: bool) -> list[Mistake] | None:
    model = getattr(service, name, None)
    if model is None:
        return None
    try:
        if in_json:
            model.model_validate_json(json.dumps(value), by_alias=True, by_name=False)
        else:
            model.model_validate(value, by_alias=True, by_name=False)
    except pydantic.ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return [(each["loc"], each["type"], each["msg"]) for each in found]
    return []


def main(out: str, name: str) -> None:
    sys.path.insert(0, str(Path(out).parent))
    service = importlib.import_module(f"{Path(out).name}.pydantic_models.{name}")
    values = pickle.load(sys.stdin.buffer)
    pickle.dump([verdict(service, *each) for each in values], sys.stdout.buffer)


if __name__ == "__main__":
    main(*sys.argv[1:])
