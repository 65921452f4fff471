"""Every place of a spec that can hold text, for each reader, and what the output must hold for a text there."""

import html
import json
import keyword
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Vectors = Mapping[str, str]  # name -> text
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spec:
    """Specs, and what the output must hold for them, by `Class` or `Class.Member`."""

    files: dict[str, str]  # below the folder of the specs -> content
    strings: dict[str, set[str]] = field(default_factory=dict)  # values of an enum, members of a class, keys of a map
    patterns: dict[str, str] = field(default_factory=dict)  # the only text that the pattern of a member accepts
    documentation: dict[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> list[str]:
        """The files to name as sources. The readers find the others beside them."""
        return [each for each in self.files if each not in {"literals.md", "paginators-1.json", "waiters-2.json"}]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the specs that one reader reads."""

    reader: str
    name: str
    spec: Callable[[Vectors], Spec]  # a spec with these texts in this place
    can_hold: Callable[[str], bool]  # whether the format can hold a text there
    excluded: int  # how many of the vectors it cannot hold

    @property
    def id(self) -> str:
        return f"{self.reader}.{self.name}"


def of(name: str, kind: str = "Of") -> str:
    """The name of the class for a vector."""
    return kind + name.title().replace("_", "")


# botocore: JSON, which holds any text.


def _service(shapes: Table, members: Table, **more: Any) -> str:
    declared = {"S": {"type": "string"}, "TryRequest": {"type": "structure", "members": members}, **shapes}
    operations = {"Try": {"input": {"shape": "TryRequest"}}}
    return json.dumps({"metadata": {}, "operations": operations, "shapes": declared, **more})


def _structure(members: Mapping[str, str | Table], **traits: Any) -> Table:
    plain = {name: {"shape": each} if isinstance(each, str) else each for name, each in members.items()}
    return {"type": "structure", "members": plain, **traits}


def _sent(shapes: Table, **strings: Any) -> Spec:
    """A service with an operation that takes all of `shapes`."""
    members = {each: {"shape": each} for each in shapes}
    return Spec({"service-2.json": _service(shapes, members)}, **strings)


def _botocore_enums(vectors: Vectors) -> Spec:
    shapes = {of(name): {"type": "string", "enum": [text, "other"]} for name, text in vectors.items()}
    return _sent(shapes, strings={of(name): {text, "other"} for name, text in vectors.items()})


def _botocore_enums_of_members(vectors: Vectors) -> Spec:
    """Enums of members: their classes are named after their values."""
    shapes = {of(name): _structure({"Text": {"shape": "S", "enum": [text]}}) for name, text in vectors.items()}
    return _sent(shapes, strings={f"{of(name)}.Text": {text} for name, text in vectors.items()})


def _botocore_members(vectors: Vectors) -> Spec:
    shapes = {of(name): _structure({text: "S", "Other": "S"}) for name, text in vectors.items()}
    return _sent(shapes, strings={of(name): {text, "Other"} for name, text in vectors.items()})


def _botocore_shapes(vectors: Vectors) -> Spec:
    users = {of(name): _structure({"Text": text}) for name, text in vectors.items()}
    called = {text: _structure({of(name, "In"): "S"}) for name, text in vectors.items()}
    members = {each: {"shape": each} for each in users}
    strings = {f"{of(name)}.Text": {of(name, "In")} for name in vectors}
    return Spec({"service-2.json": _service({**users, **called}, members)}, strings)


def _botocore_operations(vectors: Vectors) -> Spec:
    """Operations, and the paginators and waiters with the same names."""
    shapes = {of(name): _structure({"A": "S"}) for name in vectors}
    shapes["Bad"] = _structure({}, exception=True)
    operations = {text: {"input": {"shape": of(name)}, "errors": [{"shape": "Bad"}]} for name, text in vectors.items()}
    pages = {text: {"input_token": "A"} for text in vectors.values()}
    waiters = {text: {"operation": text} for text in vectors.values()}
    files = {
        "service-2.json": _service(shapes, {}, operations=operations),
        "paginators-1.json": json.dumps({"pagination": pages}),
        "waiters-2.json": json.dumps({"waiters": waiters}),
    }
    texts = set(vectors.values())
    return Spec(files, {"OPERATIONS": texts, "ERRORS": texts})


def _botocore_codes(vectors: Vectors) -> Spec:
    """Error codes. An error with an empty code goes by its name."""
    shapes = {of(name): _structure({}, exception=True, error={"code": text}) for name, text in vectors.items()}
    return Spec(
        {"service-2.json": _service(shapes, {})}, {"ERROR_CODES": {text or of(name) for name, text in vectors.items()}}
    )


def _botocore_documentation(vectors: Vectors) -> Spec:
    """The text escaped as HTML, and the text itself as HTML, which may change it."""
    shapes: Table = {}
    operations: Table = {}
    documentation: dict[str, str] = {}
    for name, text in vectors.items():
        spelled = html.escape(text)
        members: dict[str, str | Table] = {
            "Text": {"shape": "S", "documentation": f"<p>{spelled}</p>"},
            "Code": {"shape": "S", "documentation": f"<pre>{spelled}</pre>"},
            "Html": {"shape": "S", "documentation": text},
            "Enum": of(name, "EnumOf"),
        }
        shapes[of(name)] = _structure(members, documentation=spelled)
        shapes[of(name, "EnumOf")] = {"type": "string", "enum": ["a"], "documentation": spelled}
        shapes[of(name, "RequestOf")] = _structure({"A": of(name)})
        operations[of(name, "Try")] = {
            "input": {"shape": of(name, "RequestOf")},
            "documentation": f"<p>Vector: {spelled}</p>",
        }
        documentation |= dict.fromkeys((of(name), f"{of(name)}.Text", of(name, "EnumOf")), text)
        documentation[f"{of(name)}.Code"] = f"```{text}```" if text.strip() else ""
        documentation[of(name, "RequestOf")] = f"Parameters of `{of(name, 'Try')}`. Vector: {text}"
    everything = "".join(vectors.values())
    service = _service(shapes, {}, operations=operations, documentation=everything)
    return Spec({"service-2.json": service}, documentation=documentation)


def _botocore_patterns(vectors: Vectors) -> Spec:
    """A pattern that accepts only the text, also in a recursive class; and the text as a pattern."""
    shapes: Table = {}
    for name, text in vectors.items():
        members = {"Text": of(name, "TextOf"), "Raw": of(name, "RawOf"), "Inner": of(name, "MapOf")}
        shapes[of(name)] = _structure(members)
        shapes[of(name, "TextOf")] = {"type": "string", "pattern": f"^{_literally(text)}$"}
        shapes[of(name, "RawOf")] = {"type": "string", "pattern": text}
        map_ = {"type": "map", "key": {"shape": of(name, "TextOf")}, "value": {"shape": of(name)}}
        shapes[of(name, "MapOf")] = map_
    patterns = {f"{of(name)}.{member}": text for name, text in vectors.items() for member in ("Text", "Inner")}
    users = {of(name): {"shape": of(name)} for name in vectors}
    return Spec({"service-2.json": _service(shapes, users)}, patterns=patterns)


def _literally(text: str) -> str:
    return re.sub(r"[$()*+./?\[\\\]^{|}]", r"\\\g<0>", text)


def _botocore_folders(vectors: Vectors) -> Spec:
    files = {
        f"{_file_name(name, text)}/service-2.json": _service({}, {"A": {"shape": "S"}})
        for name, text in vectors.items()
    }
    return Spec(files, {"TryRequest": {"A"}})


# Documents: Markdown with code blocks in a grammar close to Python.

_METADATA = "class ResponseMetadataTypeDef(TypedDict):\n    RequestId: str,\n"


def _document(*fences: str) -> str:
    return "\n".join(f"```python\n{each}```\n" for each in fences)


def _docs_enums(vectors: Vectors) -> Spec:
    literals = [
        f'{of(name)}Type = Literal[\n    {python(text)},  # (1)\n    "other",\n]\n' for name, text in vectors.items()
    ]
    uses = [
        f"class {of(name, 'UseOf')}TypeDef(TypedDict):\n"
        f"    Enum: {of(name)}Type,  # (1)\n"
        f"    Inner: NotRequired[Dict[{of(name)}Type, {of(name, 'UseOf')}TypeDef]],\n"
        for name in vectors
    ]
    files = {"type_defs.md": _document(_METADATA, *uses), "literals.md": _document(*literals)}
    strings = {
        key: {text, "other"}
        for name, text in vectors.items()
        for key in (of(name), f"{of(name, 'UseOf')}.Enum", f"{of(name, 'UseOf')}.Inner")
    }
    return Spec(files, strings)


def _docs_members(vectors: Vectors) -> Spec:
    classes = [
        f"class {of(name)}TypeDef(TypedDict):\n    {text}: str,\n    Other: str,\n" for name, text in vectors.items()
    ]
    strings = {of(name): {text, "Other"} for name, text in vectors.items()}
    return Spec({"type_defs.md": _document(_METADATA, *classes)}, strings)


def _docs_classes(vectors: Vectors) -> Spec:
    classes = [f"class {text}TypeDef(TypedDict):\n    {of(name, 'In')}: str,\n" for name, text in vectors.items()]
    users = [f"class {of(name)}TypeDef(TypedDict):\n    Text: {text}TypeDef,\n" for name, text in vectors.items()]
    strings = {f"{of(name)}.Text": {of(name, "In")} for name in vectors}
    return Spec({"type_defs.md": _document(_METADATA, *classes, *users)}, strings)


def _docs_prose(vectors: Vectors) -> Spec:
    """Prose around the code blocks, which the reader ignores."""
    prose = "".join(f"# {text}\n\n{text}\n\n<!-- {text} -->\n" for text in vectors.values())
    known = _document(_METADATA, "class OfProseTypeDef(TypedDict):\n    A: str,\n")
    return Spec({"type_defs.md": prose + known}, {"OfProse": {"A"}})


def _docs_files(vectors: Vectors) -> Spec:
    document = _document("class OfFileTypeDef(TypedDict):\n    A: str,\n")
    files = {"{0}/{0}.md".format(_file_name(name, text)): document for name, text in vectors.items()}
    return Spec(files, {"OfFileTypeDef": {"A"}})


# Stubs: Python.


def _stubs_enums(vectors: Vectors) -> Spec:
    text_of = {name: python(text) for name, text in vectors.items()}
    parts = [
        f'{of(name)} = Literal[{text}, "other"]\n'
        f"class {of(name, 'EnumOf')}(StrEnum):\n    FIRST = {text}\n    SECOND = 'other'\n"
        f"class {of(name, 'UseOf')}(TypedDict):\n"
        f'    Enum: Literal[{text}, "other"]\n'
        f'    Inner: NotRequired[dict[Literal[{text}, "other"], "{of(name, "UseOf")}"]]\n'
        for name, text in text_of.items()
    ]
    strings = {
        key: {text, "other"}
        for name, text in vectors.items()
        for key in (of(name), of(name, "EnumOf"), f"{of(name, 'UseOf')}.Enum", f"{of(name, 'UseOf')}.Inner")
    }
    return Spec({"hostile.py": "".join(parts)}, strings)


def _stubs_members(vectors: Vectors) -> Spec:
    parts = [
        f'{of(name)} = TypedDict("{of(name)}", {{{python(text)}: str, "Other": str}})\n'
        for name, text in vectors.items()
    ]
    return Spec({"hostile.py": "".join(parts)}, {of(name): {text, "Other"} for name, text in vectors.items()})


def _stubs_classes(vectors: Vectors) -> Spec:
    parts = [
        f"class {text}(TypedDict):\n    {of(name, 'In')}: bool\n"
        f"class {of(name)}(TypedDict):\n    Text: {text}\n    Several: list[{text}]\n    Either: bool | {text}\n"
        f"{of(name, 'AliasOf')}: TypeAlias = {text}\n"
        for name, text in vectors.items()
    ]
    strings = {key: {of(name, "In")} for name in vectors for key in (f"{of(name)}.Text", of(name, "AliasOf"))}
    return Spec({"hostile.py": "".join(parts)}, strings)


def _stubs_documentation(vectors: Vectors) -> Spec:
    parts = [
        f"class {of(name)}(TypedDict):\n    {python(text)}\n    Text: str\n    {python(text)}\n"
        f"class {of(name, 'EnumOf')}(StrEnum):\n    {python(text)}\n    FIRST = 'a'\n"
        for name, text in vectors.items()
    ]
    documentation = {
        key: text for name, text in vectors.items() for key in (of(name), f"{of(name)}.Text", of(name, "EnumOf"))
    }
    return Spec({"hostile.py": "".join(parts)}, documentation=documentation)


def _stubs_files(vectors: Vectors) -> Spec:
    files = {
        "{0}/{0}.py".format(_file_name(name, text)): "class OfFile(TypedDict):\n    A: str\n"
        for name, text in vectors.items()
    }
    return Spec(files, {"OfFile": {"A"}})


# What each format can hold.


def python(text: str) -> str:
    """`text` as a string literal of Python, with as few escapes as possible."""
    return '"' + re.sub(r'[\0\n\r"\\\ud800-\udfff]', lambda found: f"\\u{ord(found[0]):04x}", text) + '"'


def _file_name(name: str, text: str) -> str:
    """The text, and the name of its vector if the text is not a plain word."""
    return text if re.fullmatch(r"\w+", text, re.ASCII) else f"{text} {name}"


def _anything(text: str) -> bool:
    return True


def names_a_file(text: str) -> bool:
    try:
        name = os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return b"/" not in name and b"\0" not in name and len(name) < 200


def has_half_a_character(text: str) -> bool:
    return bool(re.search("[\ud800-\udfff]", text))


def _is_a_member_of_a_document(text: str) -> bool:
    return bool(re.fullmatch(r"[^:\s\ud800-\udfff\0]+", text))


def _is_word(text: str) -> bool:
    return bool(re.fullmatch(r"\w+", text))


def _is_prose(text: str) -> bool:
    return not re.search(r"[\0\ud800-\udfff]|^(?:```|~~~)", text, re.MULTILINE)


def _is_name_of_python(text: str) -> bool:
    return text.isidentifier() and not keyword.iskeyword(text)


PLACES = (
    Place("botocore", "enums", _botocore_enums, _anything, 0),
    Place("botocore", "enums_of_members", _botocore_enums_of_members, _anything, 0),
    Place("botocore", "members", _botocore_members, _anything, 0),
    Place("botocore", "shapes", _botocore_shapes, _anything, 0),
    Place("botocore", "operations", _botocore_operations, _anything, 0),
    Place("botocore", "codes", _botocore_codes, _anything, 0),
    Place("botocore", "documentation", _botocore_documentation, _anything, 0),
    Place("botocore", "patterns", _botocore_patterns, _anything, 0),
    Place("botocore", "folders", _botocore_folders, names_a_file, 18),
    Place("docs", "enums", _docs_enums, _anything, 0),
    Place("docs", "members", _docs_members, _is_a_member_of_a_document, 57),
    Place("docs", "classes", _docs_classes, _is_word, 90),
    Place("docs", "prose", _docs_prose, _is_prose, 4),
    Place("docs", "files", _docs_files, names_a_file, 18),
    Place("stubs", "enums", _stubs_enums, _anything, 0),
    Place("stubs", "members", _stubs_members, _anything, 0),
    Place("stubs", "classes", _stubs_classes, _is_name_of_python, 92),
    Place("stubs", "documentation", _stubs_documentation, _anything, 0),
    Place("stubs", "files", _stubs_files, names_a_file, 18),
)
