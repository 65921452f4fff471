"""Writes files. No other package writes to the disk.

`manifest` records what we generated, `staging` makes changes happen together or not at all, and `folder` decides what
has to change. There are many files, and a `Path` takes longer to make than a file to write, so paths are text there.
`unpacking` unpacks archives.
"""

from .folder import Changes, Difference, OutputFolder, write_file
from .manifest import ALL_SERVICES, ALL_TARGETS, MANIFEST, FileSet, ForeignManifestError, Manifest
from .staging import has_unfinished_run
from .system import FileInUseError
from .unpacking import make_folder, move_folder, unpack_tar, unpack_wheel

__all__ = [
    "ALL_SERVICES",
    "ALL_TARGETS",
    "MANIFEST",
    "Changes",
    "Difference",
    "FileInUseError",
    "FileSet",
    "ForeignManifestError",
    "Manifest",
    "OutputFolder",
    "has_unfinished_run",
    "make_folder",
    "move_folder",
    "unpack_tar",
    "unpack_wheel",
    "write_file",
]
