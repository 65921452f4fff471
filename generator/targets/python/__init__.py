"""What the Python targets share: the files of a package, and how types and fields are spelled and laid out."""
