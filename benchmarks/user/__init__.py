"""Programs that use what was generated."""
