"""Legal names for the languages of the targets.

A class name is the same in all targets, so it must be legal in all of them: it is a key of the JSON Schema, a Python
class and a TypeScript type. Only Python has field names: TypeScript and JSON Schema keep the name of the member.
"""

import functools
import keyword
import re
from collections.abc import Iterable

_PYTHON_KEYWORDS = frozenset(keyword.kwlist)
_NAMES_IN_GENERATED_FILES = frozenset(
    {
        "Annotated",
        "Any",
        "Array",
        "ERRORS",
        "ERROR_CODES",
        "ExactlyOne",
        "Literal",
        "METHODS",
        "OPERATIONS",
        "PAGINATORS",
        "ReadonlyArray",
        "TYPE_CHECKING",
        "WAITERS",
        "converter",
        "dataclass",
        "field",
        "globalThis",
        "z",
    }
)
# Names that the output uses next to the packages of the services.
_SHARED_NAMES = frozenset({"aio", "call", "index", "pages", "presign", "presign_post", "read_error", "testing", "wait"})
_BUILTINS_IN_GENERATED_FILES = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str", "type"})
_TYPESCRIPT_KEYWORDS = frozenset(
    """any bigint boolean break case catch class const continue debugger default delete do else enum export extends
    false finally for function if import in instanceof never new null number object package private protected public
    return static string super switch symbol this throw true try typeof undefined unknown var void while with yield
    implements interface let await infer intrinsic keyof readonly unique arguments eval""".split()
)
# A class of such a name would break one of the languages. AWS has shapes named None, Field and Record.
_RESERVED_CLASS_NAMES = (
    _PYTHON_KEYWORDS | _NAMES_IN_GENERATED_FILES | _BUILTINS_IN_GENERATED_FILES | _TYPESCRIPT_KEYWORDS
)
# Windows opens a device for a file or a folder of such a name, whatever its ending is.
_DEVICES_OF_WINDOWS = frozenset(
    {"aux", "con", "nul", "prn", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
_RESERVED_SERVICE_NAMES = _PYTHON_KEYWORDS | _SHARED_NAMES | _TYPESCRIPT_KEYWORDS | _DEVICES_OF_WINDOWS

# Attributes of pydantic's BaseModel, from 2.12 on. It rejects a field of such a name, or warns about it at import.
_MODEL_ATTRIBUTES = frozenset(
    """construct copy dict from_orm json model_computed_fields model_config model_construct model_copy model_dump
    model_dump_json model_extra model_fields model_fields_set model_json_schema model_parametrized_name
    model_post_init model_rebuild model_validate model_validate_json model_validate_strings parse_file parse_obj
    mro parse_raw register schema schema_json update_forward_refs validate""".split()
)
# Parameters of cattrs' `make_dict_structure_fn`, to which users give fields as keyword arguments.
_PARAMETERS_OF_CATTRS = frozenset({"cl", "converter"})
_RESERVED_FIELD_NAMES = _PYTHON_KEYWORDS | _MODEL_ATTRIBUTES | _PARAMETERS_OF_CATTRS

# What AWS calls a service in its SDKs for other languages and on its pages, without spaces -> botocore's name for it.
# Only names that differ from botocore's in more than spaces and case.
_OTHER_NAMES_OF_SERVICES = {
    "applicationdiscoveryservice": "discovery",
    "cloudwatchevents": "events",
    "cloudwatchlogs": "logs",
    "cognitoidentityprovider": "cognito-idp",
    "configservice": "config",
    "costandusagereportservice": "cur",
    "costexplorer": "ce",
    "databasemigrationservice": "dms",
    "directoryservice": "ds",
    "directoryservicedata": "ds-data",
    "elasticloadbalancing": "elb",
    "elasticloadbalancingv2": "elbv2",
    "elasticsearchservice": "es",
    "eventbridge": "events",
    "iotdataplane": "iot-data",
    "iotjobsdataplane": "iot-jobs-data",
    "lexmodelbuildingservice": "lex-models",
    "lexmodelsv2": "lexv2-models",
    "lexruntimeservice": "lex-runtime",
    "lexruntimev2": "lexv2-runtime",
    "marketplaceentitlementservice": "marketplace-entitlement",
    "marketplacemetering": "meteringmarketplace",
    "migrationhub": "mgh",
    "serverlessapplicationrepository": "serverlessrepo",
    "sfn": "stepfunctions",
    "simpledb": "sdb",
    "states": "stepfunctions",
}

_BETWEEN_WORDS = re.compile(r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z0-9])(?=[A-Z])")
_BEFORE_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PLURAL_INITIALISM = re.compile(r"[A-Z]{2,}s$")  # `ARNs`, `VPCs`: one word
# Words that botocore spells in its own way in the names of methods, wherever they occur in AWS.
_WORD_OF_METHODS = re.compile(r"OAuth2(?!TokenWithTokenExchange)|OTel|WhatsApp|iSCSI|HITs(?=[A-Z])")
_NOT_WORD = re.compile(r"[^0-9A-Za-z_]+")
_LEGAL_FIELD = re.compile(r"[A-Za-z]\w*", re.ASCII)
_UNDERSCORES = re.compile("_{2,}")

# As many names as the largest service has. Those of all services would take too much memory.
_cached = functools.lru_cache(maxsize=16384)


@_cached
def snake_case(name: str) -> str:
    """The words of `name` in lower case, as botocore separates them for its method names (`botocore/__init__.py`).

    >>> snake_case("DescribeDBInstances"), snake_case("HITs"), snake_case("OtaaV1_0_x"), snake_case("detail-type")
    ('describe_db_instances', 'hits', 'otaa_v1_0_x', 'detail_type')
    """
    words = _NOT_WORD.sub("_", name)
    if "_" not in words:
        if words.endswith("s") and (plural := _PLURAL_INITIALISM.search(words)):
            words = f"{words[: plural.start()]}_{plural[0].lower()}"
        words = _BETWEEN_WORDS.sub("_", words)
    else:
        words = _BEFORE_CAPITAL.sub("_", words)
    return _UNDERSCORES.sub("_", words).strip("_").lower()


@_cached
def pascal_case(name: str) -> str:
    """`name` as the published stubs write it: its parts between underscores are capitalized and joined.

    >>> pascal_case("__listOfTag_item"), pascal_case("iPAddress")
    ('ListOfTagItem', 'IPAddress')
    """
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


@_cached
def class_name(name: str) -> str:
    """A class name that is legal in every target. A trailing `_` keeps it apart from reserved words.

    >>> class_name("GetItemRequest"), class_name("None"), class_name("__PeriodTriggersElement")
    ('GetItemRequest', 'None_', 'PeriodTriggersElement')
    """
    legal = _NOT_WORD.sub("_", name).lstrip("_") or "Unnamed"
    if legal[0].isdigit():
        legal = f"T{legal}"
    return f"{legal}_" if legal in _RESERVED_CLASS_NAMES else legal


@_cached
def field_name(name: str) -> str:
    """The field name of the member `name` in Python. Legal on a pydantic model and on a dataclass.

    >>> [field_name(name) for name in ("ScanDirection", "from", "schema", "modelConfig", "2FA")]
    ['scan_direction', 'from_', 'schema_', 'model_config_', 'n2_fa']
    """
    legal = snake_case(name) or "unnamed"
    if legal[0].isdigit():
        legal = f"n{legal}"
    return f"{legal}_" if legal in _RESERVED_FIELD_NAMES else legal


@_cached
def constant_name(value: str) -> str:
    """The name of a constant for a value: its words in capitals. One that begins with a digit gets an N in front.

    >>> constant_name("FifoQueue"), constant_name("t2.micro"), constant_name("2.0"), constant_name("*")
    ('FIFO_QUEUE', 'T2_MICRO', 'N2_0', 'VALUE')
    """
    legal = snake_case(value).upper() or "VALUE"
    return f"N{legal}" if legal[0].isdigit() else legal


def is_legal_field_name(name: str) -> bool:
    """Whether a field of a pydantic model and of a dataclass can have this name.

    >>> [is_legal_field_name(name) for name in ("oauth_scopes", "schema", "from", "_id", "a-b")]
    [True, False, False, False, False]
    """
    return bool(_LEGAL_FIELD.fullmatch(name)) and name not in _RESERVED_FIELD_NAMES


def service_name(name: str) -> str:
    """The name of a service as a folder, a Python package and a file.

    >>> service_name("bedrock-runtime"), service_name("lambda"), service_name("Aux")
    ('bedrock_runtime', 'lambda_', 'aux_')
    """
    legal = _UNDERSCORES.sub("_", _NOT_WORD.sub("_", name)).strip("_").lower() or "unnamed"
    if legal[0].isdigit():
        legal = f"n{legal}"
    return f"{legal}_" if legal in _RESERVED_SERVICE_NAMES else legal


def find_service(name: str, known: Iterable[str]) -> str | None:
    """The one of the services `known` that people call `name`, however they spell it. None if there is none.

    The names in `known` may be botocore's or those of packages.

    >>> find_service("lambda_", ["lambda", "s3"]), find_service("Secrets Manager", ["secretsmanager"])
    ('lambda', 'secretsmanager')
    >>> find_service("sfn", ["states", "stepfunctions"])
    'stepfunctions'
    """
    known = list(known)
    exact = {service_name(each): each for each in known}
    if found := exact.get(service_name(name)):
        return found
    by_letters = {_letters(each): each for each in known}
    letters = _letters(name)
    return by_letters.get(_letters(_OTHER_NAMES_OF_SERVICES.get(letters, letters)))


def _letters(name: str) -> str:
    """The letters and digits of `name`, in lower case."""
    return _NOT_WORD.sub("", name).replace("_", "").lower()


def method_name(operation: str) -> str:
    """The name of the client's method for an operation (`xform_name` in `botocore/__init__.py`).

    >>> method_name("GetObject"), method_name("GetOTelEnrichment"), method_name("CreateStorediSCSIVolume")
    ('get_object', 'get_otel_enrichment', 'create_stored_iscsi_volume')
    """
    return snake_case(_WORD_OF_METHODS.sub(lambda word: word[0].capitalize(), operation))


def module_name(name: str) -> str:
    """The name of the private module of an operation or a type. The `_` keeps it apart from keywords and from tests.

    >>> module_name("GetTranscript")
    '_get_transcript'
    """
    return f"_{snake_case(name)}"
