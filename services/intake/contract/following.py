"""Messages about following a request that somebody else reported."""

from marshmallow import fields, validate

from services.common.contract import Answer, Message, Text


class FollowWish(Message):
    """Somebody wishes to hear of a request; a mail to the address asks for a confirmation."""

    number = Text(most=16, required=True)
    email = fields.Email(required=True, validate=validate.Length(max=254))
    language = Text(most=8, load_default=None, allow_none=True)


class FollowLink(Message):
    """What a link in a mail holds."""

    token = Text(most=80, least=1, required=True)


class Followed(Answer):
    """The request that is followed, or no longer."""

    number = fields.String(allow_none=True)


class FollowersAsked(Message):
    """Followers to whom a mail is due, at most 50."""

    followers = fields.List(Text(most=36), required=True, validate=validate.Length(max=50))


class FollowerFact(Answer):
    """Whom a mail goes to and what opens its links; personal data, read by notify only."""

    follower = fields.String(required=True)
    number = fields.String()
    email = fields.String(required=True)
    language = fields.String(required=True)
    token = fields.String(required=True)
    service_name = fields.String()
    department_name = fields.String(allow_none=True)


class FollowerFacts(Answer):
    """The facts of those followers who have not confirmed yet."""

    facts = fields.List(fields.Nested(FollowerFact), required=True)
