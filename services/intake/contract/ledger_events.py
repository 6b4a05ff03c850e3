"""What intake says of contacts and of what is handed to Tier 2: codes and ids, no words."""

from marshmallow import fields

from services.common.contract import EventData


class ContactLogged(EventData):
    """A contact has been recorded with its outcome."""

    contact = fields.String(required=True)
    type = fields.String(required=True)
    channel = fields.String(required=True)
    language = fields.String(required=True)
    outcomes = fields.List(fields.String(), required=True)
    articles = fields.List(fields.Dict(), required=True)
    referred_to = fields.List(fields.String(), required=True)


class ContactAmended(EventData):
    """The record of a contact was wrong and has been changed; `changed` names the members."""

    contact = fields.String(required=True)
    type = fields.String(required=True)
    changed = fields.List(fields.String(), required=True)


class ContactClosed(EventData):
    """A contact that was handed over has its outcome; every other contact is closed when it is logged."""

    contact = fields.String(required=True)
    type = fields.String(required=True)
    outcomes = fields.List(fields.String(), required=True)


class HandoverRequested(EventData):
    """A department's people are asked: `kind` is consult, or handover for a contact that they are to take over."""

    handover = fields.String(required=True)
    kind = fields.String(required=True)
    contact = fields.String(required=True, allow_none=True)
    department = fields.String(required=True)
    skill = fields.String(allow_none=True)
    language = fields.String(allow_none=True)
    expires_at = fields.String(required=True)


class HandoverAnswered(EventData):
    """It has ended: `outcome` is answered, returned, expired or withdrawn; `fallback` what the contact fell back to."""

    handover = fields.String(required=True)
    kind = fields.String(required=True)
    contact = fields.String(required=True, allow_none=True)
    department = fields.String(required=True)
    outcome = fields.String(required=True)
    fallback = fields.String(allow_none=True)
    callback_by = fields.String(allow_none=True)
    number = fields.String(allow_none=True)


EVENTS = (ContactLogged, ContactAmended, ContactClosed, HandoverRequested, HandoverAnswered)
