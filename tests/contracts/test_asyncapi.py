"""The AsyncAPI document holds together and tells of every event once."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest

from deploy.asyncapi import document
from services.routing.contract.commands import COMMANDS
from tests.contracts.written import EVERY_EVENT, SERVICES, name_of

KEY = re.compile(r"[A-Za-z0-9._-]+")


@cache
def the_document() -> dict[str, Any]:
    """The document."""
    return document()


def references(part: Any) -> Iterator[str]:
    """Every $ref in a part of the document."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def resolve(reference: str) -> Any:
    """Follow a reference; KeyError when it leads nowhere."""
    found = the_document()
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_the_document_says_which_version_of_asyncapi_it_is_and_what_it_is_about():
    assert the_document()["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= set(the_document()["info"])
    assert set(the_document()) <= {"asyncapi", "info", "defaultContentType", "channels", "operations", "components"}


def test_every_reference_leads_somewhere():
    assert [reference for reference in references(the_document()) if not resolve(reference)] == []


def test_every_name_may_stand_in_such_a_document():
    parts = (the_document()["channels"], the_document()["operations"], *the_document()["components"].values())

    assert [name for part in parts for name in part if not KEY.fullmatch(name)] == []


@pytest.mark.parametrize("name", list(the_document()["channels"]))
def test_a_channel_has_an_address_with_its_parameters_and_messages(name):
    channel = the_document()["channels"][name]

    assert set(re.findall(r"{(\w+)}", channel["address"])) == set(channel["parameters"])
    assert channel["messages"]
    assert channel["bindings"]["amqp"]["is"] in ("queue", "routingKey")


@pytest.mark.parametrize("name", list(the_document()["operations"]))
def test_an_operation_sends_to_or_receives_from_a_channel(name):
    operation = the_document()["operations"][name]

    assert operation["action"] in ("send", "receive")
    assert operation["channel"]["$ref"].startswith("#/channels/")


def test_every_event_is_said_on_one_channel_and_is_one_message():
    events = sorted(f"hub311.{service.name}.{event.event_name()}.v1" for service, event in EVERY_EVENT)
    sends = [o["channel"]["$ref"] for o in the_document()["operations"].values() if o["action"] == "send"]
    said = [resolve(m["$ref"])["name"] for channel in sends for m in resolve(channel)["messages"].values()]

    assert sorted(said) == events
    messages = the_document()["components"]["messages"]
    assert sorted(one["name"] for key, one in messages.items() if not key.startswith("command.")) == events


def test_every_service_receives_what_its_contract_says_that_it_hears():
    receives = [n for n, o in the_document()["operations"].items() if o["action"] == "receive"]
    said = {service.name: set(service.events) for service in SERVICES}
    heard = {
        f"{service.name}_hears_{source}_{event}"
        for service in SERVICES
        for source, names in getattr(service.contract, "HEARS", {}).items()
        for event in (said[source] if "#" in names else said[source] & set(names))
    }

    assert sorted(receives) == sorted(heard | {"routing_takes_commands"})


def test_every_command_is_a_message_of_the_channel_on_which_departments_publish():
    channel = the_document()["channels"]["commands"]

    assert sorted(channel["messages"]) == sorted(COMMANDS)
    for name in COMMANDS:
        payload = resolve(resolve(channel["messages"][name]["$ref"])["payload"]["$ref"])
        assert {"id", "assignment_id"} <= set(payload["required"]) <= set(payload["properties"])


@pytest.mark.parametrize(("service", "event"), EVERY_EVENT, ids=name_of)
def test_the_example_in_the_document_fits_the_schema_beside_it(service, event):
    message = the_document()["components"]["messages"][f"{service.name}.{event.event_name()}"]
    schema = message["payload"] | {"components": the_document()["components"]}

    jsonschema.validate(message["examples"][0]["payload"], schema, jsonschema.Draft202012Validator)
