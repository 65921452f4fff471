from typing import TypedDict

class Line(TypedDict):
    sku: str
    quantity: int
    sku: int

Form = TypedDict("Form", {"a": int, "b": str, "a": str, 3: int})

class Line(TypedDict):
    sku: str
