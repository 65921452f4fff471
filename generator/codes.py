"""What each code of a diagnostic means, and what to do about it.

`shapewright explain CODE` prints an entry, and `docs/diagnostics.md` has them all. A new code needs an entry here.
"""

from typing import NamedTuple


class Code(NamedTuple):
    """The text about one code."""

    topic: str  # the heading under which the page has it
    meaning: str  # what happened, and why it matters
    mend: str  # what to do


_CONFIGURATION = "The configuration"
_SOURCES = "Sources"
_DOCUMENTS = "Documents and stubs of AWS"
_MODULES = "Modules of TypedDicts"
_BOTOCORE = "Services of botocore"
_CHANGES = "Names, corrections and classes of your own"
_OUTPUT = "The output"
_CHECK = "Checking types"
_DIFF = "Upgrades"
_SCAN = "Scanning code"
_MIGRATE = "Migrating code"
_OURS = "Templates, plugins and Shapewright itself"

CODES: dict[str, Code] = {
    # The configuration.
    "bad-toml": Code(
        _CONFIGURATION,
        "`pyproject.toml` is not valid TOML, so nothing in it counts.",
        "Correct the line. A backslash in double quotes begins an escape: write paths with `/`.",
    ),
    "bad-value": Code(
        _CONFIGURATION,
        "A key has a value of another type, or one that is not allowed.",
        "Write one of the values that the message names. The page of options has every key.",
    ),
    "bad-name": Code(
        _CONFIGURATION,
        "`explain` got only the name of a service, or a code that does not exist.",
        "Name an operation, a class or a member, such as `s3.GetObject`, or a code of a diagnostic.",
    ),
    "bad-folder": Code(
        _CONFIGURATION,
        "The output or a target cannot have this folder. Python could not import it, it would hide a library, or two "
        "packages would share it.",
        "Choose another name in `out` or `folders`.",
    ),
    "configured-already": Code(
        _CONFIGURATION,
        "`init` found a table `[tool.shapewright]`, and changes nothing that you wrote.",
        "Edit the table, or remove it and run `init` again.",
    ),
    "missing-key": Code(
        _CONFIGURATION,
        "A table in a list lacks a key that it needs, such as the `reason` of a correction.",
        "Add the key.",
    ),
    "no-configuration": Code(
        _CONFIGURATION,
        "`scan --write` and `scan --check` need a configuration with sources.",
        "Run `shapewright init`, which writes one.",
    ),
    "no-source": Code(
        _CONFIGURATION,
        "Neither the command line nor the configuration names a source.",
        "Set `sources`, or add `--source botocore:s3`. `shapewright init` writes a first configuration.",
    ),
    "unknown-key": Code(
        _CONFIGURATION,
        "The table has a key that Shapewright does not know. It may be misspelt, or belong to another table.",
        "Use the name in the hint, or remove the key.",
    ),
    "unknown-output": Code(
        _CONFIGURATION,
        "`--out` names a folder that is not one of the configured outputs.",
        "Name one of them. With `--source`, `--out` may be any folder.",
    ),
    "unknown-target": Code(
        _CONFIGURATION,
        "No target has this name.",
        "`shapewright list` prints the targets.",
    ),
    "which-output": Code(
        _CONFIGURATION,
        "Several outputs are configured, and `--source`, `--target` or `--operation` could be about any of them.",
        "Add `--out` with the folder of one.",
    ),
    # Sources.
    "duplicate-service": Code(
        _SOURCES,
        "Two specs describe one service, so its files would have two contents.",
        "Remove one of the two from `sources`.",
    ),
    "empty": Code(_SOURCES, "The file has no text.", "Download it again, or remove it from `sources`."),
    "no-botocore": Code(
        _SOURCES,
        "botocore is not installed where Shapewright runs. Services and operations come from it.",
        "Run `pip install botocore` in that environment.",
    ),
    "no-spec": Code(
        _SOURCES,
        "A folder has no file that Shapewright can read, or no service of botocore matches the pattern.",
        "Check the path or the pattern. `shapewright list` prints the kinds of sources and the services.",
    ),
    "no-such-file": Code(
        _SOURCES,
        "There is no file or folder at this path. Paths are relative to the `pyproject.toml` that has them.",
        "Correct the path. A service of botocore is `botocore:s3`, not `s3`.",
    ),
    "not-text": Code(
        _SOURCES,
        "The file has bytes that no text has. It is damaged, or in UTF-16.",
        "Save it as UTF-8, or download it again.",
    ),
    "not-utf-8": Code(_SOURCES, "The file is text in another encoding than UTF-8.", "Save it as UTF-8."),
    "too-large": Code(
        _SOURCES,
        "The file is larger than a spec can be. It would take too much memory.",
        "Use one file for each service.",
    ),
    "too-deep": Code(
        _SOURCES,
        "A type is nested more deeply than Shapewright reads.",
        "Give an inner part a name of its own.",
    ),
    "unknown-kind": Code(
        _SOURCES,
        "No reader accepts a file with this name.",
        "`shapewright list` prints the names that a spec may have.",
    ),
    "unknown-service": Code(
        _SOURCES,
        "No service has this name, or an option names a service that is not among the sources.",
        "Use the name that boto3 has for the service, or add the service to `sources`.",
    ),
    "unreadable": Code(_SOURCES, "The system does not let Shapewright read the file.", "Check its permissions."),
    "no-operations": Code(
        _SOURCES,
        "The file has no operations. As an error: it is no `service-2.json`. As a note: the service has types only.",
        "Check that the path is that of a service file of botocore.",
    ),
    "no-types": Code(
        _SOURCES,
        "The file has no TypedDict that can be read, so there is nothing to generate.",
        "Check the path. The warnings beside this error say why a class could not be read.",
    ),
    "unknown-operation": Code(
        _SOURCES,
        "An operation is selected that no service has.",
        "Use the name in the hint. `shapewright list s3` prints the operations of a service.",
    ),
    "nothing-left": Code(
        _SOURCES,
        "An operation without a service in front selects from all sources. This service does not have it, so nothing "
        "of the service is left.",
        "Put the service in front: `s3.GetObject` limits S3 alone.",
    ),
    "service-spared": Code(
        _SOURCES,
        "`--operation` is not about this service, so its files stay as they are.",
        "Nothing to do.",
    ),
    "no-method": Code(
        _SOURCES,
        "boto3 has no method for this operation, because it sends a stream of events.",
        "Remove the operation from `operations`.",
    ),
    # Documents and stubs.
    "no-model": Code(
        _DOCUMENTS,
        "The installed botocore does not know this service. So the output has only what the document says: no errors, "
        "no bounds, no documentation.",
        "Upgrade botocore, or put the `service-2.json` of the service beside the document.",
    ),
    "botocore-disagrees": Code(
        _DOCUMENTS,
        "botocore declares another kind of value for some members. The document is followed. The two are probably of "
        "different releases.",
        "Install the botocore of the document's release.",
    ),
    "truncated": Code(
        _DOCUMENTS,
        "The document ends in the middle of a declaration.",
        "Download it again.",
    ),
    "unreadable-line": Code(
        _DOCUMENTS,
        "A line of the document is neither a class nor a definition. The file is damaged or edited.",
        "Download it again, or correct the line.",
    ),
    "unknown-literal": Code(
        _DOCUMENTS,
        "Nothing says which values this enum has, so any string is accepted.",
        "Put the `literals.md` or `literals.pyi` of the same release beside the document.",
    ),
    "unpaired-operation": Code(
        _DOCUMENTS,
        "An operation has no class for its request or its response in this document, or a class has no operation.",
        "Use the document and the botocore of one release. The classes are generated all the same.",
    ),
    "name-clash": Code(
        _DOCUMENTS,
        "Two classes, or two fields of a class, would have the same name.",
        "Give one of them another name with `rename`.",
    ),
    # Modules of TypedDicts.
    "bad-annotation": Code(
        _MODULES,
        "An annotation cannot be read: it is not a type, or has the wrong arguments.",
        "Correct it as the hint says. mypy most likely refuses it, too.",
    ),
    "bound-left-out": Code(
        _MODULES,
        "A bound in `Annotated` is not one that Shapewright can check, so it is not checked.",
        "Use a bound of `annotated_types` or of pydantic, with literal arguments.",
    ),
    "bytes-literal": Code(
        _MODULES,
        "A literal of bytes has no JSON form. Any bytes are accepted.",
        "Use a literal of text if the values matter.",
    ),
    "duplicate-member": Code(
        _MODULES,
        "A class declares a member twice. In a module the last one counts. A document with one is damaged.",
        "Remove one of the two.",
    ),
    "duplicate-type": Code(
        _MODULES,
        "A name is declared twice. In a document this is an error.",
        "Remove or rename one of the two.",
    ),
    "endless-type": Code(
        _MODULES,
        "A type contains itself with nothing in between, so no value has it.",
        "Add an alternative that ends it, such as `None` or an optional member.",
    ),
    "external-type": Code(
        _MODULES,
        "A type comes from a package that is not beside this module, or has no JSON form. Any JSON value is accepted.",
        "Install the package beside the module, or declare the type in the spec.",
    ),
    "generic": Code(
        _MODULES,
        "A generic class or alias is used with too many types, or has a type variable for several types.",
        "Name one type for each type variable: `Page[User]`.",
    ),
    "left-out": Code(
        _MODULES,
        "A member refers to a class that could not be read. The member accepts any JSON value.",
        "Mend the class: another warning says what is wrong with it. `strict = true` makes it an error.",
    ),
    "longer-name": Code(
        _MODULES,
        "Two modules would make services of the same name, so both names got more folders in front.",
        "Choose a name with `names` if you do not like this one.",
    ),
    "map-key": Code(
        _MODULES,
        "JSON has only text as keys. The keys of this map are read as text.",
        "Use `str` or `int` as the type of the keys.",
    ),
    "no-json-form": Code(
        _MODULES,
        "An alternative of a union has no JSON form, such as a callable. The union does without it.",
        "Nothing to do if you never send such a value. Otherwise change the type.",
    ),
    "no-typeddict": Code(
        _MODULES,
        "A member has a class that is not a TypedDict, and not one of the others that are read. Any JSON value is "
        "accepted.",
        "Make it a TypedDict, a dataclass, an attrs class or a pydantic model.",
    ),
    "not-python": Code(
        _MODULES,
        "The file is not valid Python.",
        "Correct the line. Python itself refuses it, too.",
    ),
    "platform": Code(
        _MODULES,
        "Declarations depend on `sys.platform`. Those for Linux are read.",
        "Nothing to do if they are the same everywhere.",
    ),
    "recursive-definition": Code(
        _MODULES,
        "An alias refers to itself in a way that has no end.",
        "Put a class, a list or a map between the alias and itself.",
    ),
    "set-as-list": Code(
        _MODULES,
        "Python cannot put these values into a set. The set is read as a list of any order.",
        "Declare a list.",
    ),
    "unknown-base": Code(
        _MODULES,
        "The base of a class is declared in a package that is not here. It may be no TypedDict, so it is skipped.",
        "Install the package of the base beside this module.",
    ),
    "unknown-name": Code(
        _MODULES,
        "A name is not declared: a type in a spec, or what `explain` was asked about.",
        "Use the name in the hint, or import the type.",
    ),
    "unknown-spec": Code(
        _MODULES,
        "`names` has a name for a path of which no service is made.",
        "Correct the path. A build prints the services.",
    ),
    "unreadable-closed": Code(
        _MODULES,
        "`closed` of a TypedDict is not a literal `True` or `False`.",
        "Write one of the two.",
    ),
    "unreadable-documentation": Code(
        _MODULES,
        "A docstring has half of a character, which no file can hold.",
        "Write the character itself.",
    ),
    "unreadable-enum": Code(
        _MODULES,
        "The values of an enum are known only when the program runs.",
        "Write them as literals.",
    ),
    "unreadable-member": Code(
        _MODULES,
        "A member is not `name: type`, or its name is not a literal.",
        "Write the member out.",
    ),
    "unreadable-total": Code(
        _MODULES,
        "`total` of a TypedDict is not a literal `True` or `False`.",
        "Write one of the two.",
    ),
    # botocore.
    "bad-service-file": Code(
        _BOTOCORE,
        "A `service-2.json` is not what botocore writes: a key is missing, or something has another form.",
        "Copy the file again from botocore.",
    ),
    "unknown-shape": Code(
        _BOTOCORE,
        "The service file refers to a shape that it does not have.",
        "Copy the file again from botocore.",
    ),
    "unknown-type": Code(
        _BOTOCORE,
        "A shape, or the `type` of a correction, is of a type that does not exist.",
        "Use the type in the hint.",
    ),
    "botocore-differs": Code(
        _BOTOCORE,
        "The output was made with another botocore than the installed one, and this one says something else.",
        "After an upgrade: build and commit. Otherwise install the release that the message names.",
    ),
    "botocore-older": Code(
        _BOTOCORE,
        "The installed botocore is older than the one that made the output. A build takes the output back.",
        "Install the newer release, and pin it.",
    ),
    # Names, corrections and own classes.
    "bad-correction": Code(
        _CHANGES,
        "A correction cannot be made: it says nothing, or is about something that has no such part.",
        "Read the message: it says what the class or enum is.",
    ),
    "duplicate-correction": Code(
        _CHANGES,
        "Two corrections are about the same part of one member.",
        "Keep one of them.",
    ),
    "unneeded-correction": Code(
        _CHANGES,
        "The source now says what the correction says.",
        "Remove the correction.",
    ),
    "bad-map": Code(
        _CHANGES,
        "`map` names a member that holds no string and no number. Only these can have a class of yours.",
        "Map the members inside it.",
    ),
    "duplicate-map": Code(
        _CHANGES,
        "Two entries of `map`, equally exact, give one member two classes.",
        "Remove one, or name the member exactly.",
    ),
    "illegal-name": Code(
        _CHANGES,
        "`rename` gives a name that a class or a field cannot have in every language.",
        "Use the name in the hint.",
    ),
    "name-too-long": Code(
        _CHANGES,
        "A name is too long for the name of a file.",
        "Shorten it in the spec.",
    ),
    "renamed": Code(
        _CHANGES,
        "The name of a class is not legal in every language, or two differ only in case. The class has another name.",
        "Nothing to do. `rename` gives it one that you like better.",
    ),
    "unknown-class": Code(
        _CHANGES,
        "`rename`, `map` or a correction names a class that the service does not have.",
        "Use the name in the hint. `rename` and corrections take the name that the class has without `rename`.",
    ),
    "unknown-member": Code(
        _CHANGES,
        "`rename`, `map` or a correction names a member that does not exist, or that two members could be.",
        "Use the name that boto3 has for the member.",
    ),
    # The output.
    "bad-manifest": Code(
        _OUTPUT,
        "`.shapewright.json` is damaged, or from a release that this one cannot read. So nothing says which files are "
        "generated.",
        "Run `shapewright build --force`, which writes it anew.",
    ),
    "edited-file": Code(
        _OUTPUT,
        "A generated file was changed by hand, or a file of yours has its name. It is not overwritten, and the files "
        "of its service stay as they are.",
        "Copy what you need out of it, then run `shapewright build --force`. Exclude the output from formatters.",
    ),
    "file-in-use": Code(
        _OUTPUT,
        "On Windows, a file that another program has open cannot be replaced.",
        "Close it there and run again. That run makes the remaining changes.",
    ),
    "folder-clash": Code(
        _OUTPUT,
        "A service has the name of a folder or file that the output folder already needs.",
        "Give the target a folder of its own (`folders`), or the service another name (`names`).",
    ),
    "output-differs": Code(
        _OUTPUT,
        "The output is not what the specs and the configuration give. `check --format github` marks the first file.",
        "Run `shapewright` and commit the output.",
    ),
    "pattern-left-out": Code(
        _OUTPUT,
        "A pattern is not checked, because an engine cannot run it, or could take forever.",
        "Nothing to do. AWS checks the pattern itself.",
    ),
    "stream-left-out": Code(
        _OUTPUT,
        "A stream has no JSON form, so JSON Schema and TypeScript do without it.",
        "Nothing to do. The Python classes have it.",
    ),
    "unimportable-output": Code(
        _OUTPUT,
        "Python cannot import a folder with this name, so it cannot import the models.",
        "Use the name in the hint.",
    ),
    "unusable-output": Code(
        _OUTPUT,
        "The output cannot be written: the disk is full, a permission is missing, or a file has the place of a folder.",
        "Read the message of the system. The output is as it was.",
    ),
    "unwritable-path": Code(
        _OUTPUT,
        "A path has a character with which Make and Ninja cannot write a rule.",
        "Rename the file, or do without `--depfile`.",
    ),
    "tool-cut": Code(
        _OUTPUT,
        "The schema for tool calls lacks members that do not fit: streams, circles of classes, or too many members.",
        "A model that calls the tool cannot send these members. If it has to, fill them in yourself.",
    ),
    "tool-left-out": Code(
        _OUTPUT,
        "An operation has no schema for tool calls, because a member that it requires does not fit.",
        "Write a tool of your own that fills in this member.",
    ),
    "unwritable-member": Code(
        _OUTPUT,
        "The target `docs` left out a member, because no line of a document can have its name.",
        "Take another target for this class, or rename the member in the spec.",
    ),
    # Checking types.
    "bad-base": Code(
        _CHECK,
        "mypy cannot import the base class that the configuration names.",
        "Check the name. mypy must find the module from the folder in which Shapewright runs.",
    ),
    "bad-class": Code(
        _CHECK,
        "mypy cannot import a class that `map` names.",
        "Check the name. mypy must find the module from the folder in which Shapewright runs.",
    ),
    "bad-runtime": Code(
        _CHECK,
        "mypy cannot import the shared run time.",
        "Build the output that makes it, with the same `folders`. mypy must find it, installed or by `MYPYPATH`.",
    ),
    "mypy-failed": Code(
        _CHECK,
        "mypy stopped before it checked the output.",
        "Read the message, which is mypy's.",
    ),
    "type-error": Code(
        _CHECK,
        "mypy refuses the generated code. The message is at the line of the spec from which the code comes.",
        "If the output is unchanged and has no classes of yours in it, this is a bug in Shapewright: report it.",
    ),
    # Upgrades.
    "bad-baseline": Code(
        _DIFF,
        "A baseline is damaged, or from a release that this one cannot read.",
        "Build again, or compare with a release: `--from botocore==1.43.0`.",
    ),
    "bad-side": Code(
        _DIFF,
        "`--from` or `--to` names nothing that can be compared.",
        "Name a release (`botocore==1.43.0`), a revision of your repository, or a path.",
    ),
    "expired-acceptance": Code(
        _DIFF,
        "The end of an accepted change has come, so it counts again.",
        "Decide again: set another `until`, or remove the entry.",
    ),
    "no-baseline": Code(
        _DIFF,
        "Nothing says what was built last, so there is nothing to compare with.",
        "Build first, or use `--from botocore==1.43.0 --fetch`. `baseline = true` keeps what was built.",
    ),
    "not-fetched": Code(
        _DIFF,
        "A release of botocore is not here, and was not downloaded.",
        "Add `--fetch`, or give the path of its wheel.",
    ),
    "unknown-change": Code(
        _DIFF,
        "`accepted` names a kind of change that `diff` does not have.",
        "Copy the name that `diff` prints in brackets.",
    ),
    "unused-acceptance": Code(_DIFF, "An accepted change is not among the changes.", "Remove the entry."),
    # Scanning.
    "not-a-source": Code(
        _SCAN,
        "`explain` found the service only in the installed botocore.",
        "Nothing to do. Add it to `sources` to have it generated.",
    ),
    "not-scanned": Code(
        _SCAN,
        "A file could not be read or parsed, so its calls are not counted.",
        "Mend the file, or name the folders to scan.",
    ),
    "not-written": Code(
        _SCAN,
        "`scan --write` cannot change `operations` without changing something else in the file.",
        "Write the list from the hint by hand.",
    ),
    "operation-missing": Code(
        _SCAN,
        "The code uses an operation that `operations` does not keep.",
        "Run `shapewright scan --write`, and build.",
    ),
    "operation-unused": Code(
        _SCAN,
        "`operations` keeps an operation that the code does not use.",
        "Run `shapewright scan --write`, and build.",
    ),
    "scan-types-unavailable": Code(
        _SCAN,
        "This release of mypy cannot be asked for types, so only the syntax was followed.",
        "Use a release of mypy that Shapewright knows if the scan misses something.",
    ),
    "service-not-configured": Code(
        _SCAN,
        "The code uses a service that is not among the sources.",
        "Add it to `sources` for its classes.",
    ),
    "unknown-use": Code(
        _SCAN,
        "The code does not say which operation it calls, as with `getattr(client, name)`.",
        "Add the operations by hand. `--write` and `--check` keep them.",
    ),
    "unused-service": Code(
        _SCAN,
        "Nothing uses a service of which everything is kept.",
        "Remove it from `sources`.",
    ),
    # Migrating.
    "not-migrated": Code(
        _MIGRATE,
        "A call stays as it is, with all that is read of its response. The message has the reason.",
        "Change it by hand, or leave it: both kinds of calls work side by side.",
    ),
    "migration-unchecked": Code(
        _MIGRATE,
        "mypy could not check the code, so nothing says whether it would accept what was migrated.",
        "Mend what the message says. Or migrate without types, and check the result yourself.",
    ),
    # Templates, plugins, ourselves.
    "bad-template": Code(
        _OURS,
        "A template of yours fails. The message is at its line.",
        "Correct the template.",
    ),
    "unknown-template": Code(
        _OURS,
        "A file in the folder of templates replaces none of ours.",
        "Give it the path of the template that it is to replace.",
    ),
    "plugin-failed": Code(
        _OURS,
        "A target or reader of another package raised an exception. The files of the service stay as they were.",
        "Report it to the authors of the plugin.",
    ),
    "internal-error": Code(
        _OURS,
        "Shapewright has a bug. The other services are generated.",
        "Report it, with the spec.",
    ),
    "worker-died": Code(
        _OURS,
        "The system ended a worker process, most often because memory ran out.",
        "Use fewer of them: `--jobs 1`.",
    ),
}
