from typing import TypedDict

from bot import main


class Circle(TypedDict):
    main: "main.Main"


class Metric(TypedDict):
    value: float


class Suppressed(TypedDict):
    x: int


class Checked(TypedDict):
    x: int
