"""Messages about the things that a contact was about: each has an outcome."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Code, Message, Text

OUTCOMES = ("answered", "referred", "request", "recorded")
HANDED_OVER = "handed_over"  # until the department says what came of it
FEEDBACK_KINDS = ("praise", "complaint", "suggestion")
FEEDBACK_ABOUT = ("employee", "department", "policy", "311")

NEEDED = {
    "answered": ("article",),
    "referred": ("to",),
    "request": ("number",),
    "recorded": ("kind", "text"),
}


class ArticleUsed(Message):
    """The article that answered, in the version that was read out."""

    id = Text(most=100, least=1, required=True)
    version = fields.Integer(required=True, validate=validate.Range(min=1, max=2**31 - 1))


class NewItem(Message):
    """One thing that was asked and what came of it."""

    outcome = fields.String(required=True, validate=validate.OneOf(OUTCOMES))
    article = fields.Nested(ArticleUsed)
    to = Text(most=100)
    number_given = Text(most=40, allow_none=True)
    reason = Text(most=300)
    number = Text(most=16)
    kind = fields.String(validate=validate.OneOf(FEEDBACK_KINDS))
    about = fields.String(validate=validate.OneOf(FEEDBACK_ABOUT))
    department = Code(allow_none=True)
    text = Text(most=4000)
    theme = Code(allow_none=True)
    warm = fields.Boolean(allow_none=True)

    @validates_schema
    def outcome_has_what_it_needs(self, data: dict, **kwargs: object) -> None:
        """An outcome without its target is none."""
        for member in NEEDED.get(data.get("outcome", ""), ()):
            if not data.get(member):
                raise ValidationError(f"An item with outcome {data['outcome']} needs {member}.", member)
