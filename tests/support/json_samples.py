"""Values in the JSON form for the classes of a service, right and wrong, made from botocore's models."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from support.client_oracle import Api
from support.service_classes import ServiceClasses
from support.shape_values import Maker

_VALUES = 20  # of each class
TYPESCRIPT_SERVICES = ("bedrock-runtime", "dynamodb", "pipes", "sqs", "translate", "s3", "rds-data", "connectcases")


@dataclass(frozen=True)
class Sample:
    """A value of a class."""

    service: str
    name: str
    kind: str  # "valid", or the kind of fault in it
    shape: Any
    value: Any
    is_request: bool


def samples(service: str, classes: ServiceClasses, api: Api) -> Iterator[Sample]:
    """Values for the parameters and responses of every operation."""
    make = Maker(Random(service), in_json=True)
    for operation, (request, response) in classes.operations.items():
        if request and (shape := api.input(operation)):
            for number in range(_VALUES):
                kind, value = "valid", make.sent(shape)
                if number % 2:
                    kind, value = make.faulty(shape, value)
                yield Sample(service, request, kind, shape, value, is_request=True)
        output = api.output(operation)
        if response and output and output.members:
            for number in range(_VALUES):
                kind, value = "valid", make.received(output, is_response=True)
                if number % 2 and (wrong := make.of_another_kind(output, value)) is not None:
                    kind, value = "of another kind", wrong
                yield Sample(service, response, kind, output, value, is_request=False)
