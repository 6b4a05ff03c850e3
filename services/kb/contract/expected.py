"""Expected questions: what departments and legislators' offices think callers will ask, and whether it is answered."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Code, Instant, Message, Text
from services.kb.contract.answers import Language
from services.kb.contract.articles import KEY

SOURCES = ("department", "council", "state", "congressional")
MOST_QUESTIONS = validate.Length(max=250)


class ExpectedQuestion(Message):
    """A question as a caller would ask it; `department` is who answers for it, `monthly` how often it may come."""

    text = Text(most=300, least=3, required=True)
    language = Language(load_default="en")
    department = Code(load_default=None, allow_none=True)
    monthly = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0, max=1_000_000))


class ExpectedList(Message):
    """Everything that an office expects; what it had said before is replaced. A department's is about itself."""

    source = fields.String(required=True, validate=validate.OneOf(SOURCES))
    office = Code(required=True)
    questions = fields.List(fields.Nested(ExpectedQuestion), required=True, validate=MOST_QUESTIONS)
    idempotency_key = Text(**KEY)

    @validates_schema
    def says_each_once(self, data: dict, **kwargs: object) -> None:
        """A question stands once in a list."""
        said = [(question["text"].casefold(), question["language"]) for question in data["questions"]]
        if len(set(said)) < len(said):
            raise ValidationError("A question is in the list twice.", "questions")


class ExpectedWanted(Message):
    """Which questions; `answered` false: those that nothing answers yet."""

    source = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(SOURCES))
    office = Code(load_default=None, allow_none=True)
    department = Code(load_default=None, allow_none=True)
    answered = fields.Boolean(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=36, load_default=None, allow_none=True)


class ExpectedView(Answer):
    """A question with what search finds first; answered is null until it has been asked for the first time."""

    id = fields.String(required=True)
    source = fields.String(required=True)
    office = fields.String(required=True)
    department = fields.String(required=True, allow_none=True)
    text = fields.String(required=True)
    language = fields.String(required=True)
    monthly = fields.Integer(required=True, allow_none=True)
    answered = fields.Boolean(required=True, allow_none=True)
    answer_kind = fields.String(required=True, allow_none=True)
    answer_id = fields.String(required=True, allow_none=True)
    set_at = Instant(required=True)


class ExpectedPage(Answer):
    """A page, and the cursor of the next."""

    items = fields.List(fields.Nested(ExpectedView), required=True)
    next = fields.String(allow_none=True)


class ExpectedKept(Answer):
    """How many questions the office expects now."""

    source = fields.String(required=True)
    office = fields.String(required=True)
    questions = fields.Integer(required=True)


class Coverage(Answer):
    """How much of what is expected of a department is answered; `pending` has not been asked yet, `percent` of all."""

    department = fields.String(required=True, allow_none=True)
    questions = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    pending = fields.Integer(required=True)
    percent = fields.Float(required=True)
    monthly = fields.Integer(required=True)
    monthly_answered = fields.Integer(required=True)


class CoverageList(Answer):
    """Every department of which something is expected; null stands for questions that belong to none."""

    items = fields.List(fields.Nested(Coverage), required=True)
