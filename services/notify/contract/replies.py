"""Messages about standard replies."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from services.common.contract import Answer, Code, Instant, Message, Text
from services.notify.contract.refusals import OwnDraft, StandardReplyNotFound

USES = ("close", "note", "ask")
REPLY_STATES = ("draft", "approved", "retired")
CLOSE_CODES = ("done", "no_action", "unable", "duplicate", "withdrawn")
REFUSALS = (StandardReplyNotFound, OwnDraft)
_LANGUAGE = validate.Regexp(r"^[a-z]{2,3}(-[a-z0-9]{2,8})?\Z", error="Not a language code, such as es or zh-hant.")


class ReplyWords(Message):
    """A reply in one language: a title for the list that staff choose from, and what the resident reads."""

    title = Text(most=120, least=1, required=True)
    text = Text(most=3000, least=1, required=True)


class ReplyDraft(Message):
    """The next version of a reply, in English at least; without service types or department it is for all."""

    code = Code(required=True)
    use = fields.String(required=True, validate=validate.OneOf(USES))
    close_code = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(CLOSE_CODES))
    services = fields.List(Code(), load_default=list, validate=validate.Length(max=50))
    department = Code(load_default=None, allow_none=True)
    valid_from = fields.Date(load_default=None, allow_none=True)
    valid_until = fields.Date(load_default=None, allow_none=True)
    texts = fields.Dict(
        keys=Text(most=12, validate=[_LANGUAGE]),
        values=fields.Nested(ReplyWords),
        required=True,
        validate=validate.Length(min=1, max=20),
    )

    @validates_schema
    def makes_sense(self, data: dict[str, Any], **kwargs: object) -> None:
        """English stands for every language that is missing; a code of closing belongs to closings."""
        if "en" not in data.get("texts", {}):
            raise ValidationError("The English text is needed: it stands for every language that is missing.", "texts")
        if data.get("close_code") and data.get("use") != "close":
            raise ValidationError("Only a reply for closings has a code.", "close_code")
        if data.get("valid_from") and data.get("valid_until") and data["valid_until"] < data["valid_from"]:
            raise ValidationError("It would end before it begins.", "valid_until")


class OneReply(Message):
    """A reply by its code."""

    code = Code(required=True)


class ReplyVersion(OneReply):
    """A version of a reply: the one that was read."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=10**6))


class RepliesWanted(Message):
    """Replies for a use, a service type and a department, in a language where they have it."""

    use = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(USES))
    close_code = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(CLOSE_CODES))
    service = Code(load_default=None, allow_none=True)
    department = Code(load_default=None, allow_none=True)
    language = Text(most=12, load_default=None, allow_none=True)
    state = fields.String(load_default="approved", validate=validate.OneOf(REPLY_STATES))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=250))
    cursor = Text(most=64, load_default=None, allow_none=True)


class ReplyToFill(OneReply):
    """A reply as the resident of a request would read it; without a request, with what is the same for all."""

    number = Text(most=16, load_default=None, allow_none=True)
    language = Text(most=12, load_default=None, allow_none=True)


class Reply(Answer):
    """A reply, whom it is for, and who wrote and approved it."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    state = fields.String(required=True)
    use = fields.String(required=True)
    close_code = fields.String(allow_none=True)
    services = fields.List(fields.String())
    department = fields.String(allow_none=True)
    valid_from = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    drafted_by = fields.String()
    approved_by = fields.String(allow_none=True)


class ReplyInLanguage(Reply):
    """A reply in one language."""

    title = fields.String(required=True)
    text = fields.String(required=True)
    language = fields.String(required=True)
    languages = fields.List(fields.String())


class ReplyPage(Answer):
    """A page of replies, in the order of their codes."""

    items = fields.List(fields.Nested(ReplyInLanguage), required=True)
    next = fields.String(allow_none=True)


class WholeReply(Reply):
    """A version of a reply in all of its languages."""

    texts = fields.Dict(required=True)
    drafted_at = Instant()
    approved_at = Instant(allow_none=True)
    ended_at = Instant(allow_none=True)


class ReplyVersions(Answer):
    """The versions of a reply, newest first."""

    items = fields.List(fields.Nested(WholeReply), required=True)


class FilledReply(Answer):
    """The words for the resident; `fallback` says that they are English because the language is missing."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    use = fields.String()
    close_code = fields.String(allow_none=True)
    text = fields.String(required=True)
    language = fields.String(required=True)
    fallback = fields.Boolean()
