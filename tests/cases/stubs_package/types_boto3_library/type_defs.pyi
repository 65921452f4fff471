"""
Type annotations for library service type definitions.

Usage::

    ```python
    from types_boto3_library.type_defs import BookTypeDef

    data: BookTypeDef = ...
    ```
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, Any, Union

from botocore.eventstream import EventStream
from botocore.response import StreamingBody

from .literals import ColourType, GenreType

if sys.version_info >= (3, 12):
    from typing import Literal, NotRequired, TypedDict
else:
    from typing_extensions import Literal, NotRequired, TypedDict

__all__ = ("BookTypeDef", "FindBooksRequestTypeDef")

BlobTypeDef = Union[str, bytes, IO[Any], StreamingBody]

class CoverTypeDef(TypedDict):
    Colour: NotRequired[ColourType]
    Kind: Literal["HARD"]

class BookTypeDef(TypedDict):
    Title: NotRequired[str]
    Cover: NotRequired["CoverTypeDef"]
    Printed: NotRequired[datetime]

ResponseMetadataTypeDef = TypedDict(
    "ResponseMetadataTypeDef",
    {
        "RequestId": str,
        "HTTPStatusCode": int,
        "HTTPHeaders": dict[str, str],
        "RetryAttempts": int,
        "HostId": NotRequired[str],
    },
)
TimestampTypeDef = Union[datetime, str]

class ShelfTypeDef(TypedDict):
    Genres: Sequence[GenreType]
    Scan: NotRequired[BlobTypeDef]

class ShelfOutputTypeDef(TypedDict):
    Genres: list[GenreType]
    Scan: NotRequired[bytes]

ShelfUnionTypeDef = Union[ShelfTypeDef, ShelfOutputTypeDef]

class PageTypeDef(TypedDict):
    Number: NotRequired[int]

FindBooksRequestTypeDef = TypedDict(
    "FindBooksRequestTypeDef",
    {
        "Shelf": ShelfUnionTypeDef,
        "from": NotRequired[TimestampTypeDef],
        "detail-type": NotRequired[str],
        "Anything": NotRequired[Mapping[str, Any]],
    },
)

class FindBooksResponseTypeDef(TypedDict):
    Books: list[BookTypeDef]
    Shelf: ShelfOutputTypeDef
    Text: StreamingBody
    Pages: EventStream[PageTypeDef]
    ResponseMetadata: ResponseMetadataTypeDef
    NextToken: NotRequired[str]
