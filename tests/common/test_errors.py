"""The one tree of refusals: each crosses the wire as itself."""

import importlib

import pytest

from services.common import settings, wire
from services.common.errors import Conflict, Refusal, Unavailable, all_refusals, refusal_from

for service in settings.service_names():
    importlib.import_module(f"services.{service}.contract")


def over_the_wire(refusal):
    """What the caller gets."""
    try:
        wire.open_answer(wire.refusal_body(refusal))
    except Refusal as got:
        return got
    return None


@pytest.mark.parametrize("cls", all_refusals().values(), ids=lambda cls: cls.__name__)
def test_a_refusal_crosses_the_wire_as_itself(cls):
    sent = cls(errors=[{"pointer": "/a", "detail": "b"}])

    got = over_the_wire(sent)

    assert (got.code, got.status, got.detail, got.errors) == (sent.code, sent.status, sent.detail, sent.errors)
    assert got.retry_after_seconds == sent.retry_after_seconds


@pytest.mark.parametrize("cls", all_refusals().values(), ids=lambda cls: cls.__name__)
def test_the_docstring_of_a_refusal_is_its_message(cls):
    assert cls().detail == cls.__doc__.strip()
    assert 400 <= cls.status < 600


def test_an_unknown_refusal_keeps_its_status():
    got = refusal_from({"refusal": "SomethingNew", "status": 409, "detail": "new", "errors": []})

    assert type(got) is Conflict
    assert got.detail == "new"


def test_an_unknown_refusal_with_an_unknown_status_is_unavailable():
    assert type(refusal_from({"refusal": "SomethingNew", "status": 599})) is Unavailable
