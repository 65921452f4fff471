"""Reads specs that are written as TypedDicts: documents, stubs, and the modules of a team.

`docs` and `stubs` find the declarations. `python_module` scans one Python file, `annotations` reads one annotation, and
`assembly` turns the declarations into a service.
"""
