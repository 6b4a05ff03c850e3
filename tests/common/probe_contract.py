"""The contract of the tests' own service."""

from marshmallow import fields

from services.common.contract import Answer, Call, Message, Nothing, Text
from services.common.errors import Conflict


class Cracked(Conflict):
    """The probe was asked to refuse."""


class Words(Message):
    """Something to say back."""

    text = Text(required=True)


class WordsBack(Answer):
    """What was said, and who said it."""

    text = fields.String(required=True)
    caller = fields.String()


class Count(Answer):
    """A number."""

    count = fields.Integer(required=True)


ECHO = Call("echo", Words, WordsBack, door=True)
NAP = Call("nap", Words, WordsBack, writes=True, deadline_seconds=20)
KEEP = Call("keep", Words, Count, writes=True)
REFUSE = Call("refuse", Words, Nothing)
BREAK = Call("break_down", Words, Nothing)
RELAY = Call("relay_words", Words, WordsBack, deadline_seconds=5)
ASK_INSIDE = Call("ask_inside", Words, WordsBack)
CALLS = (ECHO, NAP, KEEP, REFUSE, BREAK, RELAY, ASK_INSIDE)
EVENTS = ()
HEARS = {"intake": ("#",)}
