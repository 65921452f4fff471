"""Imports everything, and declares nothing."""

from typing import TypedDict

from .people.contact import Contact

__all__ = ["Contact", "TypedDict"]
