"""Messages about the list of one's own requests: asked for by e-mail address, opened by a link that is mailed."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message, Text
from services.intake.contract.views import RequestView


class OwnListWish(Message):
    """Somebody who gave this address with requests wishes to see them."""

    email = fields.Email(required=True, validate=validate.Length(max=254))
    language = Text(most=8, least=2, load_default="en")


class OwnListWanted(Message):
    """A page of one's own requests, newest first, by the token of a link."""

    token = Text(most=120, least=1, required=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class OwnRequest(RequestView):
    """A request as its resident sees it in the list; the PIN opens the rest."""

    pin = fields.String(required=True)


class OwnRequestPage(Answer):
    """One page, the cursor of the next or null, and until when the link opens."""

    items = fields.List(fields.Nested(OwnRequest), required=True)
    next = fields.String(allow_none=True)
    expires_at = Instant(required=True)


class OwnListsSaid(Message):
    """Links that intake has said, at most 50."""

    links = fields.List(Text(most=36), required=True, validate=validate.Length(max=50))


class OwnListFact(Answer):
    """Where a link is to be sent, and its secret."""

    link = fields.String(required=True)
    email = fields.String(required=True)
    language = fields.String(required=True)
    token = fields.String(required=True)
    expires_at = Instant(required=True)


class OwnListFacts(Answer):
    """What notify needs to send links; those that are over, or that lead to nothing, are left out."""

    facts = fields.List(fields.Nested(OwnListFact), required=True)
