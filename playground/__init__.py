"""A page that runs Shapewright in the browser. `build.py` collects what it needs, `make docs` puts it on the site."""
