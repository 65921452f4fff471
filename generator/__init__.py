"""Shapewright: AWS type specs in, typed models out."""

__version__ = "0.1.0"
