"""Names made legal, once, for every language that is written.

A class name is the same in all targets (it is a key of the JSON Schema, a Python class and a TypeScript type), so it
must be legal in all of them. A field's name is Python's alone: TypeScript and JSON Schema keep the member's own.
"""

import functools
import keyword
import re

# Words that a class of that name would break, in one language or another. AWS has shapes named None, Field and Record.
_PYTHON_WORDS = frozenset(keyword.kwlist)
_PYTHON_HELPERS = frozenset(
    {
        "Annotated",
        "Any",
        "Array",
        "ERRORS",
        "ERROR_CODES",
        "ExactlyOne",
        "Literal",
        "OPERATIONS",
        "ReadonlyArray",
        "converter",
        "dataclass",
        "field",
    }
)  # names that generated files use
_TAKEN_NAMES = frozenset(
    {"acall", "apages", "call", "index", "pages", "read_error"}
)  # what stands beside the services' packages
_PYTHON_BUILTINS_USED = frozenset({"bool", "bytes", "dict", "float", "int", "list", "str", "type"})
_TYPESCRIPT_WORDS = frozenset(
    """any bigint boolean break case catch class const continue debugger default delete do else enum export extends
    false finally for function if import in instanceof never new null number object package private protected public
    return static string super switch symbol this throw true try typeof undefined unknown var void while with yield
    implements interface let await infer intrinsic keyof readonly unique""".split()
)
_CLASS_WORDS = _PYTHON_WORDS | _PYTHON_HELPERS | _PYTHON_BUILTINS_USED | _TYPESCRIPT_WORDS
_SERVICE_WORDS = _PYTHON_WORDS | _TAKEN_NAMES | _TYPESCRIPT_WORDS

# Attributes of pydantic's BaseModel, from 2.12 on: a field of that name is refused, or warned about at import.
_MODEL_ATTRIBUTES = frozenset(
    """construct copy dict from_orm json model_computed_fields model_config model_construct model_copy model_dump
    model_dump_json model_extra model_fields model_fields_set model_json_schema model_parametrized_name
    model_post_init model_rebuild model_validate model_validate_json model_validate_strings parse_file parse_obj
    mro parse_raw register schema schema_json update_forward_refs validate""".split()
)
_FIELD_WORDS = _PYTHON_WORDS | _MODEL_ATTRIBUTES

_FIRST_CAP = re.compile(r"(.)([A-Z][a-z]+)")
_ALL_CAP = re.compile(r"([a-z0-9])([A-Z])")
_PLURAL_INITIALISM = re.compile(r"[A-Z]{2,}s$")  # `ARNs`, `VPCs`: one word
_NOT_WORD = re.compile(r"[^0-9A-Za-z_]+")
_UNDERSCORES = re.compile("_{2,}")

_keep = functools.lru_cache(maxsize=16384)  # the names of the largest service; those of all would fill the memory


@_keep
def snake_case(name: str) -> str:
    """The words of `name` in lower case, as botocore separates them for its method names (`botocore/__init__.py`).

    >>> snake_case("DescribeDBInstances"), snake_case("HITs"), snake_case("OtaaV1_0_x"), snake_case("detail-type")
    ('describe_db_instances', 'hits', 'otaa_v1_0_x', 'detail_type')
    """
    words = _NOT_WORD.sub("_", name)
    if "_" not in words:
        if plural := _PLURAL_INITIALISM.search(words):
            words = f"{words[: plural.start()]}_{plural[0].lower()}"
        words = _FIRST_CAP.sub(r"\1_\2", words)
    words = _ALL_CAP.sub(r"\1_\2", words)
    return _UNDERSCORES.sub("_", words).strip("_").lower()


@_keep
def pascal_case(name: str) -> str:
    """`name` as the published stubs write it: the parts between underscores, each with a capital, put together.

    >>> pascal_case("__listOfTag_item"), pascal_case("iPAddress")
    ('ListOfTagItem', 'IPAddress')
    """
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


@_keep
def class_name(name: str) -> str:
    """`name` as a class that every target can write: a trailing `_` keeps it off the words they reserve.

    >>> class_name("GetItemRequest"), class_name("None"), class_name("__PeriodTriggersElement")
    ('GetItemRequest', 'None_', 'PeriodTriggersElement')
    """
    legal = _NOT_WORD.sub("_", name).lstrip("_") or "Unnamed"
    if legal[0].isdigit():
        legal = f"T{legal}"
    return f"{legal}_" if legal in _CLASS_WORDS else legal


@_keep
def field_name(name: str) -> str:
    """The member `name` as a field of a Python class, legal on a pydantic model and on a dataclass.

    >>> [field_name(name) for name in ("ScanDirection", "from", "schema", "modelConfig", "2FA")]
    ['scan_direction', 'from_', 'schema_', 'model_config_', 'n2_fa']
    """
    legal = snake_case(name) or "unnamed"
    if legal[0].isdigit():
        legal = f"n{legal}"
    return f"{legal}_" if legal in _FIELD_WORDS else legal


def service_name(name: str) -> str:
    """`name` as the name of a folder, a Python package and a file.

    >>> service_name("bedrock-runtime"), service_name("lambda")
    ('bedrock_runtime', 'lambda_')
    """
    legal = _UNDERSCORES.sub("_", _NOT_WORD.sub("_", name)).strip("_").lower() or "unnamed"
    if legal[0].isdigit():
        legal = f"n{legal}"
    return f"{legal}_" if legal in _SERVICE_WORDS else legal


def module_name(name: str) -> str:
    """The private module that holds the operation or the type `name`: the `_` keeps it off keywords and test runners.

    >>> module_name("GetTranscript")
    '_get_transcript'
    """
    return f"_{snake_case(name)}"
