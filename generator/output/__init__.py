"""The one door to the disk.

`manifest` says what we made, `staging` has changes happen together or not at all, `folder` decides what is to change.
There are many files, and a `Path` takes longer to make than a file to write, so their names are text here.
"""

from generator.output.folder import Difference, Output, Written, put
from generator.output.manifest import MANIFEST, TOGETHER, NotOursError, Unit
from generator.output.staging import is_left_behind

__all__ = ["MANIFEST", "TOGETHER", "Difference", "NotOursError", "Output", "Unit", "Written", "is_left_behind", "put"]
