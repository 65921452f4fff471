"""Specs that are written as TypedDicts: documents, stubs, and a team's own modules.

`docs` and `stubs` find the declarations, `python_module` scans one file of Python, `annotations` reads one annotation,
and `assembly` makes a service of what was declared.
"""
