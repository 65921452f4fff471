from typing import TypedDict as Shape


class Named(Shape):
    """What has a name."""

    name: str


class Aged(Shape, total=False):
    age: int


class Animal(Named, Aged):
    legs: int


class Dog(Animal, total=False):
    breed: str
    name: str  # again, and no longer required
