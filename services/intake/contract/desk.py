"""Messages about the screens of staff, which are told what has changed."""

from marshmallow import fields, validate

from services.common.contract import Answer, Call, Code, Message, Text

MOST_NUMBERS, MOST_DEPARTMENTS = 50, 10  # of one screen
MOST_WATCHERS = 100  # of one call
LONGEST_SECONDS = 900
CHANGES = (
    "request_opened", "request_amended", "request_status_changed", "request_closed", "request_reopened",
    "request_withdrawn", "resident_asked", "resident_answered", "feedback_received", "request_supplemented",
    "requests_merged", "request_split", "resident_told", "handover_requested", "handover_answered",
)  # fmt: skip
ELSEWHERE = "request_changed"  # of a request that the screen shows and that is another department's now


class ScreenWish(Message):
    """What a screen shows: up to 50 requests by number, and departments whose queue it follows.

    The own departments' queues and hand-overs are told unasked. After `Last-Event-ID` nothing is missed for a week.
    """

    numbers = fields.List(Text(most=16, least=1), load_default=list, validate=validate.Length(max=MOST_NUMBERS))
    departments = fields.List(Code(), load_default=list, validate=validate.Length(max=MOST_DEPARTMENTS))
    seconds = fields.Integer(
        load_default=LONGEST_SECONDS,
        strict=True,
        validate=validate.Range(min=0, max=LONGEST_SECONDS),
        metadata={"description": "how long the stream stays open; the browser comes back by itself"},
    )
    last_event_id = Text(
        most=18, load_default=None, allow_none=True,
        validate=[validate.Regexp(r"[0-9]+\Z", error="Not an id of this stream.")],
    )  # fmt: skip


class Screen(Answer):
    """From where on the screen is told; `reset` when so much was missed that it reads everything anew."""

    after = fields.Integer(required=True)
    reset = fields.Boolean(required=True)
    numbers = fields.List(fields.String(), required=True)


class Watcher(Message):
    """A screen that is open: whose it is, and what it shows."""

    subject = Text(most=120, required=True)
    roles = fields.List(fields.String(), load_default=list)
    numbers = fields.List(fields.String(), load_default=list, validate=validate.Length(max=MOST_NUMBERS))
    departments = fields.List(fields.String(), load_default=list, validate=validate.Length(max=MOST_DEPARTMENTS))


class Watchers(Message):
    """The screens that a gateway serves; nobody asks only how far it is."""

    after = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=2**62))
    watchers = fields.List(fields.Nested(Watcher), load_default=list, validate=validate.Length(max=MOST_WATCHERS))


class Change(Answer):
    """Something has become true: ids and states, nobody's name and no words. `to` are places in the list of screens."""

    id = fields.Integer(required=True)
    event = fields.String(required=True)
    data = fields.Dict(required=True)
    to = fields.List(fields.Integer(), required=True)


class Changes(Answer):
    """What was said after `after`, oldest first, up to `next`; `more` when there is more to ask for at once."""

    items = fields.List(fields.Nested(Change), required=True)
    next = fields.Integer(required=True)
    more = fields.Boolean(required=True)


OPEN_SCREEN = Call("open_screen", ScreenWish, Screen)
LIST_DESK_CHANGES = Call("list_desk_changes", Watchers, Changes)

DESK_CALLS = (OPEN_SCREEN, LIST_DESK_CHANGES)
