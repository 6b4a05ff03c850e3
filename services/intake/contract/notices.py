"""How whoever asked was told what came of it."""

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Message, Text

TOLD = ("delivered", "printed", "waived")
WAYS = ("spoken", "phone", "email", "letter", "sms", "web", "social", "counter")


class Notice(Message):
    """How whoever asked was told: delivered by some way, printed as a letter, or waived for a reason."""

    outcome = fields.String(required=True, validate=validate.OneOf(TOLD))
    way = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(WAYS))
    reason = Text(most=300, load_default=None, allow_none=True)

    @validates_schema
    def waiving_has_a_reason(self, data: dict, **kwargs: object) -> None:
        """Nobody is left untold without a word why."""
        if data.get("outcome") == "waived" and not (data.get("reason") or "").strip():
            raise ValidationError("Say why nobody is told.", "reason")
