"""Finding addresses: suggestions while somebody types."""

from marshmallow import fields, validate

from services.common.contract import Answer, Message, Text


class AddressWish(Message):
    """What has been typed so far."""

    q = Text(most=250, least=1, required=True)
    limit = fields.Integer(strict=True, load_default=10, validate=validate.Range(1, 25))


class AddressCandidate(Answer):
    """A known address that may be meant; address_id is null where the place was worked out from a road's range."""

    address_id = fields.String(allow_none=True)
    label = fields.String(required=True)
    lat = fields.Float(required=True)
    long = fields.Float(required=True)
    kind = fields.String(required=True)  # address, intersection, landmark
    score = fields.Float(required=True)  # 0 to 1
    method = fields.String(required=True)  # as in a position
    reason = fields.String()  # why it may be meant, in words
    side = fields.String(allow_none=True)  # left or right of its street, where a range of numbers told the place


class AddressList(Answer):
    """Candidates, the most likely first."""

    items = fields.List(fields.Nested(AddressCandidate), required=True)
