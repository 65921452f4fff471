"""The methods that the client of S3 has besides its operations: transfers of files, and forms that browsers send.

botocore's JSON does not describe them, and the stubs describe them by hand. So their request classes are the same
whatever the service was read from. They have the names of the stubs. What a transfer passes on to the operations that
it calls (`ExtraArgs`) is a class of its own, with the members that boto3 lets through.
"""

from collections.abc import Iterator
from typing import NamedTuple

from .. import ir
from ..diagnostics import Report
from ..options import Options

_STRING = ir.Scalar(ir.ScalarKind.STRING)
_ANY = ir.Scalar(ir.ScalarKind.ANY)
_OBJECT = ir.Scalar(ir.ScalarKind.OBJECT)
_CALLBACK = ir.Member(
    name="Callback", type=_OBJECT, documentation="A function that is called with the number of bytes transferred."
)
_CONFIG = ir.Member(name="Config", type=_OBJECT, documentation="A `TransferConfig` of `boto3.s3.transfer`.")
_BUCKET = ir.Member(name="Bucket", type=_STRING, required=True)
_KEY = ir.Member(name="Key", type=_STRING, required=True)
_FILENAME = ir.Member(name="Filename", type=_STRING, required=True, documentation="The path of the file.")
_COPY_SOURCE = ir.Member(name="CopySource", type=ir.Ref("CopySource"), required=True)
_SOURCE_CLIENT = ir.Member(
    name="SourceClient", type=_OBJECT, documentation="The client for the source, if it is in another region."
)


def _file_object(documentation: str) -> ir.Member:
    return ir.Member(name="Fileobj", type=_OBJECT, required=True, documentation=documentation)


class ExtraArgs(NamedTuple):
    """The class for what a transfer passes on."""

    name: str
    operations: tuple[str, ...]  # the operations that have these parameters; the first one that has one declares it
    parameters: tuple[str, ...]  # those that boto3 lets through (`s3transfer.manager.TransferManager`)

    @property
    def member(self) -> ir.Member:
        """The member of the arguments that holds them."""
        return ir.Member(name="ExtraArgs", type=ir.Ref(self.name))


class ClientMethod(NamedTuple):
    """A method, and the class for its arguments."""

    name: str
    operation: str  # the operation that it is for
    request: str
    members: tuple[ir.Member, ...]
    extra_args: ExtraArgs | None = None
    response: ir.Structure | None = None


_COMMON_PARAMETERS = tuple(
    """ACL CacheControl ChecksumAlgorithm ContentDisposition ContentEncoding ContentLanguage ContentType
    ExpectedBucketOwner Expires GrantFullControl GrantRead GrantReadACP GrantWriteACP Metadata ObjectLockLegalHoldStatus
    ObjectLockMode ObjectLockRetainUntilDate RequestPayer ServerSideEncryption StorageClass SSECustomerAlgorithm
    SSECustomerKey SSECustomerKeyMD5 SSEKMSKeyId SSEKMSEncryptionContext Tagging WebsiteRedirectLocation""".split()
)
_UPLOAD = ExtraArgs(
    "UploadExtraArgs",
    ("PutObject", "CreateMultipartUpload", "CompleteMultipartUpload"),
    (
        *_COMMON_PARAMETERS,
        *"""ChecksumType MpuObjectSize ChecksumCRC32 ChecksumCRC32C ChecksumCRC64NVME ChecksumMD5 ChecksumSHA1
        ChecksumSHA256 ChecksumSHA512 ChecksumXXHASH3 ChecksumXXHASH64 ChecksumXXHASH128""".split(),
    ),
)
_DOWNLOAD = ExtraArgs(
    "DownloadExtraArgs",
    ("GetObject",),
    tuple(
        """ChecksumMode VersionId SSECustomerAlgorithm SSECustomerKey SSECustomerKeyMD5 RequestPayer
        ExpectedBucketOwner""".split()
    ),
)
_COPY = ExtraArgs(
    "CopyExtraArgs",
    ("CopyObject", "CreateMultipartUpload"),
    (
        *_COMMON_PARAMETERS,
        *"""CopySourceIfMatch CopySourceIfModifiedSince CopySourceIfNoneMatch CopySourceIfUnmodifiedSince
        CopySourceSSECustomerAlgorithm CopySourceSSECustomerKey CopySourceSSECustomerKeyMD5 MetadataDirective
        TaggingDirective AnnotationDirective""".split(),
    ),
)
_PRESIGNED_POST = ir.Structure(
    name="PresignedPost",
    members=(
        ir.Member(
            name="url", type=_STRING, absent=ir.Absent.UNEXPECTED, documentation="Where the browser sends the form."
        ),
        ir.Member(
            name="fields", type=ir.Map(_STRING, _STRING), documentation="The fields that the form has besides the file."
        ),
    ),
    use=ir.Use.RESPONSE,
)
METHODS = (
    ClientMethod(
        "copy",
        operation="CopyObject",
        request="ClientCopyRequest",
        members=(_COPY_SOURCE, _BUCKET, _KEY, _COPY.member, _CALLBACK, _SOURCE_CLIENT, _CONFIG),
        extra_args=_COPY,
    ),
    ClientMethod(
        "download_file",
        operation="GetObject",
        request="ClientDownloadFileRequest",
        members=(_BUCKET, _KEY, _FILENAME, _DOWNLOAD.member, _CALLBACK, _CONFIG),
        extra_args=_DOWNLOAD,
    ),
    ClientMethod(
        "download_fileobj",
        operation="GetObject",
        request="ClientDownloadFileobjRequest",
        members=(
            _BUCKET,
            _KEY,
            _file_object("A binary file that is written to."),
            _DOWNLOAD.member,
            _CALLBACK,
            _CONFIG,
        ),
        extra_args=_DOWNLOAD,
    ),
    ClientMethod(
        "generate_presigned_post",
        operation="PutObject",
        request="ClientGeneratePresignedPostRequest",
        members=(
            _BUCKET,
            _KEY,
            ir.Member(
                name="Fields", type=ir.Map(_STRING, _ANY), documentation="Fields of the form, with their values."
            ),
            ir.Member(
                name="Conditions",
                type=ir.List(_ANY),
                documentation="What S3 checks. Each of `Fields` needs a condition, too.",
            ),
            ir.Member(
                name="ExpiresIn",
                type=ir.Scalar(ir.ScalarKind.INTEGER),
                documentation="How many seconds the form is valid: an hour if this is absent.",
            ),
        ),
        response=_PRESIGNED_POST,
    ),
    ClientMethod(
        "upload_file",
        operation="PutObject",
        request="ClientUploadFileRequest",
        members=(_FILENAME, _BUCKET, _KEY, _UPLOAD.member, _CALLBACK, _CONFIG),
        extra_args=_UPLOAD,
    ),
    ClientMethod(
        "upload_fileobj",
        operation="PutObject",
        request="ClientUploadFileobjRequest",
        members=(_file_object("A binary file that is read."), _BUCKET, _KEY, _UPLOAD.member, _CALLBACK, _CONFIG),
        extra_args=_UPLOAD,
    ),
)


def transfers(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Add the methods of the client of S3, with their classes. Keep any other service."""
    if service.name != "s3":
        return service
    operations = {each.name for each in service.operations if each.input}
    methods = [each for each in METHODS if each.operation in operations]
    added = {
        shape.name: ir.replace(shape, source=service.source) for method in methods for shape in _shapes(method, service)
    }
    return ir.replace(
        service,
        methods=tuple(
            ir.Method(
                name=each.name,
                operation=each.operation,
                input=ir.Ref(each.request),
                output=ir.Ref(each.response.name) if each.response else None,
            )
            for each in methods
        ),
        shapes=dict(sorted({**service.shapes, **added}.items())),
    )


def _shapes(method: ClientMethod, service: ir.Service) -> Iterator[ir.Structure]:
    if method.extra_args:
        parameters = tuple(_parameters(method.extra_args, service))
        yield ir.Structure(name=method.extra_args.name, members=parameters, use=ir.Use.REQUEST)
    yield ir.Structure(name=method.request, members=method.members, use=ir.Use.REQUEST)
    if method.response:
        yield method.response


def _parameters(extra_args: ExtraArgs, service: ir.Service) -> Iterator[ir.Member]:
    """The parameters that a transfer passes on, as the operations declare them."""
    inputs = {each.name: each.input for each in service.operations if each.input}
    declared: dict[str, ir.Member] = {}
    for operation in extra_args.operations:
        shape = service.shapes[inputs[operation].name] if operation in inputs else None
        for member in shape.members if isinstance(shape, ir.Structure) else ():
            declared.setdefault(member.name, member)
    for name in extra_args.parameters:
        if name in declared:
            yield ir.replace(declared[name], required=False)
