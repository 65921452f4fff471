"""
Type annotations for library service literal definitions.
"""

import sys

if sys.version_info >= (3, 12):
    from typing import Literal
else:
    from typing_extensions import Literal

__all__ = ("ColourType", "GenreType", "LibraryServiceName")

ColourType = Literal["blue", "red"]
GenreType = Literal["crime", "Poetry"]
KindType = Literal["HARD"]
LibraryServiceName = Literal["library"]
