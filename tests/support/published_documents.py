"""The published documentation of types-aiobotocore, and every difference between it and what the target `docs` writes.

`make documents` makes it with its own builder, from the release of botocore that the published one of 2026 was made
from. The documents of two services were compared with those on the web, byte for byte.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

RELEASE = "1.42.31"  # of botocore
_MADE = Path(sys.prefix) / "documents"  # by the Makefile
PUBLISHED = _MADE / "documents"
DATA = _MADE / "botocore" / "data"
_MEMBER = re.compile(r"^    ([^:\s]+): (.*?),(?:  # \(\d+\))?$", re.MULTILINE)


class Difference(NamedTuple):
    """A part of a document that is another one in ours. Empty: there is none."""

    service: str
    document: str
    section: str
    member: str
    published: str
    ours: str


def differences(service: str, document: str, published: str, ours: str) -> Iterator[Difference]:
    """What differs. Where nothing is yielded, the two are equal byte for byte."""
    (head, theirs), (our_head, own) = _sections(published), _sections(ours)
    if head != our_head:
        yield Difference(service, document, "", "head", head, our_head)
    for name in sorted({*theirs, *own}):
        before, after = theirs.get(name, ""), own.get(name, "")
        if not before or not after:
            yield Difference(service, document, name, "", before, after)
        elif before != after:
            yield from _in_section(service, document, name, before, after)
    if [each for each in theirs if each in own] != [each for each in own if each in theirs]:
        yield Difference(service, document, "", "order", "", "")


def _in_section(service: str, document: str, name: str, before: str, after: str) -> Iterator[Difference]:
    """The members that differ, or the whole section if that is not all."""
    members, own = dict(_MEMBER.findall(before)), dict(_MEMBER.findall(after))
    found = [
        Difference(service, document, name, each, members.get(each, ""), own.get(each, ""))
        for each in {**members, **own}
        if members.get(each) != own.get(each)
    ]
    yield from found or [Difference(service, document, name, "all", before, after)]


def _sections(text: str) -> tuple[str, dict[str, str]]:
    """The text before the first section, and the sections by name, without the blank lines at their ends."""
    head, *sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    return head.rstrip("\n"), {each.partition("\n")[0].removeprefix("## "): each.rstrip("\n") for each in sections}


# Resources of boto3 have types of their own in these, and classes that are written by hand.
_WITH_RESOURCES = frozenset("cloudformation cloudwatch dynamodb ec2 glacier iam s3 sns sqs".split())
# Their clients lack an operation that sends events.
_LACKING = frozenset({"bedrock_runtime", "lexv2_runtime", "qbusiness"})
# Classes that only we have.
_ADDED = frozenset(
    """AttributeValueOutputTypeDef AttributeValueUnionTypeDef CopyExtraArgsTypeDef CreateTagsRequestTypeDef
    DeleteTagsRequestTypeDef DownloadExtraArgsTypeDef EmptyResponseMetadataTypeDef PresignedPostTypeDef
    UploadExtraArgsTypeDef""".split()
)
_VARIANT = re.compile(r"(Paginator|Waiter)?(Output|Union)*TypeDef\b")


def cause(found: Difference) -> str:
    """Why it is so: a key of `CAUSES`. Empty if nothing explains it."""
    return next((name for name, explains in CAUSES.items() if explains(found)), "")


def _is_recursive(found: Difference) -> bool:
    """Whether the builder cuts a circle here, which we do not, or has a class because another one is cut elsewhere."""
    if not found.ours:
        return bool(re.search(r"(Paginator|Waiter)(Output|Union)?TypeDef$", found.section))
    is_cut = "[str, Any]" in found.published and "[str, Any]" not in found.ours
    is_variant = _VARIANT.sub("", found.published) == _VARIANT.sub("", found.ours)
    return found.member not in {"", "all", "head"} and bool(found.published) and (is_cut or is_variant)


CAUSES: Mapping[str, Callable[[Difference], bool]] = {
    # what follows from other differences
    "order": lambda it: it.member == "order",
    # what the builder adds by hand
    "names of all services and regions": lambda it: it.section in {"ServiceName", "ResourceServiceName", "RegionName"},
    "types of resources of boto3, and others written by hand": lambda it: (
        it.service in _WITH_RESOURCES and not it.ours and not it.member and not _is_recursive(it)
    ),
    "values of DynamoDB": lambda it: (
        it.service == "dynamodb"
        and not _is_recursive(it)
        and ("AttributeValue" in it.published or it.section in {"AttributeValueTypeDef", "BlobTypeDef"})
    ),
    "policies of IAM": lambda it: it.service == "iam" and "PolicyDocumentTypeDef" in it.published,
    "digests that the client of S3 computes": lambda it: it.member.endswith("MD5") and not it.published,
    "other arguments of S3": lambda it: it.service == "s3" and it.section not in _ADDED and not _is_token(it),
    "a template of CloudFormation": lambda it: it.section == "GetTemplateOutputTypeDef",
    "an enum of SQS": lambda it: "QueueAttributeFilterType" in it.published,
    "an enum of EC2": lambda it: it.section == "PlatformValuesType",
    "one function of RDS": lambda it: it.section == "ClientGenerateDbAuthTokenRequestTypeDef",
    "a response of Step Functions": lambda it: it.section == "DescribeExecutionOutputTypeDef",
    "an enum of Bedrock": lambda it: (it.service, it.section) == ("bedrock_runtime", "ToolUseTypeType"),
    # what the builder cuts
    "recursion": _is_recursive,
    # what we add, or say otherwise
    "a response without members": lambda it: it.section == "EmptyResponseMetadataTypeDef" and not it.published,
    "other classes that we add": lambda it: it.section in _ADDED and not it.published,
    "the client fills in a token": lambda it: _is_token(it),
    "JSON in a header": lambda it: it.published in {"str", "NotRequired[str]"} and "[str, Any]" in it.ours,
    "the client encodes bytes": lambda it: it.member == "UserData",
    "an event stream has one event at a time": lambda it: it.ours == f"NotRequired[{it.published}]",
    "operations that the client lacks": lambda it: it.service in _LACKING and not it.ours,
}


def _is_token(found: Difference) -> bool:
    return found.published == "str" and found.ours == "NotRequired[str]"
