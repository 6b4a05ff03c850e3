"""Events on the wire: written strictly, read tolerantly, refused when they are none."""

import json

import pytest

from services.common import envelope
from services.common.envelope import Event, Unreadable

NUMBER = "482-913-0757"


def a_message(**changes):
    """A true message, changed."""
    written = envelope.write(Event("request_assigned", NUMBER, {"number": NUMBER}, "dot", "3"), "routing", 7)
    return {name: value for name, value in (written | changes).items() if value is not ...}


def test_a_written_event_is_a_cloudevent():
    message = a_message()

    assert message["specversion"] == "1.0"
    assert message["source"] == "/hub311/routing"
    assert message["type"] == "hub311.routing.request_assigned.v1"
    assert message["sequence"] == "0000000007"
    assert message["data"] == {"number": NUMBER, "drill": False}


def test_what_was_written_is_read_again():
    message = a_message(causationid="c", traceparent="t", position=12)

    heard = envelope.read(envelope.dumps(message))

    assert (heard.source, heard.type, heard.subject, heard.sequence) == ("routing", "request_assigned", NUMBER, 7)
    assert (heard.causationid, heard.traceparent, heard.position) == ("c", "t", 12)


def test_unknown_members_are_ignored():
    heard = envelope.read(json.dumps(a_message(colour="red")))

    assert heard.subject == NUMBER


UNREADABLE = {
    "nothing": b"",
    "not JSON": b"{",
    "bytes that are not UTF-8": b'{"id": "\xff"}',
    "a list": b"[]",
    "a number": b"7",
    "an id that is a number": a_message(id=7),
    "an id longer than the column": a_message(id="x" * 37),
    "no id": a_message(id=...),
    "no subject": a_message(subject=...),
    "a subject longer than the column": a_message(subject="x" * 129),
    "a subject with NUL": a_message(subject="a\x00b"),
    "data that is a list": a_message(data=[]),
    "a type that is a number": a_message(type=7),
    "a type of another form": a_message(type="request_assigned"),
    "a type longer than the column": a_message(type=f"hub311.routing.{'x' * 65}.v1"),
    "a source longer than the column": a_message(type=f"hub311.{'x' * 33}.request_assigned.v1"),
    "a type with NUL": a_message(type="hub311.routing.a\x00.v1"),
    "a sequence in words": a_message(sequence="seven"),
    "a sequence below one": a_message(sequence="0"),
    "a sequence beyond what a database counts": a_message(sequence="9" * 20),
    "a sequence of five thousand digits": a_message(sequence="9" * 5000),
    "a sequence beyond all numbers": json.dumps(a_message()).replace('"0000000007"', "1e400").encode(),
    "more than 256 KB": a_message(data={"text": "x" * 262144}),
}


@pytest.mark.parametrize("message", UNREADABLE.values(), ids=UNREADABLE)
def test_a_message_is_unreadable_with(message):
    body = message if isinstance(message, bytes) else json.dumps(message).encode()

    with pytest.raises(Unreadable):
        envelope.read(body)


def test_a_message_over_256_kb_is_not_written():
    with pytest.raises(ValueError, match="262144"):
        envelope.dumps(a_message(data={"text": "x" * 262144}))


@pytest.mark.parametrize(
    ("district", "word"),
    [("3", "3"), ("District 3", "district-3"), ("Ward.5", "ward-5"), ("#", "none"), ("", "none"), ("Ölberg", "lberg")],
    ids=str,
)
def test_a_routing_key_always_has_three_words(district, word):
    event = Event("request_assigned", NUMBER, {}, "dot", district)

    assert event.routing_key == f"request_assigned.dot.{word}"
