"""Messages about articles: reading what is published, writing drafts, publishing."""

from typing import Any

from marshmallow import fields, validate

from services.common.contract import Answer, Code, Instant, Message, Text
from services.kb.contract.answers import Language

LEVELS = validate.Range(min=0, max=4)  # 0 self-service, 1 agent answers, 2 tier 2, 3 request, 4 refer out


class OneArticle(Message):
    """An article in a language, or exactly one version of it."""

    id = Text(most=64, least=1, required=True)
    language = Language(load_default="en")
    version = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=1))


class ArticleView(Answer):
    """A published text; `fallback`: not in the wanted language; `outdated`: its source text has changed since."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    language = fields.String(required=True)
    fallback = fields.Boolean(required=True)
    outdated = fields.Boolean(required=True)
    languages = fields.List(fields.String(), required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    body = fields.String(required=True)
    keywords = fields.List(fields.String())
    aliases = fields.List(fields.String())
    level = fields.Integer(required=True)
    department = fields.String(required=True)
    service_types = fields.List(fields.String())
    links = fields.List(fields.Raw())
    review_on = fields.Date(allow_none=True)
    published_at = Instant()


class ArticlesWanted(Message):
    """Published articles in a language, in order of identifier: what comes behind the cursor."""

    language = Language(load_default="en")
    after = Text(most=64, load_default="")
    limit = fields.Integer(load_default=100, validate=validate.Range(min=1, max=250))


class ArticleLine(Answer):
    """An article in a list; its language is the source's where there is no text in the wanted one."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    language = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    department = fields.String(required=True)
    service_types = fields.List(fields.String())
    review_on = fields.Date(allow_none=True)


class ArticlePage(Answer):
    """Articles; `next` is null at the end."""

    items = fields.List(fields.Nested(ArticleLine), required=True)
    next = fields.String(allow_none=True)


KEY: dict[str, Any] = {"most": 200, "least": 1, "load_default": None, "allow_none": True}


class ArticleKey(Message):
    """One language of an article."""

    article_id = Code(required=True)
    language = Language(load_default="en")


class Writing(ArticleKey):
    """A text of an article; members that are left out keep what the article has."""

    title = Text(most=300, least=1, required=True)
    summary = Text(most=2000, load_default="")
    body = Text(most=40_000, load_default="")
    keywords = fields.List(Text(most=120, least=1), load_default=list, validate=validate.Length(max=100))
    aliases = fields.List(Text(most=120, least=1), load_default=list, validate=validate.Length(max=100))
    department = Code()
    level = fields.Integer(validate=LEVELS)
    service_types = fields.List(Text(most=64, least=1), validate=validate.Length(max=20))
    links = fields.List(fields.Dict(), validate=validate.Length(max=20))
    review_on = fields.Date()
    source_version = fields.Integer(validate=validate.Range(min=1))
    idempotency_key = Text(**KEY)


class DraftView(Answer):
    """The draft that is kept."""

    article_id = fields.String(required=True)
    language = fields.String(required=True)
    edited_at = Instant(required=True)


class Publication(ArticleKey):
    """Publish the draft, or this text where one is given."""

    text = fields.Nested(
        Writing(exclude=("article_id", "language", "idempotency_key")), load_default=None, allow_none=True
    )
    idempotency_key = Text(**KEY)


class Published(Answer):
    """The version that readers see now; `changed` is false when it said the same before."""

    article_id = fields.String(required=True)
    language = fields.String(required=True)
    version = fields.Integer(required=True)
    changed = fields.Boolean(required=True)
