"""A script: import every class below an output folder and resolve its annotations. Prints how many there are.

    python -W error import_everything.py FOLDER [--schemas]

With `--schemas`, it also builds the JSON Schema of every model, which is too slow for big services.
"""

import importlib
import sys
import typing
from pathlib import Path

import pydantic


def main(out: Path, schemas: bool) -> int:
    sys.path.insert(0, str(out))
    count = 0
    for folder in ("pydantic_models", "dataclass_models"):
        for package in sorted(each.name for each in (out / folder).iterdir() if (each / "__init__.py").is_file()):
            module = importlib.import_module(f"{folder}.{package}")
            for name in module.__all__:
                value = getattr(module, name)
                if isinstance(value, type):
                    count += 1
                    typing.get_type_hints(value, include_extras=True)
                    if issubclass(value, pydantic.BaseModel):
                        assert value.__pydantic_complete__, name
                        if schemas:
                            value.model_json_schema()
            assert not hasattr(module, "NoSuchName")  # a missing name raises AttributeError
            if folder == "dataclass_models":
                importlib.import_module(f"{folder}.{package}.converter")
            for name in [each for each in sys.modules if each.startswith(f"{folder}.{package}")]:
                del sys.modules[name]  # memory cannot hold all of AWS
    return count


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), "--schemas" in sys.argv))
