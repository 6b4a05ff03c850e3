"""Every message of every service has one true example, and every example is a message."""

import json
import re
from datetime import datetime

import pytest

from services.common import envelope
from services.common.contract import load
from tests.contracts.forms import hold
from tests.contracts.written import EVERY_CALL, EVERY_EVENT, SERVICES, name_of

# What no event may have as a member: names of residents, ways to reach them, secrets, words.
PERSONAL = {"name", "resident", "email", "phone", "address", "pin", "description", "text", "note", "notes", "answers"}


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_there_is_one_example_of_each_message_and_no_other(service):
    of_calls = {f"{call}.{part}" for call in service.calls for part in ("request", "answer")}

    assert service.examples == of_calls | set(service.events)


@pytest.mark.parametrize(("service", "call"), EVERY_CALL, ids=name_of)
def test_the_example_of_a_request_is_accepted_by_its_contract(service, call):
    load(call.request, service.example(f"{call.name}.request"))


@pytest.mark.parametrize(("service", "call"), EVERY_CALL, ids=name_of)
def test_the_example_of_an_answer_is_what_its_contract_says(service, call):
    answer = service.example(f"{call.name}.answer")

    hold(call.answer(), answer)

    assert all(answer[name] for name in ("items", "facts") if name in answer), "a list that shows nothing"


@pytest.mark.parametrize(("service", "event"), EVERY_EVENT, ids=name_of)
def test_the_example_of_an_event_is_a_cloud_event_of_its_service(service, event):
    message = service.example(event.event_name())

    heard = envelope.read(json.dumps(message))

    assert (heard.source, heard.type) == (service.name, event.event_name())
    assert (message["specversion"], message["source"]) == ("1.0", f"/hub311/{service.name}")
    assert message["type"] == f"hub311.{service.name}.{event.event_name()}.v1"
    assert message["dataschema"] == f"/schemas/{service.name}/{event.event_name()}.v1.json"
    assert re.fullmatch(r"[0-9]{10}", message["sequence"])
    assert datetime.fromisoformat(message["time"]).tzinfo is not None


@pytest.mark.parametrize(("service", "event"), EVERY_EVENT, ids=name_of)
def test_the_data_of_an_event_shows_every_member(service, event):
    data = service.example(event.event_name())["data"]

    hold(event(), data)

    assert set(data) == set(event().fields)


@pytest.mark.parametrize(("service", "event"), EVERY_EVENT, ids=name_of)
def test_no_event_has_a_member_for_a_person_or_free_text(service, event):
    assert not PERSONAL & set(event().fields)
