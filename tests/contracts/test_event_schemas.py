"""The schemas that are published hold the examples, and every event names its own."""

import json

import pytest
from jsonschema import Draft202012Validator

from gateway.description.events import documents
from tests.contracts.written import EVERY_EVENT, name_of

PUBLISHED = {address: json.loads(body) for address, body in documents()}


@pytest.mark.parametrize(("service", "event"), EVERY_EVENT, ids=name_of)
def test_an_event_is_what_the_schema_says_that_it_names(service, event):
    message = service.example(event.event_name())

    schema = PUBLISHED[message["dataschema"]]

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(message)
    assert not Draft202012Validator(schema).is_valid(message | {"data": None})


def test_the_list_names_every_schema():
    assert sorted([*PUBLISHED["/schemas"]["items"], "/schemas"]) == sorted(PUBLISHED)
