"""Field types of catalogue entries: texts in languages, one text or many."""

from typing import Any

from marshmallow import ValidationError, fields

MOST_WORDS = 4000


class Words(fields.Field):
    """Plain text, or texts by language: {"en": "Pothole", "es": "Bache"}."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        texts = value if isinstance(value, dict) else {"en": value}
        if not texts or not all(isinstance(text, str) and len(text) <= MOST_WORDS for text in texts.values()):
            raise ValidationError("Not a text, nor texts by language.")
        if not all(isinstance(language, str) and 2 <= len(language) <= 8 for language in texts):
            raise ValidationError("Not a language.")
        return value


class ByLanguage(Words):
    """Texts by language: {"en": "Pothole", "es": "Bache"}."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, dict):
            raise ValidationError('Not texts by language: {"en": "…"}.')
        return super()._deserialize(value, attr, data, **kwargs)


class OneOrMany(fields.Field):
    """A text or a list of texts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        given = value if isinstance(value, list) else [value]
        if not given or not all(isinstance(one, str) and 0 < len(one) <= 200 for one in given):
            raise ValidationError("Not a text, nor a list of texts.")
        return value
