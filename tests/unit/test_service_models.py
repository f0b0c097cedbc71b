"""A client made from our excerpt of a service's model asks and reads as one made from all of it."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.loaders import JSONFileLoader, Loader
from botocore.model import OperationModel, ServiceModel, Shape

from nightshift.adapters import sessions
from tests import project, service_models

REGIONS = ("ap-northeast-2", "us-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1")
FILES = ("partitions", "endpoints", "_retry", "sdk-default-configuration")


def services() -> list[str]:
    """Return those that our code calls, by the names boto3 has for them as well as IAM."""
    prefixes = {action.split(":")[0] for action in project.actions_declared()}
    return sorted(prefixes & set(Loader().list_available_services("service-2")))


def described(shape: Shape | None, above: tuple[str, ...] = ()) -> Any:
    """Return all that a shape says, down to its last member."""
    if shape is None or shape.name in above:
        return shape and shape.name
    inner = (*above, shape.name)
    parts = [(name, described(each, inner)) for name, each in parts_of(shape)]
    return shape.name, shape.type_name, shape.serialization, shape.metadata, parts


def parts_of(shape: Any) -> Iterator[tuple[str, Shape]]:
    yield from getattr(shape, "members", {}).items()
    for name in ("member", "key", "value"):
        if isinstance(getattr(shape, name, None), Shape):
            yield name, getattr(shape, name)


def operation(model: Any, name: str) -> Any:
    found: OperationModel = ServiceModel(model).operation_model(name)
    shapes = [described(each) for each in (found.input_shape, found.output_shape)]
    return found.http, found.error_shapes, found.idempotent_members, shapes


@pytest.mark.parametrize("service", service_models.SERVICES)
def test_the_excerpt_is_of_the_botocore_in_the_lock(service: str) -> None:
    there = json.loads(service_models.path(service).read_text())

    assert there == service_models.excerpt(service), "run `make lock` and commit what it writes"


@pytest.mark.parametrize("service", service_models.SERVICES)
def test_the_excerpt_says_of_an_operation_what_botocore_says(service: str) -> None:
    there = json.loads(service_models.path(service).read_text())
    whole = Loader().load_service_model(service, service_models.KIND)

    assert set(there["operations"]) == service_models.operations(service) > set()
    for name in there["operations"]:
        assert operation(there, name) == operation(whole, name)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("service", service_models.SERVICES)
def test_its_client_is_made_from_the_excerpt_and_goes_where_boto3s_goes(
    service: str, region: str
) -> None:
    keys: Any = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
    inner: Any = sessions.made()
    ours = inner.create_client(service, region, **keys)
    make: Any = boto3.client
    theirs = make(service, region, **keys)

    assert set(ours.meta.service_model.operation_names) == service_models.operations(service)
    assert ours.meta.endpoint_url == theirs.meta.endpoint_url
    assert ours.meta.service_model.signing_name == theirs.meta.service_model.signing_name


@pytest.mark.parametrize("name", [*FILES, *(f"{each}/*/service-2" for each in services())])
def test_plain_dictionaries_say_what_botocores_loader_says(name: str) -> None:
    service, _, kind = name.partition("/*/")
    version = Loader().determine_latest_version(service, kind) if kind else ""
    path = f"{Loader.BUILTIN_DATA_PATH}/{name.replace('*', version)}"

    assert sessions.PlainDictionaries().load_file(path) == JSONFileLoader().load_file(path)
    assert sessions.PlainDictionaries().load_file(path) is not None


def test_a_file_that_is_not_there_is_none() -> None:
    assert sessions.PlainDictionaries().load_file("/nonexistent/service-2") is None
