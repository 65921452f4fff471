"""What functions of libraries return, as far as clients go through them."""

import re
from collections.abc import Mapping

# Functions that return a session, or take the name of a service.
SESSIONS = frozenset(
    """boto3.Session boto3.session.Session boto3._get_default_session boto3.DEFAULT_SESSION aioboto3.Session
    aioboto3.session.Session aiobotocore.session.get_session aiobotocore.session.AioSession aiobotocore.get_session
    aiobotocore.AioSession botocore.session.get_session botocore.session.Session botocore.get_session""".split()
)
CLIENTS = frozenset({"boto3.client", "aioboto3.client", "session.client", "session.create_client"})
RESOURCES = frozenset({"boto3.resource", "aioboto3.resource", "session.resource"})
# Classes of clients that do not say of which service.
ANY_CLIENT = frozenset(
    {"botocore.client.BaseClient", "aiobotocore.client.AioBaseClient", "botocore.client.ClientCreator.create_client"}
)

# Functions that return their first argument, or something that stands for it.
FIRST_ARGUMENT = frozenset(
    """builtins.list builtins.tuple builtins.set builtins.frozenset builtins.sorted builtins.reversed builtins.iter
    copy.copy copy.deepcopy contextlib.closing contextlib.aclosing contextlib.nullcontext asyncio.run asyncio.wait_for
    asyncio.shield asyncio.ensure_future asyncio.create_task builtins.str itertools.chain.from_iterable
    itertools.cycle weakref.ref weakref.proxy builtins.aiter""".split()
)
SECOND_ARGUMENT = frozenset({"typing.cast", "typing_extensions.cast"})
# Functions that stand for what the function that they are given returns.
CALLS_ARGUMENT = frozenset(
    {"fastapi.Depends", "fastapi.params.Depends", "fastapi.Security", "asgiref.sync.async_to_sync"}
)
PROPERTY = re.compile(r"(?:\w+\.)*(?:\w*_)?property|(?:\w+\.)*reify")
FIXTURES = frozenset({"pytest.fixture", "pytest_asyncio.fixture"})

# Libraries that call AWS themselves: a function -> the operations that it calls with its default settings.
_POWERTOOLS = "aws_lambda_powertools.utilities"
CALLED_BY: Mapping[str, tuple[str, ...]] = {
    **{
        f"{_POWERTOOLS}.parameters.{name}": operations
        for name, operations in {
            "get_parameter": ("ssm.GetParameter",),
            "get_parameters": ("ssm.GetParametersByPath",),
            "get_parameters_by_name": ("ssm.GetParameter", "ssm.GetParameters"),
            "set_parameter": ("ssm.PutParameter",),
            "SSMProvider": ("ssm.GetParameter", "ssm.GetParametersByPath"),
            "get_secret": ("secretsmanager.GetSecretValue",),
            "set_secret": ("secretsmanager.CreateSecret", "secretsmanager.PutSecretValue"),
            "SecretsProvider": ("secretsmanager.GetSecretValue",),
            "get_app_config": ("appconfigdata.GetLatestConfiguration", "appconfigdata.StartConfigurationSession"),
            "AppConfigProvider": ("appconfigdata.GetLatestConfiguration", "appconfigdata.StartConfigurationSession"),
            "DynamoDBProvider": ("dynamodb.GetItem", "dynamodb.Query"),
        }.items()
    },
    f"{_POWERTOOLS}.idempotency.DynamoDBPersistenceLayer": (
        "dynamodb.DeleteItem",
        "dynamodb.GetItem",
        "dynamodb.PutItem",
        "dynamodb.UpdateItem",
    ),
    f"{_POWERTOOLS}.feature_flags.AppConfigStore": (
        "appconfigdata.GetLatestConfiguration",
        "appconfigdata.StartConfigurationSession",
    ),
}
# Modules in which a function of the table is defined, which may be named as well.
_SUBMODULES = re.compile(rf"({re.escape(_POWERTOOLS)}\.\w+)\.[\w.]+\.(\w+)")


def called_by(path: str) -> tuple[str, ...]:
    """The operations that a function of a library calls."""
    return CALLED_BY.get(path) or CALLED_BY.get(_SUBMODULES.sub(r"\1.\2", path), ())
