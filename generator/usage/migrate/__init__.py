"""Rewrites calls of clients as calls of our functions, and what is read of their responses as attributes.

`migration` goes through the files, with the places that a scan found. `calls` decides what takes the place of a call,
`requests` how its arguments are written, `reads` how its response is read, and `errors` how its errors are. `models`
knows the classes, and `names` what the code has to import. `edits` holds the changes until it is known which of them
are made: a call is changed with all that is read of its response, or not at all.
"""

from .migration import Left as Left
from .migration import MigratedFile as MigratedFile
from .migration import Migration as Migration
from .migration import migrate as migrate
