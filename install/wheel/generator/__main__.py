"""`python -m generator`, where Shapewright is installed from the wheel, whose package is called `shapewright`.

The folder has no `__init__.py`, so that a package `generator` of the user's own, or of a checkout, comes first.
"""

from shapewright.__main__ import main

if __name__ == "__main__":
    main()
