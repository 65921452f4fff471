"""polyfactory and hypothesis make instances of every class, with the registrations of `docs/testing.md`."""

import importlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from polyfactory.factories import DataclassFactory
from polyfactory.factories.pydantic_factory import ModelFactory
from polyfactory.field_meta import FieldMeta

from generator import naming
from support.services import EVERY_PROTOCOL
from support.verdicts import Verdicts

FOLDERS = ["pydantic_models", "dataclass_models"]
COMMITTED = ["connectparticipant", "dynamodb", "s3", "sqs"]


def classes_of(service: Any) -> list[Any]:
    models = importlib.import_module(f"{service.__name__.rpartition('.')[0]}._models")
    values = [getattr(service, name) for name in service.__all__]
    return [value for value in values if isinstance(value, type) and issubclass(value, models._Model)]


def factory_for(testing: Any, base: Any) -> Any:
    """The base factory of the page."""

    class Factory(base):  # type: ignore[misc]
        __is_base_factory__ = True

        @classmethod
        def get_model_fields(cls) -> list[Any]:
            fields = cls.__random__.choice(testing.field_types(cls.__model__))
            return [FieldMeta.from_type(type_, name=name) for name, type_ in fields.items()]

        @classmethod
        def get_provider_map(cls) -> dict[Any, Any]:
            own = {
                testing.StreamingBody: lambda: testing.stream(b"content"),
                datetime: lambda: cls.__faker__.date_time(tzinfo=UTC),
            }
            return {**super().get_provider_map(), **own}

    return Factory


@pytest.fixture(params=FOLDERS)
def base_factory(request: pytest.FixtureRequest, sample_verdicts: Verdicts) -> Iterator[tuple[str, Any]]:
    base = ModelFactory if request.param == "pydantic_models" else DataclassFactory
    factories = [*base._base_factories]
    yield request.param, factory_for(sample_verdicts.package(request.param, "testing"), base)
    base._base_factories[:] = factories


@pytest.mark.pinned_botocore
def test_polyfactory_makes_what_a_fake_takes(
    base_factory: tuple[str, Any], sample_verdicts: Verdicts, sample_services: list[str]
) -> None:
    """A request and a response of every operation, which the models accept in both ways."""
    folder, factory = base_factory
    testing, calls = (sample_verdicts.package(folder, name) for name in ("testing", "_calls"))
    factory.seed_random(1)
    most = 30 if sample_services == EVERY_PROTOCOL else None  # EC2 has 700
    made = 0
    for name in sample_services:
        service = sample_verdicts.package(folder, naming.service_name(name))
        client = testing.fake(service)
        for request, response in [*service.OPERATIONS.values()][:most]:
            asked = factory.create_factory(getattr(service, request)).build()
            answer = factory.create_factory(getattr(service, response)).build() if response else None
            client.on(asked).returns(answer)
            received = calls.call(client, asked)
            assert type(received) is type(answer), request
            made += 1
        client.assert_all_used()
    assert made > 700


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", COMMITTED)
def test_polyfactory_makes_every_class(folder: str, name: str) -> None:
    """Also the errors, and what only classes that are built by hand contain."""
    service = importlib.import_module(f"generated.{folder}.{name}")
    base = ModelFactory if folder == "pydantic_models" else DataclassFactory
    factories = [*base._base_factories]
    factory = factory_for(importlib.import_module(f"generated.{folder}.testing"), base)
    arguments = importlib.import_module(f"generated.{folder}._calls")._arguments
    try:
        for cls in classes_of(service):
            arguments(factory.create_factory(cls).build())  # judges a dataclass that is sent
    finally:
        base._base_factories[:] = factories


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", COMMITTED)
def test_hypothesis_makes_every_class(folder: str, name: str) -> None:
    service = importlib.import_module(f"generated.{folder}.{name}")
    testing = importlib.import_module(f"generated.{folder}.testing")
    arguments = importlib.import_module(f"generated.{folder}._calls")._arguments

    def later(type_: Any) -> st.SearchStrategy[Any]:
        return st.deferred(lambda: st.from_type(type_))

    def instances(cls: Any) -> st.SearchStrategy[Any]:
        ways = [{name: later(type_) for name, type_ in types.items()} for types in testing.field_types(cls)]
        return st.one_of([st.fixed_dictionaries(each).map(lambda fields: cls(**fields)) for each in ways])

    st.register_type_strategy(testing.StreamingBody, st.binary().map(testing.stream))
    st.register_type_strategy(datetime, st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC)))
    classes = classes_of(service)
    for cls in classes:
        st.register_type_strategy(cls, instances)
    few = settings(
        max_examples=1, phases=[Phase.generate], deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    for cls in classes:

        @few
        @given(st.from_type(cls))
        def make(value: Any) -> None:
            arguments(value)  # judges a dataclass that is sent

        make()


@pytest.mark.pinned_botocore
def test_types_of_fields(sample_verdicts: Verdicts) -> None:
    """Both targets say the same, in types that libraries know."""
    found = {}
    for folder in FOLDERS:
        testing, dynamodb, pipes, bedrock = (
            sample_verdicts.package(folder, name) for name in ("testing", "dynamodb", "pipes", "bedrock_runtime")
        )
        found[folder] = [
            str(testing.field_types(each)).replace(folder, "")
            for each in (
                dynamodb.KeySchemaElement,
                dynamodb.AttributeValue,
                dynamodb.AttributeValueOutput,
                pipes.CreatePipeRequest,
                bedrock.ContentBlock,
                bedrock.ContentBlockOutput,
                bedrock.ConverseStreamResponse,
            )
        ]
        union = testing.field_types(bedrock.ContentBlock)
        assert len(union) > 5
        assert all(len(each) == 1 for each in union)
        assert union[0] == {"text": str}
    assert found["pydantic_models"] == found["dataclass_models"]
