# Not a stub: passed over beside type_defs.pyi.
