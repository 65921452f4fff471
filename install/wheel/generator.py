"""`python -m generator`, where Shapewright is installed from the wheel: its package is called `shapewright` there.

A repository may have a folder `generator` of its own, which then hides this module. `python -m shapewright` and the
command `shapewright` work there all the same.
"""

from shapewright.__main__ import main

if __name__ == "__main__":
    main()
