"""What intake says; no event carries a name, a contact, a PIN or free text."""

from marshmallow import fields

from services.common.contract import EventData
from services.intake.contract import ledger_events


class Point(EventData):
    """A point in degrees, WGS84."""

    lat = fields.Float(required=True)
    long = fields.Float(required=True)


class RequestOpened(EventData):
    """A resident's request has its number; nobody answers for it yet."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    channel = fields.String(required=True)
    language = fields.String(required=True)
    point = fields.Dict(allow_none=True)
    address_id = fields.String(allow_none=True)
    place_in_words = fields.Boolean(required=True)
    choices = fields.Dict(required=True)
    received_at = fields.String(required=True)
    notice = fields.Boolean(required=True)


class RequestAmended(EventData):
    """What the resident said of a request has changed; `changed` names the members."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    changed = fields.List(fields.String(), required=True)


class RequestStatusChanged(EventData):
    """The resident now sees another status."""

    number = fields.String(required=True)
    status = fields.String(required=True)
    previous = fields.String(required=True)
    department = fields.String(allow_none=True)
    promised_by = fields.String(allow_none=True)
    referral_to = fields.String(allow_none=True)
    notice = fields.Boolean(required=True)


class RequestClosed(EventData):
    """The request is closed, and the resident can read why."""

    number = fields.String(required=True)
    code = fields.String(required=True)
    department = fields.String(allow_none=True)
    notice = fields.Boolean(required=True)


class RequestReopened(EventData):
    """A closed request is open again, because the resident says that it was not done."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    department = fields.String(allow_none=True)
    notice = fields.Boolean(required=True)


class RequestWithdrawn(EventData):
    """The resident needs it no longer; who has the work may stop."""

    number = fields.String(required=True)


class RequestsMerged(EventData):
    """A request is joined to another about the same thing: whoever has its work may stop, its number goes on."""

    number = fields.String(required=True)
    into = fields.String(required=True)
    department = fields.String(allow_none=True)
    notice = fields.Boolean(required=True)


class RequestSplit(EventData):
    """A request has become several; with the rule all or any the work on the whole is done in its parts alone."""

    number = fields.String(required=True)
    parts = fields.List(fields.String(), required=True)
    rule = fields.String(required=True)
    department = fields.String(allow_none=True)


class ResidentAsked(EventData):
    """The resident was asked something; until there is an answer, or until `until`, the promise rests."""

    number = fields.String(required=True)
    question = fields.String(required=True)
    until = fields.String(required=True)
    department = fields.String(allow_none=True)
    notice = fields.Boolean(required=True)


class ResidentAnswered(EventData):
    """The work goes on; `outcome` is answered, expired, withdrawn, or late for an answer after the time."""

    number = fields.String(required=True)
    question = fields.String(required=True)
    outcome = fields.String(required=True)
    department = fields.String(allow_none=True)


class FeedbackReceived(EventData):
    """A resident has said how it went; the words are read here."""

    number = fields.String(required=True)
    score = fields.Integer(required=True)
    solved = fields.Boolean(allow_none=True)
    department = fields.String(allow_none=True)
    service_code = fields.String(required=True)


class RequestSupplemented(EventData):
    """Something was added to a request: `what` is an attachment, a note or an answer, `by` resident or staff."""

    number = fields.String(required=True)
    what = fields.String(required=True)
    by = fields.String(required=True)
    department = fields.String(allow_none=True)


class ClientLinkAsked(EventData):
    """Somebody asked for a link to a client's keys; its owner is to have it by e-mail."""

    client = fields.String(required=True)
    link = fields.String(required=True)


class ResidentTold(EventData):
    """Staff have written a note that the resident reads; its words are read here."""

    number = fields.String(required=True)
    note_id = fields.String(required=True)
    department = fields.String(allow_none=True)
    notice = fields.Boolean(required=True)


class FollowAsked(EventData):
    """Somebody wishes to follow a request; the address is to be asked by e-mail."""

    number = fields.String(required=True)
    follower = fields.String(required=True)


class OwnListAsked(EventData):
    """Somebody asked for the list of the own requests; where the address is known, a link goes there by e-mail."""

    link = fields.String(required=True)


EVENTS = (
    ResidentTold,
    FollowAsked,
    RequestOpened,
    RequestAmended,
    RequestStatusChanged,
    RequestClosed,
    RequestReopened,
    RequestWithdrawn,
    ResidentAsked,
    ResidentAnswered,
    FeedbackReceived,
    RequestSupplemented,
    RequestsMerged,
    RequestSplit,
    *ledger_events.EVENTS,
    ClientLinkAsked,
    OwnListAsked,
)
