"""All that others may import of intake: its calls, its events, its refusals and what it hears."""

from services.common.contract import Call, Nothing
from services.intake.contract import (
    asking,
    attachments,
    clients,
    contacts,
    duplicates,
    events,
    facts,
    families,
    keys,
    public,
    reports,
    requests,
    views,
)
from services.intake.contract.refusals import (
    AttachmentNotFound,
    ClientNotFound,
    ContactNotFound,
    FeedbackGiven,
    FeedbackTooEarly,
    FeedbackTooLate,
    KeyNotFound,
    LinkNotFound,
    NotMerged,
    OthersWait,
    PartOfSplit,
    PinLocked,
    QuestionNotFound,
    QuestionOver,
    QuestionWaits,
    ReopenTooLate,
    RequestClosed,
    RequestMerged,
    RequestNotClosed,
    RequestNotFound,
    ResidentUnknown,
    ServiceTypeNotFound,
    StopAnswer,
    TooManyAttachments,
    TooManyKeys,
    WrongPin,
)

OPEN_REQUEST = Call("open_request", requests.NewRequest, views.OpenedRequest, writes=True, door=True)
READ_REQUEST = Call("read_request", requests.OneRequest, views.RequestView, door=True)
FIND_REQUESTS = Call("find_requests", requests.Search, views.RequestPage)
AMEND_REQUEST = Call("amend_request", requests.Amendment, views.RequestView, writes=True)
ADD_NOTE = Call("add_note", requests.NewNote, views.NoteView, writes=True)
WITHDRAW_REQUEST = Call("withdraw_request", requests.Withdrawal, views.RequestView, writes=True)
REOPEN_REQUEST = Call("reopen_request", requests.Reopening, views.RequestView, writes=True)
REPORT_REQUEST = Call("report_request", reports.Report, reports.Reported, writes=True, door=True)
LIST_PUBLIC_REQUESTS = Call("list_public_requests", public.PublicSearch, public.PublicPage)
MARK_LISTING = Call("mark_listing", public.ListingWanted, public.ListingMark)
LIST_PUBLIC_UPDATES = Call("list_public_updates", public.UpdatesWanted, public.UpdatePage)
ADD_PUBLIC_UPDATE = Call("add_public_update", reports.PublicUpdate, reports.UpdateId, writes=True)
PREPARE_ATTACHMENT = Call("prepare_attachment", attachments.WantedAttachment, attachments.AttachmentRoom)
ATTACH_FILE = Call("attach_file", attachments.NewAttachment, attachments.AttachmentView, writes=True)
READ_ATTACHMENT = Call("read_attachment", attachments.OneAttachment, attachments.AttachmentFile)
PUBLISH_ATTACHMENT = Call(
    "publish_attachment", attachments.AttachmentPublishing, attachments.AttachmentView, writes=True
)
REMOVE_ATTACHMENT = Call("remove_attachment", attachments.AttachmentRemoval, Nothing, writes=True)
LIST_DUPLICATES = Call("list_duplicates", duplicates.DuplicatesWanted, duplicates.Duplicates)
FIND_DUPLICATES = Call("find_duplicates", duplicates.DuplicatesOf, duplicates.Duplicates)
MERGE_REQUESTS = Call("merge_requests", families.Merging, views.RequestView, writes=True)
UNMERGE_REQUEST = Call("unmerge_request", families.Unmerging, views.RequestView, writes=True)
SPLIT_REQUEST = Call("split_request", families.Splitting, views.RequestView, writes=True)
ASK_RESIDENT = Call("ask_resident", asking.QuestionsToResident, asking.QuestionView, writes=True)
ANSWER_QUESTIONS = Call("answer_questions", asking.AnswersOfResident, asking.QuestionView, writes=True)
WITHDRAW_QUESTIONS = Call("withdraw_questions", asking.OneQuestion, asking.QuestionView, writes=True)
GIVE_FEEDBACK = Call("give_feedback", asking.Feedback, asking.FeedbackView, writes=True)
LIST_FEEDBACK = Call("list_feedback", asking.FeedbackWanted, asking.FeedbackPage)
LIST_ROUTING_FACTS = Call("list_routing_facts", facts.Numbers, facts.RoutingFacts)
LIST_FORWARDING_FACTS = Call("list_forwarding_facts", facts.Numbers, facts.ForwardingFacts)
LIST_NOTICE_FACTS = Call("list_notice_facts", facts.NoticeNumbers, facts.NoticeFacts)
RECORD_CONTACT = Call("record_contact", contacts.NewContact, contacts.ContactView, writes=True)
READ_CONTACT = Call("read_contact", contacts.OneContact, contacts.ContactView)
CHECK_KEY = Call("check_key", keys.KeyDigest, keys.KeyHolder, door=True)
ISSUE_KEY = Call("issue_key", keys.NewKey, keys.IssuedKey, writes=True)
REVOKE_KEY = Call("revoke_key", keys.OneKey, Nothing, writes=True)
NOTE_KEY_USE = Call("note_key_use", keys.KeysInUse, keys.EndedKeys)
LIST_CLIENTS = Call("list_clients", clients.ClientPageWanted, clients.ClientPage)
END_CLIENT = Call("end_client", clients.OneClient, Nothing, writes=True)
REGISTER_CLIENT = Call("register_client", clients.NewClient, Nothing, writes=True)
SEND_CLIENT_LINKS = Call("send_client_links", clients.ClientOwner, Nothing, writes=True)
READ_OWN_CLIENT = Call("read_own_client", clients.ByLink, clients.ClientView)
ISSUE_OWN_KEY = Call("issue_own_key", clients.NewOwnKey, keys.IssuedKey, writes=True)
REVOKE_OWN_KEY = Call("revoke_own_key", clients.OneOwnKey, Nothing, writes=True)
LIST_LINK_FACTS = Call("list_link_facts", clients.LinksSaid, clients.LinkFacts)

CALLS = (
    OPEN_REQUEST,
    READ_REQUEST,
    FIND_REQUESTS,
    AMEND_REQUEST,
    ADD_NOTE,
    WITHDRAW_REQUEST,
    REOPEN_REQUEST,
    REPORT_REQUEST,
    LIST_PUBLIC_REQUESTS,
    MARK_LISTING,
    LIST_PUBLIC_UPDATES,
    ADD_PUBLIC_UPDATE,
    PREPARE_ATTACHMENT,
    ATTACH_FILE,
    READ_ATTACHMENT,
    PUBLISH_ATTACHMENT,
    REMOVE_ATTACHMENT,
    LIST_DUPLICATES,
    FIND_DUPLICATES,
    MERGE_REQUESTS,
    UNMERGE_REQUEST,
    SPLIT_REQUEST,
    ASK_RESIDENT,
    ANSWER_QUESTIONS,
    WITHDRAW_QUESTIONS,
    GIVE_FEEDBACK,
    LIST_FEEDBACK,
    LIST_ROUTING_FACTS,
    LIST_FORWARDING_FACTS,
    LIST_NOTICE_FACTS,
    RECORD_CONTACT,
    READ_CONTACT,
    CHECK_KEY,
    ISSUE_KEY,
    REVOKE_KEY,
    NOTE_KEY_USE,
    LIST_CLIENTS,
    END_CLIENT,
    REGISTER_CLIENT,
    SEND_CLIENT_LINKS,
    READ_OWN_CLIENT,
    ISSUE_OWN_KEY,
    REVOKE_OWN_KEY,
    LIST_LINK_FACTS,
)
EVENTS = events.EVENTS
HEARS = {"routing": ("#",)}
REFUSALS = (
    RequestNotFound,
    RequestClosed,
    RequestNotClosed,
    ServiceTypeNotFound,
    StopAnswer,
    WrongPin,
    PinLocked,
    ContactNotFound,
    KeyNotFound,
    AttachmentNotFound,
    TooManyAttachments,
    ClientNotFound,
    LinkNotFound,
    NotMerged,
    OthersWait,
    PartOfSplit,
    RequestMerged,
    TooManyKeys,
    QuestionNotFound,
    QuestionWaits,
    QuestionOver,
    ResidentUnknown,
    ReopenTooLate,
    FeedbackTooEarly,
    FeedbackTooLate,
    FeedbackGiven,
)
