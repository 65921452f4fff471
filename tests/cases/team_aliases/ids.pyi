from collections.abc import Sequence
from typing import Literal, NewType, TypeAlias, TypedDict, Union

UserId = NewType("UserId", str)
type Names = Sequence[str]
Grade: TypeAlias = Literal["a", "b"]
Amount = Union[int, float]
Plain = str
NOT_A_TYPE = "anything at all"
Json = Union[str, int, list["Json"]]

class User(TypedDict):
    id: UserId
    names: Names
    grade: Grade
    amount: Amount
    plain: Plain
    tree: Json
