"""The folders that the builder reads and writes."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
SITE = ROOT / "site"
