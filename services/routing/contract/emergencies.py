"""Messages about emergency access and about the quarterly review of who has which access."""

from marshmallow import fields, validate

from services.common.contract import Answer, Call, Code, EventData, Instant, Message, Text
from services.routing.contract.people import MemberView, OneMember


class EmergencyUse(Message):
    """That an emergency account was used; the id is the gateway's, so that a repeat is one use."""

    id = Text(most=36, least=36, required=True)
    account = Text(most=64, least=1, required=True)
    roles = fields.List(Text(most=32), required=True, validate=validate.Length(max=12))
    reason = Text(most=1000, least=1, required=True)
    used_at = Instant(required=True)


class Noted(Answer):
    """Whether it is new."""

    new = fields.Boolean(required=True)


class UsesWanted(Message):
    """A page of uses."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class UseView(Answer):
    """A use of an emergency account."""

    id = fields.String(required=True)
    account = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    reason = fields.String(required=True)
    used_at = Instant(required=True)


class UsePage(Answer):
    """Uses, newest first."""

    items = fields.List(fields.Nested(UseView), required=True)
    next = fields.String(allow_none=True)


class BreakGlassUsed(EventData):
    """Somebody signed in with an emergency account: operations look at why."""

    account = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)


class ReviewWanted(Message):
    """The review of a department's members in this quarter."""

    department = Code(required=True)


class ReviewLine(MemberView):
    """A member, and whether management has said in this quarter that the tier is right."""

    reviewed = fields.Boolean(required=True)


class Review(Answer):
    """Who has which access, in a quarter; `open` are those whom management has to confirm or remove until `due_by`."""

    department = fields.String(required=True)
    quarter = fields.String(required=True)
    due_by = Instant(required=True)
    open = fields.Integer(required=True)
    overdue = fields.Boolean(required=True)
    items = fields.List(fields.Nested(ReviewLine))


class NoReviews(Message):
    """The reviews of all departments that the caller may see."""


class ReviewList(Answer):
    """The reviews, the overdue ones first."""

    items = fields.List(fields.Nested(Review), required=True)


class Confirmation(OneMember):
    """That a member's tier is right; nobody confirms oneself."""


NOTE_BREAK_GLASS = Call("note_break_glass", EmergencyUse, Noted, writes=True)
LIST_BREAK_GLASS = Call("list_break_glass", UsesWanted, UsePage)
READ_ACCESS_REVIEW = Call("read_access_review", ReviewWanted, Review)
LIST_ACCESS_REVIEWS = Call("list_access_reviews", NoReviews, ReviewList)
CONFIRM_MEMBER = Call("confirm_member", Confirmation, MemberView, writes=True)
CALLS = (NOTE_BREAK_GLASS, LIST_BREAK_GLASS, READ_ACCESS_REVIEW, LIST_ACCESS_REVIEWS, CONFIRM_MEMBER)
EVENTS = (BreakGlassUsed,)
