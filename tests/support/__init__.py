"""What the tests share: oracles, values to try, and helpers. `tests/README.md` says what each module is for."""
