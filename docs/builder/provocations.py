"""Mistakes that are made on purpose, for the page of diagnostics: each has the code that it provokes."""

from collections.abc import Mapping
from typing import NamedTuple

_SHOP = "from typing import TypedDict\n\nclass Order(TypedDict):\n    id: str\n"
_HEAD = "[tool.shapewright]\n"
_SQS = f'{_HEAD}sources = ["botocore:sqs"]\n'


class Provocation(NamedTuple):
    """Files, and commands of which the last one reports the code."""

    files: Mapping[str, str]
    commands: tuple[str, ...] = ("shapewright build",)


def _configured(text: str, *commands: str) -> Provocation:
    return Provocation({"pyproject.toml": text, "shop.py": _SHOP}, commands or ("shapewright build",))


def _command(*commands: str) -> Provocation:
    return Provocation({"shop.py": _SHOP, "notes.txt": "", "empty.py": "", "docs/readme.txt": ""}, commands)


def _shop(text: str) -> Provocation:
    return _configured(f'{_HEAD}sources = ["shop.py"]\n{text}')


_BUILD_SHOP = "shapewright build --source shop.py --target typescript"
PROVOCATIONS: dict[str, Provocation] = {
    "bad-toml": _configured(f'{_HEAD}out = "C:\\work"\n'),
    "bad-value": _configured(f'{_HEAD}sources = "specs"\n'),
    "bad-name": _command("shapewright explain s3"),
    "bad-folder": _shop('[tool.shapewright.folders]\npydantic = "pydantic"\n'),
    "configured-already": _configured(_SQS, "shapewright init"),
    "missing-key": _shop('[[tool.shapewright.corrections]]\nat = "shop.Order.id"\nrequired = false\n'),
    "no-configuration": _command("shapewright scan --check"),
    "no-source": _command("shapewright build"),
    "unknown-key": _configured(f'{_HEAD}source = ["specs"]\n'),
    "unknown-output": _configured(
        f'{_SQS}[[tool.shapewright.outputs]]\nout = "api"\n[[tool.shapewright.outputs]]\nout = "web"\n',
        "shapewright build --out wep",
    ),
    "which-output": _configured(
        f'{_SQS}[[tool.shapewright.outputs]]\nout = "api"\n[[tool.shapewright.outputs]]\nout = "web"\n',
        "shapewright build --target typescript",
    ),
    "unknown-target": _command("shapewright build --source shop.py --target pydantics"),
    "duplicate-service": Provocation(
        {"a/shop.json": "", "sqs/type_defs.pyi": _SHOP.replace("Order", "ResponseMetadataTypeDef")},
        ("shapewright build --source botocore:sqs --source sqs --target typescript",),
    ),
    "empty": _command("shapewright build --source empty.py"),
    "no-spec": _command("shapewright build --source docs"),
    "no-such-file": _command("shapewright build --source s3"),
    "unknown-kind": _command("shapewright build --source notes.txt"),
    "unknown-service": _command("shapewright build --source botocore:sqz"),
    "unknown-operation": _configured(f'{_SQS}operations = ["sqs.SendMesage"]\n'),
    "nothing-left": _configured(
        f'{_HEAD}sources = ["botocore:sqs", "botocore:sts"]\noperations = ["SendMessage"]\ntargets = ["ir"]\n'
    ),
    "no-method": _configured(f'{_HEAD}sources = ["botocore:lexv2-runtime"]\noperations = ["StartConversation"]\n'),
    "unknown-spec": _shop('targets = ["ir"]\n[tool.shapewright.names]\n"shop/orders.py" = "orders"\n'),
    "bad-map": _configured(f'{_SQS}[tool.shapewright.map]\n"sqs.SendMessageRequest.MessageAttributes" = "a:B"\n'),
    "duplicate-map": _configured(
        f'{_SQS}[tool.shapewright.map]\n"sqs.*.QueueUrl" = "a:A"\n"sqs.*.queue_url" = "a:B"\n'
    ),
    "illegal-name": Provocation(
        {
            "pyproject.toml": f'{_HEAD}sources = ["shop"]\n[tool.shapewright.rename]\nshop_orders.Order = "my order"\n',
            "shop/orders.py": _SHOP,
        }
    ),
    "edited-file": Provocation(
        {"shop/orders.py": _SHOP, "generated/typescript/shop_orders.ts": "// mine\n"},
        ("shapewright build --source shop --target typescript",),
    ),
    "bad-manifest": Provocation({"shop.py": _SHOP, "generated/.shapewright.json": "[]"}, (_BUILD_SHOP,)),
    "unusable-output": Provocation({"shop.py": _SHOP, "generated": ""}, (_BUILD_SHOP,)),
    "unimportable-output": _command("shapewright build --source shop.py --out my-types"),
    "no-baseline": _configured(_SQS, "shapewright diff"),
    "not-fetched": _configured(_SQS, "shapewright diff --from botocore==1.40.0"),
    "bad-side": _configured(_SQS, "shapewright diff --from mian"),
    "unknown-change": _configured(
        f'{_SQS}[[tool.shapewright.accepted]]\nchange = "member-required"\nat = "sqs.Message.Body"\n'
        'reason = "we set it"\nuntil = "2099-12-31"\n',
        "shapewright build --target ir",
        "shapewright diff",
    ),
    "operation-missing": Provocation(
        {
            "pyproject.toml": f'{_SQS}operations = ["sqs.SendMessage"]\n',
            "main.py": 'import boto3\n\nsqs = boto3.client("sqs")\nsqs.list_queues()\nsqs.send_message()\n',
        },
        ("shapewright scan --check",),
    ),
    "operation-unused": Provocation(
        {
            "pyproject.toml": f'{_SQS}operations = ["sqs.SendMessage", "sqs.ListQueues"]\n',
            "main.py": 'import boto3\n\nsqs = boto3.client("sqs")\nsqs.list_queues()\n',
        },
        ("shapewright scan --check",),
    ),
    "unknown-use": Provocation(
        {
            "pyproject.toml": _SQS,
            "main.py": 'import boto3\nimport sys\n\nsqs = boto3.client("sqs")\ngetattr(sqs, sys.argv[1])()\n',
        },
        ("shapewright scan",),
    ),
    "service-not-configured": Provocation(
        {"pyproject.toml": _SQS, "main.py": 'import boto3\n\nboto3.client("sts").get_caller_identity()\n'},
        ("shapewright scan --check",),
    ),
    "unused-service": Provocation(
        {"pyproject.toml": _SQS, "main.py": 'import boto3\n\nboto3.client("sts").get_caller_identity()\n'},
        ("shapewright scan --check",),
    ),
    "not-a-source": _configured(_SQS, "shapewright explain sts.GetCallerIdentity"),
    "bad-template": Provocation(
        {
            "pyproject.toml": f'{_HEAD}sources = ["shop.py"]\ntemplates = "templates"\n',
            "shop.py": _SHOP,
            "templates/typescript/service.ts.jinja": "{{ nothing }}\n",
        },
    ),
    "unknown-template": Provocation(
        {
            "pyproject.toml": f'{_HEAD}sources = ["shop.py"]\ntemplates = "templates"\n',
            "shop.py": _SHOP,
            "templates/typescript/services.ts.jinja": "",
        },
    ),
}
