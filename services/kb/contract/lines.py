"""Messages about telephone lines: what a dialled number stands for, and what an agent asks who comes by it."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Call, Code, Message, Nothing, Text
from services.common.errors import NotFound
from services.kb.contract.answers import Language
from services.kb.contract.articles import KEY

RULES = ("public", "agents_only", "never")
MOST_WORDS = 500


class LineNotFound(NotFound):
    """No line of the county has this number."""


def digits_of(number: str) -> str:
    """Return the digits of a number as lines are known by them: ten, or those of a short number."""
    digits = re.sub(r"\D", "", number)
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


class PhoneNumber(Text):
    """A telephone number in any spelling: three digits, or ten with or without the country's 1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=40, least=3, validate=[_check_number], **options)


def _check_number(number: str) -> None:
    if len(digits_of(number)) not in (3, 10) or re.search(r"[^0-9+().\s-]", number):
        raise ValidationError("Not a telephone number.")


class ByLanguage(fields.Dict):
    """A text by language: {"en": "Housing help"}."""

    def __init__(self, **options: Any) -> None:
        words = Text(most=MOST_WORDS, least=1)
        super().__init__(keys=Language(), values=words, validate=validate.Length(min=1, max=20), **options)


class ProbingQuestion(Message):
    """What an agent asks, and where the answer leads: to a service type, an article or a department."""

    text = ByLanguage(required=True)
    service_code = Code(load_default=None, allow_none=True)
    article_id = Code(load_default=None, allow_none=True)
    department = Code(load_default=None, allow_none=True)


class Line(Message):
    """A number that callers dial.

    `retired_on` marks an old number that leads to 311 now; `give` is the number to say in its place. `publish` says who
    may be told the number itself: everybody (public), agents (agents_only), or nobody (never).
    """

    number = PhoneNumber(required=True)
    department = Code(load_default=None, allow_none=True)
    agency = Code(load_default=None, allow_none=True)
    name = ByLanguage(required=True)
    greeting = ByLanguage(load_default=None, allow_none=True)
    publish = fields.String(required=True, validate=validate.OneOf(RULES))
    give = PhoneNumber(load_default=None, allow_none=True)
    retired_on = fields.Date(load_default=None, allow_none=True)
    service_code = Code(load_default=None, allow_none=True)
    questions = fields.List(fields.Nested(ProbingQuestion), load_default=list, validate=validate.Length(max=20))
    idempotency_key = Text(**KEY)

    @validates_schema
    def somebody_answers_for_it(self, data: dict[str, Any], **kwargs: object) -> None:
        """A line is a department's or an agency's."""
        if bool(data.get("department")) == bool(data.get("agency")):
            raise ValidationError("Name a department or an agency of the directory.", "department")


class OneLine(Message):
    """A line by the number that was dialled, in any spelling."""

    number = PhoneNumber(required=True)
    language = Language(load_default="en")


class EndedLine(Message):
    """A line that nobody dials any more."""

    number = PhoneNumber(required=True)
    idempotency_key = Text(**KEY)


class LinesWanted(Message):
    """Lines in the order of their numbers, of one department or all, old ones or not."""

    department = Code(load_default=None, allow_none=True)
    retired = fields.Boolean(load_default=None, allow_none=True)
    language = Language(load_default="en")
    limit = fields.Integer(load_default=50, strict=True, validate=validate.Range(min=1, max=250))
    cursor = Text(most=16, load_default="")


class QuestionView(Answer):
    """A probing question in one language."""

    text = fields.String(required=True)
    service_code = fields.String(allow_none=True)
    article_id = fields.String(allow_none=True)
    department = fields.String(allow_none=True)


class LineView(Answer):
    """What an agent sees when a call comes in by it: whose line, how to greet, what to ask.

    `tell` is the number that a caller may be told, null for none.
    """

    number = fields.String(required=True)
    department = fields.String(allow_none=True)
    department_name = fields.String(allow_none=True)
    agency = fields.String(allow_none=True)
    name = fields.String(required=True)
    greeting = fields.String(allow_none=True)
    publish = fields.String(required=True, validate=validate.OneOf(RULES))
    tell = fields.String(allow_none=True)
    retired_on = fields.Date(allow_none=True)
    service_code = fields.String(allow_none=True)
    questions = fields.List(fields.Nested(QuestionView), required=True)


class LinePage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(LineView), required=True)
    next = fields.String(allow_none=True)


READ_LINE = Call("read_line", OneLine, LineView)
LIST_LINES = Call("list_lines", LinesWanted, LinePage)
SET_LINE = Call("set_line", Line, LineView, writes=True)
END_LINE = Call("end_line", EndedLine, Nothing, writes=True)
LINE_CALLS = (READ_LINE, LIST_LINES, SET_LINE, END_LINE)
