from collections.abc import Sequence
from typing import Literal, NewType, TypeAlias, TypedDict, Union

UserId = NewType("UserId", str)
type Names = Sequence[str]
Grade: TypeAlias = Literal["a", "b"]
Amount = Union[int, float]
Plain = str
NOT_A_TYPE = "anything at all"
Key = Union[UserId, None]
Json = Union[str, int, list["Json"]]

class User(TypedDict):
    id: UserId
    names: Names
    grade: Grade
    amount: Amount
    plain: Plain
    tree: Json

class Keys(TypedDict, total=False):
    by_id: dict[UserId, int]
    by_grade: dict[Grade, int]
    by_key: dict[Key, int]
    by_amount: list[dict[Amount, int]]
    by_number: dict[Literal[1, 2], int]
    by_choice: dict[Literal["x"] | Grade, int]
