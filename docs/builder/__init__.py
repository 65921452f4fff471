"""Makes what the documentation takes from the code, the pictures and the site.

`make docs` runs all of it:

* `python -m docs.builder pages` writes the pages of options, diagnostics and commands, and the samples in other pages;
* `python -m docs.builder pictures` draws the pictures;
* `python -m docs.builder site` builds the site into `site/`, and `llms.txt` with it;
* `python -m docs.builder playground` puts the playground into that.

The pages and the pictures are committed. A test fails if they are not what their commands write.
"""
