"""What intake refuses, by name."""

from services.common.errors import Conflict, Forbidden, InvalidInput, NotFound, TooMany


class RequestNotFound(NotFound):
    """There is no request with this number."""


class RequestClosed(Conflict):
    """The request is closed; it can be reopened, not changed."""


class RequestNotClosed(Conflict):
    """Only a closed or referred request can be reopened."""


class ServiceTypeNotFound(InvalidInput):
    """There is no such service type."""


class StopAnswer(InvalidInput):
    """An answer says that this is not for 311: the detail says whom to call."""


class WrongPin(Forbidden):
    """The PIN does not fit the number."""


class PinLocked(TooMany):
    """Too many wrong PINs: the request's details are locked for a quarter of an hour."""

    retry_after_seconds = 900


class ContactNotFound(NotFound):
    """There is no such contact, or you may not know of it."""


class ContactOpen(Conflict):
    """The contact is on somebody's desk: it gets its outcome there."""


class HandoverNotFound(NotFound):
    """There is no such hand-over, or you may not know of it."""


class HandoverOver(Conflict):
    """It is not in a state in which this can be done."""


class DeskFull(Conflict):
    """You are not at the desk, or have as much at work as you said that you take."""


class NoticeNotDue(Conflict):
    """The contact is not in the loop gap: it is open, or whoever asked was told."""


class CallNotFound(NotFound):
    """There is no such call."""


class AttachmentNotFound(NotFound):
    """The request has no such attachment, or you may not know of it."""


class TooManyAttachments(Conflict):
    """A request takes five files; remove one first."""


class RequestMerged(Conflict):
    """The request is joined to another; change that one."""


class NotMerged(Conflict):
    """The request is joined to no other."""


class PartOfSplit(Conflict):
    """The request is split into parts, or is one."""


class OthersWait(Conflict):
    """Others reported the same and wait for this request: it goes on for them."""


class QuestionNotFound(NotFound):
    """The resident was not asked this."""


class QuestionWaits(Conflict):
    """The resident was asked already; withdraw that first or wait for the answer."""


class QuestionOver(Conflict):
    """These questions were answered or withdrawn."""


class ResidentUnknown(Conflict):
    """Nobody can be asked: the request names no resident, or one who wishes to hear nothing."""


class ReopenTooLate(Conflict):
    """The time in which you can reopen it is over: open a new request, or ask 311."""


class FeedbackTooEarly(Conflict):
    """The request is not closed yet."""


class FeedbackTooLate(Conflict):
    """The request was closed too long ago."""


class FeedbackGiven(Conflict):
    """You have said already how it went."""


class LookupsLimited(TooMany):
    """You have looked up more people than anybody needs to in this time: wait, or ask your supervisor."""


class RecordFileNotFound(NotFound):
    """There is no such file."""


class SearchNotFound(NotFound):
    """There are no such filters, or they are not yours."""


class TooManySearches(Conflict):
    """You keep a hundred filters: forget some of them first."""


class KeyNotFound(NotFound):
    """There is no such key."""


class ClientNotFound(NotFound):
    """There is no such API client."""


class LinkNotFound(NotFound):
    """This link is not valid, or no longer: ask for a new one."""


class TooManyKeys(Conflict):
    """A client has at most two live keys: end one of them first."""


class DraftNotFound(NotFound):
    """There is no such draft, it is over, or it is not yours: its key is needed."""


class TooManyDrafts(Conflict):
    """You have a hundred drafts: hand some in or drop them."""


class NotToBeFollowed(Conflict):
    """This request cannot be followed: it is closed, a drill, or nothing that everybody may know of."""


class ErasureNotFound(NotFound):
    """There is no such erasure."""


class HoldNotFound(NotFound):
    """There is no such hold."""


class HoldLiftedBefore(Conflict):
    """This hold was lifted already."""


class UnderHold(Conflict):
    """A legal hold keeps it: nothing may be erased or removed."""


class RetentionRunNotFound(NotFound):
    """There is no such run of retention."""


class RetentionRunning(Conflict):
    """A run is under way: wait until it is done."""


class NoRetentionRules(Conflict):
    """No rule says that anything is forgotten: set one first."""


class RequestsOpen(Conflict):
    """Somebody still works on it: withdraw or close it first."""
