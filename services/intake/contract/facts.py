"""What routing and notify ask of requests: facts that no event may carry."""

from marshmallow import fields, validate

from services.common.contract import Answer, Instant, Message, Text
from services.intake.contract.following import FollowerFact
from services.intake.contract.public import PublicAnswer
from services.intake.contract.views import Referral


class Numbers(Message):
    """Numbers of requests, at most 50."""

    numbers = fields.List(Text(most=16), required=True, validate=validate.Length(max=50))


class RoutingFact(Answer):
    """What routing needs to decide on a request: its type, place and answers; nobody's name."""

    number = fields.String(required=True)
    service_code = fields.String()
    location = fields.Dict(allow_none=True)
    answers = fields.Dict()
    reachable = fields.Boolean()


class RoutingFacts(Answer):
    """The facts of those requests that exist."""

    facts = fields.List(fields.Nested(RoutingFact), required=True)


class ForwardingFact(Answer):
    """What another agency is told of a request that is handed over to it: what and where, never who."""

    number = fields.String(required=True)
    service_code = fields.String(required=True)
    description = fields.String(required=True)
    location = fields.Dict(allow_none=True)
    answers = fields.Dict(required=True)


class ForwardingFacts(Answer):
    """The facts of those requests that exist."""

    facts = fields.List(fields.Nested(ForwardingFact), required=True)


class TaskWanted(Message):
    """The task behind a request, and which person of a department reads it: that is written down."""

    number = Text(most=16, required=True)
    reader = Text(most=120, required=True)


class TaskFact(Answer):
    """What is to be done and where, without the person who asked; photos are those that everybody may see."""

    number = fields.String(required=True)
    service_name = fields.String(required=True)
    description = fields.String(required=True)
    location = fields.Dict(allow_none=True)
    answers = fields.List(fields.Nested(PublicAnswer), required=True)
    photos = fields.List(fields.String(), required=True)


class NoticeNumber(Message):
    """A request at a step of its history."""

    number = Text(most=16, required=True)
    sequence = fields.Integer(required=True)
    notes = fields.List(Text(most=36), load_default=list, validate=validate.Length(max=50))


class NoticeNumbers(Message):
    """Requests whose residents are to be told something, at most 50."""

    requests = fields.List(fields.Nested(NoticeNumber), required=True, validate=validate.Length(max=50))


class NoticeFact(Answer):
    """What a message to a resident says; personal data, read by notify only."""

    number = fields.String(required=True)
    language = fields.String()
    notify = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    address = fields.Dict(allow_none=True)
    pin = fields.String(allow_none=True)
    service_code = fields.String()
    service_name = fields.String()
    department_name = fields.String(allow_none=True)
    department_phone = fields.String(allow_none=True)
    promised_by = Instant(allow_none=True)
    status = fields.String()
    close_code = fields.String(allow_none=True)
    close_text = fields.String(allow_none=True)
    question = fields.String(allow_none=True)
    notes = fields.Dict(keys=fields.String(), values=fields.String())
    referral = fields.Nested(Referral, allow_none=True)
    anonymous = fields.Boolean()
    drill = fields.Boolean()
    followers = fields.List(fields.Nested(FollowerFact))
    requested_at = Instant()


class NoticeFacts(Answer):
    """The facts of those requests that exist."""

    facts = fields.List(fields.Nested(NoticeFact), required=True)
