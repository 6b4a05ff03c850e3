"""What kb says; no event carries anything that a resident wrote."""

from marshmallow import fields

from services.common.contract import Answer, ErasureConfirmed, EventData


class ArticlePublished(EventData):
    """Readers see this version of the article in this language now."""

    article_id = fields.String(required=True)
    version = fields.Integer(required=True)
    language = fields.String(required=True)
    department = fields.String(required=True)
    level = fields.Integer(required=True)
    title = fields.String(required=True)


class AgencyFacts(Answer):
    """An agency as others keep it."""

    id = fields.String(required=True)
    name = fields.Dict(required=True)
    level = fields.String(required=True)
    agency_class = fields.String(required=True, data_key="class", attribute="class")
    classes = fields.List(fields.Dict())
    phone = fields.String(allow_none=True)
    phone_publish = fields.String(required=True)
    url = fields.String(allow_none=True)
    hours_text = fields.String()


class DirectoryChanged(EventData):
    """The directory has this entry now; whoever keeps a copy replaces it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    entry = fields.Nested(AgencyFacts, required=True)


class GapOpened(EventData):
    """Somebody asked what nothing answers; staff read the text through list_gaps."""

    gap_id = fields.String(required=True)
    language = fields.String(required=True)
    times = fields.Integer(required=True)


class GapClosed(EventData):
    """A question that found nothing is answered now, by this article, agency, service type or facility."""

    gap_id = fields.String(required=True)
    language = fields.String(required=True)
    times = fields.Integer(required=True)
    kind = fields.String(required=True)
    answer_id = fields.String(required=True)


EVENTS = (ArticlePublished, DirectoryChanged, GapOpened, GapClosed, ErasureConfirmed)
