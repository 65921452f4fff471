"""`[tool.shapewright]` in the nearest `pyproject.toml`, read strictly.

`settings` declares the keys and their defaults, `tables` reads TOML tables into these classes, and `pyproject` finds
the file and checks it. `docs/configuration.schema.json` describes the same keys to editors.
"""

from .pyproject import find as find
from .pyproject import load as load
from .settings import Config as Config
from .settings import Settings as Settings
