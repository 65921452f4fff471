"""Before `NotRequired`, a TypedDict was put together from two: these halves are no types of the service.

A private one that a member names is.
"""

from typing import Dict, List, TypedDict

__all__ = ("ParcelTypeDef", "SendParcelRequestTypeDef", "SendParcelResponseTypeDef", "ResponseMetadataTypeDef")

_RequiredParcelTypeDef = TypedDict("_RequiredParcelTypeDef", {"Weight": int})
_OptionalParcelTypeDef = TypedDict("_OptionalParcelTypeDef", {"Label": str}, total=False)

class ParcelTypeDef(_RequiredParcelTypeDef, _OptionalParcelTypeDef):
    pass

class _StampTypeDef(TypedDict):
    Value: int

class _RequiredSendParcelRequestTypeDef(TypedDict):
    Parcel: ParcelTypeDef
    Stamps: List[_StampTypeDef]

class _OptionalSendParcelRequestTypeDef(TypedDict, total=False):
    Note: str

class SendParcelRequestTypeDef(_RequiredSendParcelRequestTypeDef, _OptionalSendParcelRequestTypeDef):
    """Parameters of a method."""

class RegisteredStampTypeDef(_StampTypeDef):
    Number: str

class ResponseMetadataTypeDef(TypedDict):
    RequestId: str
    HTTPHeaders: Dict[str, str]

class SendParcelResponseTypeDef(TypedDict):
    Registered: RegisteredStampTypeDef
    ResponseMetadata: ResponseMetadataTypeDef
