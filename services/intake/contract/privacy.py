"""Messages about persons who are to be erased, and about what must be kept because a court may want it."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Call, EventData, Instant, Message, Text
from services.intake.contract.refusals import (
    ErasureNotFound,
    HoldLiftedBefore,
    HoldNotFound,
    RequestsOpen,
    UnderHold,
)
from services.intake.contract.requests import IDEMPOTENCY_KEY

GROUNDS = ("request", "court_order", "mistake")
MOST = 500  # requests and contacts of a person


class Person(Message):
    """A person by requests and contacts, and by an address or telephone number that was given with them."""

    numbers = fields.List(Text(most=16, least=1), load_default=list, validate=validate.Length(max=MOST))
    contacts = fields.List(Text(most=36, least=1), load_default=list, validate=validate.Length(max=MOST))
    email = Text(most=254, least=3, load_default=None, allow_none=True)
    phone = Text(most=40, least=7, load_default=None, allow_none=True)

    @validates_schema
    def somebody_is_meant(self, data: dict[str, Any], **kwargs: object) -> None:
        """Nobody in particular is nobody."""
        if not any(data.get(name) for name in ("numbers", "contacts", "email", "phone")):
            raise ValidationError("Name requests, contacts, an e-mail address or a telephone number.", "numbers")


class PersonToErase(Person):
    """Who is to be erased, and on which ground; with `dry_run` nothing is changed."""

    ground = fields.String(required=True, validate=validate.OneOf(GROUNDS))
    dry_run = fields.Boolean(load_default=False)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class PersonToHold(Person):
    """Whose requests and contacts must be kept, and in which matter (a file number, no name)."""

    matter = Text(most=120, least=1, required=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class One(Message):
    """An erasure or a hold by its id."""

    id = Text(most=36, least=1, required=True)


class PrivacyPage(Message):
    """A page of a list, newest first."""

    limit = fields.Integer(load_default=50, strict=True, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class ServiceAnswer(Answer):
    """What one service did: rows emptied by table, files too; `remaining` of them still hold something."""

    service = fields.String(required=True)
    at = Instant(allow_none=True)
    emptied = fields.Dict(required=True)
    remaining = fields.Integer(allow_none=True)


class ErasureView(Answer):
    """An erasure as a report: state is `preview`, `running` until every service has answered, or `done`."""

    id = fields.String(allow_none=True)
    state = fields.String(required=True)
    at = Instant(allow_none=True)
    by = fields.String(allow_none=True)
    ground = fields.String(required=True)
    numbers = fields.List(fields.String(), required=True)
    contacts = fields.List(fields.String(), required=True)
    held = fields.List(fields.String(), required=True)
    open = fields.List(fields.String(), required=True)
    done_at = Instant(allow_none=True)
    services = fields.List(fields.Nested(ServiceAnswer), required=True)


class ErasurePage(Answer):
    """Erasures, newest first."""

    items = fields.List(fields.Nested(ErasureView), required=True)
    next = fields.String(allow_none=True)


class HoldView(Answer):
    """A legal hold."""

    id = fields.String(required=True)
    at = Instant(required=True)
    by = fields.String(required=True)
    matter = fields.String(required=True)
    numbers = fields.List(fields.String(), required=True)
    contacts = fields.List(fields.String(), required=True)
    lifted_at = Instant(allow_none=True)
    lifted_by = fields.String(allow_none=True)


class HoldPage(Answer):
    """Holds, newest first, lifted ones too."""

    items = fields.List(fields.Nested(HoldView), required=True)
    next = fields.String(allow_none=True)


class PersonErased(EventData):
    """A person is erased from these requests and contacts: whoever keeps anything of them erases it and says so."""

    erasure = fields.String(required=True)
    numbers = fields.List(fields.String(), required=True)
    contacts = fields.List(fields.String(), required=True)
    aged = fields.Boolean(metadata={"description": "so old that no answer kept with an idempotency key names them"})


class HoldPlaced(EventData):
    """Nothing of these requests and contacts may be forgotten."""

    hold = fields.String(required=True)
    numbers = fields.List(fields.String(), required=True)
    contacts = fields.List(fields.String(), required=True)


class HoldLifted(HoldPlaced):
    """This hold keeps these requests and contacts no longer; another one may."""


ERASE_PERSON = Call("erase_person", PersonToErase, ErasureView, writes=True, deadline_seconds=10.0)
READ_ERASURE = Call("read_erasure", One, ErasureView)
LIST_ERASURES = Call("list_erasures", PrivacyPage, ErasurePage)
PLACE_HOLD = Call("place_hold", PersonToHold, HoldView, writes=True, deadline_seconds=10.0)
LIFT_HOLD = Call("lift_hold", One, HoldView, writes=True)
LIST_HOLDS = Call("list_holds", PrivacyPage, HoldPage)

PRIVACY_CALLS = (ERASE_PERSON, READ_ERASURE, LIST_ERASURES, PLACE_HOLD, LIFT_HOLD, LIST_HOLDS)
PRIVACY_EVENTS = (PersonErased, HoldPlaced, HoldLifted)
PRIVACY_REFUSALS = (ErasureNotFound, HoldNotFound, HoldLiftedBefore, UnderHold, RequestsOpen)
