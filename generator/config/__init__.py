"""`[tool.shapewright]` in the nearest `pyproject.toml`, read strictly.

`settings` declares the keys and their defaults, `tables` reads TOML tables into these classes, and `pyproject` finds
the file and checks it. `origin` finds the line of an option when a diagnostic needs it.
`docs/configuration.schema.json` describes the same keys to editors.
"""

from .edit import UneditableError as UneditableError
from .edit import table_with_operations as table_with_operations
from .edit import with_operations as with_operations
from .origin import FileOrigin as FileOrigin
from .pyproject import find as find
from .pyproject import hint_for_toml as hint_for_toml
from .pyproject import load as load
from .settings import Config as Config
from .settings import Settings as Settings
from .tables import TABLE as TABLE
from .tables import Key as Key
