"""Who wishes to stay unknown is nowhere in the database."""

import json

import pytest
from sqlalchemy import select

from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import InvalidInput
from services.intake import contacts, contract
from services.intake.models import Base
from services.intake.policy import standing
from tests.intake.county import AGENT

MARK = "planted-marker"
SOMEBODY = Caller(kind="resident", subject=f"{MARK}-subject", pin="000000")
PERSON = {"name": f"{MARK} name", "email": f"{MARK}@ashmere.example", "phone": f"{MARK}-phone",
          "address": {"lines": [f"{MARK} line"], "zip": "21301"}}  # fmt: skip
RUDE = {"outcome": "recorded", "kind": "complaint", "about": "employee", "department": "dot", "text": "Rude driver"}


def places_of(county, marker):
    """The tables and columns in which a marker stands."""
    with county.db.reading() as session:
        return {
            f"{table.name}.{column}"
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table)).mappings()
            for column, value in row.items()
            if marker in as_text(value)
        }


def as_text(value):
    """A value as somebody would read it who has the file."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def record(county, **message):
    """Record a complaint."""
    said = {"channel": "phone", "items": [RUDE], "idempotency_key": f"{MARK}-key"} | message
    with county.db.transaction() as session:
        return contacts.record(session, load(contract.RECORD_CONTACT.request, said), standing(session, AGENT))


def test_an_anonymous_request_leaves_no_trace_of_who_asked(county):
    county.open(SOMEBODY, anonymous=True, idempotency_key=f"{MARK}-key", resident=None)

    assert places_of(county, MARK) == set()


def test_an_anonymous_contact_leaves_no_trace_of_who_called(county):
    record(county, anonymous=True, dialled=f"{MARK}-dialled")

    assert places_of(county, MARK) == set()


def test_who_was_anonymous_cannot_be_named_later(county):
    number = county.number(anonymous=True)

    with pytest.raises(InvalidInput):
        county.amend(number, resident=PERSON)

    assert places_of(county, MARK) == set()


def test_a_resident_who_acts_on_an_anonymous_request_is_not_written_down(county):
    number = county.number(anonymous=True)

    county.amend(number, SOMEBODY, pin=county.pin(number), description="Larger than yesterday")

    assert places_of(county, MARK) == set()


def test_who_gave_a_name_stands_with_the_residents_and_nowhere_else(county):
    county.open(SOMEBODY, resident=PERSON, idempotency_key=f"{MARK}-key")
    record(county, resident=PERSON)

    assert places_of(county, MARK) == {f"residents.{column}" for column in ("name", "email", "phone", "address")}
