"""Runs the builder: `python -m docs.builder [pages|pictures|site]`. Without a name, everything."""

import sys

from .pages import write_pages
from .pictures import draw_pictures
from .site import build_site

_STEPS = {"pages": write_pages, "pictures": draw_pictures, "site": build_site}

if __name__ == "__main__":
    for name in sys.argv[1:] or _STEPS:
        _STEPS[name]()
