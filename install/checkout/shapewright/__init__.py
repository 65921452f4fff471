"""`shapewright`, in a checkout: the folder `generator` under the name that it has in the wheel."""

from pathlib import Path

_init = Path(__file__).parents[3] / "generator" / "__init__.py"
__path__ = [str(_init.parent)]
exec(compile(_init.read_text(), _init, "exec"))
