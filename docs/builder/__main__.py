"""Runs the builder: `python -m docs.builder [pages|pictures|site|playground]`. Without a name, everything."""

import sys

from playground.build import build as build_playground

from .pages import write_pages
from .paths import SITE
from .pictures import draw_pictures
from .site import SiteError, build_site


def _build_playground() -> None:
    build_playground(SITE / "playground")


_STEPS = {"pages": write_pages, "pictures": draw_pictures, "site": build_site, "playground": _build_playground}

if __name__ == "__main__":
    for name in sys.argv[1:] or _STEPS:
        try:
            _STEPS[name]()
        except SiteError as error:
            sys.exit(str(error))
