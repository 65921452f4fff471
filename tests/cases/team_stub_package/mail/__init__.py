class Letter:
    pass
