"""Messages about bulletins: what a department, its management or one of its people is told about their work."""

from marshmallow import fields, validate

from services.common.contract import Answer, Call, EventData, Message, Text

KINDS = ("given", "new", "alert", "digest", "district")


class BulletinsWanted(Message):
    """Bulletins of which an event was heard."""

    ids = fields.List(Text(most=36), required=True, validate=validate.Length(max=50))


class Bulletin(Answer):
    """What is told and to whom; `content` holds lists (given, new, unaccepted, near, missed) or the digest's counts.

    An office's digest (district) holds in `happened` how many requests of each type took which step in its districts.
    """

    id = fields.String(required=True)
    department = fields.String(required=True)
    department_name = fields.String(required=True)
    kind = fields.String(required=True)
    addresses = fields.List(fields.String(), required=True)
    content = fields.Dict(required=True)


class Bulletins(Answer):
    """Those that exist."""

    items = fields.List(fields.Nested(Bulletin), required=True)


class BulletinIssued(EventData):
    """There is something to tell a department, its management or one of its people; what, list_bulletins answers."""

    department = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    bulletin_id = fields.String(required=True)


LIST_BULLETINS = Call("list_bulletins", BulletinsWanted, Bulletins)
CALLS = (LIST_BULLETINS,)
EVENTS = (BulletinIssued,)
