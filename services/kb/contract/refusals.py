"""What kb refuses, by name."""

from services.common.errors import Conflict, NotFound


class ArticleNotFound(NotFound):
    """There is no such article, or not in this version."""


class DraftNotFound(NotFound):
    """There is no draft of this article in this language."""


class AgencyNotFound(NotFound):
    """The directory has no such entry."""


class StaffNotFound(NotFound):
    """The directory of staff has nobody of this id."""


class SourceTextMissing(Conflict):
    """The article has no English text yet: publish that before a translation."""
