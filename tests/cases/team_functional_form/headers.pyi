import typing as t

Headers = t.TypedDict(
    "Headers",
    {
        "content-type": str,
        "x-retry": t.NotRequired[int],
        "class": t.NotRequired["Headers"],
    },
)

Loose = t.TypedDict("Loose", {"a": int, "b": t.Required[str]}, total=False)

Old = t.TypedDict("Old", size=int, name=t.NotRequired[str])

class Short(t.TypedDict): width: int; height: int
