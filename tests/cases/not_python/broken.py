from typing import TypedDict

class Broken(TypedDict):
    name: str,
    from: str
