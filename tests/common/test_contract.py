"""The pieces of contracts: what they take, what they refuse, and how a fault is pointed at."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from marshmallow import fields

from services.common.contract import Answer, Code, Degrees, Instant, Message, Text, dump, load, pointers
from services.common.errors import InvalidInput


class Place(Message):
    """A place."""

    lat = Degrees(90)


class Wish(Message):
    """A message with every kind of field."""

    text = Text(most=10)
    code = Code()
    at = Instant()
    lat = Degrees(90)
    place = fields.Nested(Place)
    places = fields.List(fields.Nested(Place))


class Shown(Answer):
    """An answer."""

    at = Instant(allow_none=True)


def faults(**values):
    """The pointers of what is wrong."""
    with pytest.raises(InvalidInput) as refused:
        load(Wish, values)
    return [fault["pointer"] for fault in refused.value.errors]


WRONG = {
    "text with NUL": ("text", "a\x00b"),
    "text with a lone surrogate": ("text", "\ud800"),
    "text that is too long": ("text", "x" * 11),
    "text that is a number": ("text", 7),
    "text that is null": ("text", None),
    "a code in capitals": ("code", "Pothole"),
    "a code with a line end": ("code", "pothole\n"),
    "an empty code": ("code", ""),
    "a code with a dot": ("code", "a.b"),
    "a time without a zone": ("at", "2026-11-20T15:00:00"),
    "a time in words": ("at", "yesterday"),
    "a time that is a number": ("at", 7),
    "a time before the first year": ("at", "0001-01-01T00:00:00+14:00"),
    "degrees that are true": ("lat", True),
    "degrees as text": ("lat", "39.08"),
    "degrees that are no number": ("lat", float("nan")),
    "infinite degrees": ("lat", float("inf")),
    "degrees off the earth": ("lat", 90.01),
    "degrees beyond floats": ("lat", 10**400),
    "an unknown member": ("colour", "red"),
}


@pytest.mark.parametrize(("member", "value"), WRONG.values(), ids=WRONG)
def test_a_message_is_refused_with(member, value):
    assert set(faults(**{member: value})) == {f"/{member}"}


def test_a_fault_deep_inside_is_pointed_at():
    assert faults(place={"lat": "x"}, places=[{"lat": 1}, {"lat": "x"}]) == ["/place/lat", "/places/1/lat"]


@pytest.mark.parametrize("values", [7, "text", [], None], ids=str)
def test_a_message_that_is_no_object_is_refused(values):
    with pytest.raises(InvalidInput):
        load(Wish, values)


def test_a_pointer_escapes_what_rfc_6901_escapes():
    assert [p["pointer"] for p in pointers({"a/b~c": ["wrong"]})] == ["/a~1b~0c"]


def test_a_time_of_any_zone_is_read_as_utc():
    loaded = load(Wish, {"at": "2026-11-20T10:00:00-05:00"})

    assert loaded["at"] == datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 11, 20, 15, tzinfo=UTC),
        datetime(2026, 11, 20, 10, tzinfo=timezone(timedelta(hours=-5))),
        datetime(2026, 11, 20, 15),  # as SQLite returns it
        "2026-11-20T15:00:00.000Z",
    ],
    ids=str,
)
def test_a_time_is_shown_in_utc(instant):
    assert dump(Shown, {"at": instant}) == {"at": "2026-11-20T15:00:00.000Z"}


@pytest.mark.parametrize("name", ["items", "keys", "values"])
def test_a_member_is_left_out_when_it_is_not_there_also_one_that_is_called_like_a_method_of_dicts(name):
    listing = type("Listing", (Answer,), {name: fields.List(fields.String())})

    assert dump(listing, {}) == {}
    assert dump(listing, {name: ["a"]}) == {name: ["a"]}


def test_a_reader_ignores_members_that_it_does_not_know():
    assert load(Shown, {"at": None, "colour": "red"}) == {"at": None}
