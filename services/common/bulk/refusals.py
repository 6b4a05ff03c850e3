"""What is refused of bulk actions, by name."""

from services.common.errors import Conflict, InvalidInput, NotFound


class BulkActionNotFound(NotFound):
    """There is no such bulk action, or it is somebody else's."""


class TooManyAtOnce(InvalidInput):
    """A bulk action takes 1,000 objects at most: narrow the filter."""


class PreviewOver(Conflict):
    """The preview is older than a quarter of an hour, or the token is not its own: look again."""


class NotToBeUndone(Conflict):
    """It cannot be taken back: it has no opposite, has not begun, was taken back already, or its hour is over."""


class ChangedMeanwhile(Conflict):
    """Somebody changed it meanwhile: it is not what was looked at any more."""


class NothingChanges(Conflict):
    """It is like that already."""


REFUSALS = (BulkActionNotFound, TooManyAtOnce, PreviewOver, NotToBeUndone, ChangedMeanwhile, NothingChanges)
