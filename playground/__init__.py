"""A page that runs Shapewright in the browser. `build.py` collects all that it needs; `make docs` puts it on the site."""
