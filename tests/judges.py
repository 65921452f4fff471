"""The Python classes of one service, and what they say of values in the Python form."""

import re
import sys
from typing import Any

import pydantic
from verdicts import Verdicts

from generator import naming

# Some sixty services over the six protocols, most of them small.
JUDGED = """
    agent-registry apigatewaymanagementapi apigatewayv2 appconfigdata application-autoscaling autoscaling-plans
    bedrock-runtime cloud9 cloudcontrol cloudhsmv2 cloudsearchdomain connectcases connectparticipant cur dax dlm
    dynamodb dynamodbstreams ebs ec2 eventbridgev2 firehose freetier geo-maps glacier importexport interconnect
    iot-data iot-jobs-data kendra-ranking keyspaces kinesis kinesis-video-archived-media lex-runtime lexv2-runtime
    marketplace-entitlement mediastore-data meteringmarketplace mgh partnercentral-revenue-measurement
    personalize-runtime pi pipes pricing rbin rds-data resourcegroupstaggingapi route53 s3 s3outposts
    sagemaker-runtime sdb signer-data sqs ssm-guiconnect sso sts support supportauthz timestream-query
    timestream-write translate workmailmessageflow workspaces-instances
""".split()


class Judges:
    """The classes of one service, in the Python form."""

    def __init__(self, made: Verdicts, service: str) -> None:
        name = naming.service_name(service)
        self.service = service
        self.models = made.package("pydantic_models", name)
        self.dataclasses = made.package("dataclass_models", name)
        self.converter = made.package("dataclass_models", f"{name}.converter")
        self.operations: dict[str, tuple[str | None, str | None]] = self.models.OPERATIONS

    def verdicts(self, name: str, value: Any) -> dict[str, bool]:
        """By kind of class, whether it takes the value."""
        return {"pydantic": self._pydantic(name, value), "converter": self._converter(name, value)}

    def _pydantic(self, name: str, value: Any) -> bool:
        try:
            getattr(self.models, name).model_validate(value, by_alias=True, by_name=False)
        except pydantic.ValidationError:
            return False
        return True

    def _converter(self, name: str, value: Any) -> bool:
        try:
            self.converter.structure(value, getattr(self.dataclasses, name))
        except Exception:
            return False
        return True

    def forget(self) -> None:
        """Let go of the classes: all of AWS would not fit."""
        package = naming.service_name(self.service)
        for name in [each for each in sys.modules if re.match(rf"(pydantic|dataclass)_models\.{package}(\.|$)", each)]:
            del sys.modules[name]
