"""Messages about questions to a resident, and about what a resident says of the work afterwards."""

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text
from services.intake.contract.requests import IDEMPOTENCY_KEY

MOST_QUESTIONS = 5


class QuestionsToResident(Message):
    """What the department must know of the resident; the promise rests until there is an answer, or for `days`."""

    number = Text(most=16, required=True)
    questions = fields.List(Text(most=500, least=1), required=True, validate=validate.Length(min=1, max=MOST_QUESTIONS))
    days = fields.Integer(load_default=5, strict=True, validate=validate.Range(min=1, max=30))
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class AnswersOfResident(Message):
    """What the resident says, one answer for each question, in their order."""

    number = Text(most=16, required=True)
    id = Text(most=36, required=True)
    answers = fields.List(Text(most=2000), required=True, validate=validate.Length(min=1, max=MOST_QUESTIONS))
    pin = Text(most=12, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class OneQuestion(Message):
    """Questions that need no answer any more."""

    number = Text(most=16, required=True)
    id = Text(most=36, required=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class QuestionView(Answer):
    """Questions to a resident: waiting, answered, expired or withdrawn; who asked is for staff."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    at = Instant()
    by = fields.String(allow_none=True)
    questions = fields.List(fields.String())
    answers = fields.List(fields.String(), allow_none=True)
    answered_at = Instant(allow_none=True)
    reply_by = Instant()
    state = fields.String()


class Feedback(Message):
    """How it went: a score of 1 to 5, whether it was really done, and words; once for each closing."""

    number = Text(most=16, required=True)
    score = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=5))
    solved = fields.Boolean(load_default=None, allow_none=True)
    comment = Text(most=2000, load_default="")
    pin = Text(most=12, load_default=None, allow_none=True)
    idempotency_key = Text(**IDEMPOTENCY_KEY)


class FeedbackView(Answer):
    """What a resident said of the work; the words are for who may read the request."""

    number = fields.String(required=True)
    at = Instant()
    score = fields.Integer()
    solved = fields.Boolean(allow_none=True)
    comment = fields.String()
    department = fields.String(allow_none=True)
    service_code = fields.String()


class FeedbackWanted(Message):
    """What residents said, newest first; `most` leaves out better scores, a department sees its own."""

    department = Code(load_default=None, allow_none=True)
    most = fields.Integer(load_default=5, validate=validate.Range(min=1, max=5))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class FeedbackPage(Answer):
    """One page and the cursor of the next, null on the last."""

    items = fields.List(fields.Nested(FeedbackView), required=True)
    next = fields.String(allow_none=True)
