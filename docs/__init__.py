"""The documentation. `builder` makes some of its pages, its pictures and the site."""
