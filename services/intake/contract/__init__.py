"""All that others may import of intake: its calls, its events, its refusals and what it hears."""

from services.common.audit_messages import AuditPage, AuditWanted
from services.common.bulk import messages as bulk_messages
from services.common.bulk import refusals as bulk_refusals
from services.common.contract import Call, Nothing
from services.common.errors import all_in
from services.intake.contract import (
    asking,
    attachments,
    bulk,
    calls,
    clients,
    contact_views,
    contacts,
    counts,
    desk,
    drafts,
    duplicates,
    events,
    facts,
    families,
    following,
    gaps,
    handovers,
    keys,
    ledger_reports,
    lookups,
    offices,
    own_lists,
    privacy,
    public,
    receipts,
    record_files,
    records,
    refusals,
    reports,
    requests,
    retention,
    searches,
    unmasking,
    views,
)

OPEN_REQUEST = Call("open_request", requests.NewRequest, views.OpenedRequest, writes=True, door=True)
READ_REQUEST = Call("read_request", requests.OneRequest, views.RequestView, door=True)
FIND_REQUESTS = Call("find_requests", requests.Search, views.RequestPage)
SAVE_SEARCH = Call("save_search", searches.NewSearch, searches.SearchView, writes=True)
CHANGE_SEARCH = Call("change_search", searches.SearchChange, searches.SearchView, writes=True)
DELETE_SEARCH = Call("delete_search", searches.OneSearch, Nothing, writes=True)
LIST_SEARCHES = Call("list_searches", searches.SearchesWanted, searches.SearchPage)
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
PREVIEW_BULK_ACTION = Call("preview_bulk_action", bulk.BulkWish, bulk_messages.BulkPreview, writes=True)
CONFIRM_BULK_ACTION = Call("confirm_bulk_action", bulk_messages.BulkConfirmation, bulk_messages.BulkView, writes=True)
READ_BULK_ACTION = Call("read_bulk_action", bulk_messages.OneBulkAction, bulk_messages.BulkView)
LIST_BULK_ACTIONS = Call("list_bulk_actions", bulk_messages.BulkActionsWanted, bulk_messages.BulkPage)
LIST_BULK_RESULTS = Call("list_bulk_results", bulk_messages.BulkResultsWanted, bulk_messages.BulkResults)
STOP_BULK_ACTION = Call("stop_bulk_action", bulk_messages.OneBulkAction, bulk_messages.BulkView, writes=True)
UNDO_BULK_ACTION = Call("undo_bulk_action", bulk_messages.OneBulkAction, bulk_messages.BulkView, writes=True)
SAVE_REQUEST_DRAFT = Call("save_request_draft", drafts.NewDraft, drafts.DraftView, writes=True)
LIST_REQUEST_DRAFTS = Call("list_request_drafts", drafts.DraftsWanted, drafts.DraftPage)
READ_REQUEST_DRAFT = Call("read_request_draft", drafts.OneDraft, drafts.DraftView)
CHANGE_REQUEST_DRAFT = Call("change_request_draft", drafts.ChangedDraft, drafts.DraftView, writes=True)
HAND_IN_REQUEST_DRAFT = Call("hand_in_request_draft", drafts.OneDraft, views.OpenedRequest, writes=True)
DROP_REQUEST_DRAFT = Call("drop_request_draft", drafts.OneDraft, Nothing, writes=True)
FOLLOW_REQUEST = Call("follow_request", following.FollowWish, Nothing, writes=True)
CONFIRM_FOLLOWING = Call("confirm_following", following.FollowLink, following.Followed, writes=True)
END_FOLLOWING = Call("end_following", following.FollowLink, following.Followed, writes=True)
LIST_FOLLOWER_FACTS = Call("list_follower_facts", following.FollowersAsked, following.FollowerFacts)
LIST_ROUTING_FACTS = Call("list_routing_facts", facts.Numbers, facts.RoutingFacts)
LIST_FORWARDING_FACTS = Call("list_forwarding_facts", facts.Numbers, facts.ForwardingFacts)
READ_TASK_FACTS = Call("read_task_facts", facts.TaskWanted, facts.TaskFact)
LIST_NOTICE_FACTS = Call("list_notice_facts", facts.NoticeNumbers, facts.NoticeFacts)
LOOK_UP_RESIDENT = Call("look_up_resident", lookups.NewLookup, lookups.LookupAnswer)
LIST_LOOKUPS = Call("list_lookups", lookups.LookupsWanted, lookups.LookupPage)
LIST_LOOKUP_ALARMS = Call("list_lookup_alarms", lookups.LookupsWanted, lookups.LookupAlarmPage)
SEND_OWN_LIST_LINK = Call("send_own_list_link", own_lists.OwnListWish, Nothing)
LIST_OWN_REQUESTS = Call("list_own_requests", own_lists.OwnListWanted, own_lists.OwnRequestPage)
LIST_OWN_LIST_FACTS = Call("list_own_list_facts", own_lists.OwnListsSaid, own_lists.OwnListFacts)
RECORD_CONTACT = Call("record_contact", contacts.NewContact, contact_views.ContactView, writes=True)
READ_CONTACT = Call("read_contact", contacts.OneContact, contact_views.ContactView)
FIND_CONTACTS = Call("find_contacts", contact_views.ContactSearch, contact_views.ContactPage)
AMEND_CONTACT = Call("amend_contact", contacts.ContactAmendment, contact_views.ContactView, writes=True)
SET_PRESENCE = Call("set_presence", handovers.Presence, handovers.PresenceView)
LIST_PRESENCE = Call("list_presence", handovers.PresenceWanted, handovers.PresenceList)
REQUEST_HANDOVER = Call("request_handover", handovers.NewHandover, handovers.HandoverView, writes=True)
READ_HANDOVER = Call("read_handover", handovers.OneHandover, handovers.HandoverView)
LIST_HANDOVERS = Call("list_handovers", handovers.HandoverSearch, handovers.HandoverPage)
ACCEPT_HANDOVER = Call("accept_handover", handovers.HandoverAct, handovers.HandoverView, writes=True)
ANSWER_HANDOVER = Call("answer_handover", handovers.HandoverAnswer, handovers.HandoverView, writes=True)
RETURN_HANDOVER = Call("return_handover", handovers.HandoverReturn, handovers.HandoverView, writes=True)
WITHDRAW_HANDOVER = Call("withdraw_handover", handovers.HandoverAct, handovers.HandoverView, writes=True)
NOTE_HANDOVER = Call("note_handover", handovers.HandoverNote, handovers.HandoverView, writes=True)
SETTLE_NOTICE = Call("settle_notice", gaps.NoticeOfContact, contact_views.ContactView, writes=True)
LIST_GAP = Call("list_gap", gaps.GapWanted, gaps.GapPage)
REPORT_CONTACTS = Call("report_contacts", ledger_reports.ReportWanted, ledger_reports.LedgerReport)
RECORD_CALLS = Call("record_calls", calls.NewCalls, calls.CallsKept, writes=True)
READ_CALL = Call("read_call", calls.OneCall, calls.CallView)
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
LIST_REQUEST_RECORDS = Call(
    "list_request_records", records.RecordsWanted, records.RequestRecordPage, deadline_seconds=5.0
)
LIST_CONTACT_RECORDS = Call(
    "list_contact_records", records.RecordsWanted, records.ContactRecordPage, deadline_seconds=5.0
)
READ_TOTALS = Call("read_totals", records.TotalsWanted, records.Totals, deadline_seconds=10.0)
LIST_COUNTS = Call("list_counts", counts.CountsWanted, counts.Counts)
LIST_RECORD_FILES = Call("list_record_files", record_files.RecordFilesWanted, record_files.RecordFilePage)
READ_RECORD_FILE = Call("read_record_file", record_files.OneRecordFile, record_files.RecordFileBytes)
LIST_OPEN_DATA = Call("list_open_data", record_files.OpenDataWanted, record_files.RecordFilePage)
READ_OPEN_DATA = Call("read_open_data", record_files.OneRecordFile, record_files.RecordFileBytes)

LIST_AUDIT = Call("list_audit", AuditWanted, AuditPage)
UNMASK_REQUEST, UNMASK_CONTACT = unmasking.UNMASKING_CALLS
SET_RETENTION_RULE, LIST_RETENTION_RULES, START_RETENTION, READ_RETENTION, LIST_RETENTIONS = retention.RETENTION_CALLS
READ_RECEIPT = receipts.READ_RECEIPT
OPEN_SCREEN, LIST_DESK_CHANGES = desk.DESK_CALLS
ERASE_PERSON, READ_ERASURE, LIST_ERASURES, PLACE_HOLD, LIFT_HOLD, LIST_HOLDS = privacy.PRIVACY_CALLS
(
    RECORD_OFFICE_REFERRAL, LIST_OFFICE_REFERRALS, READ_OFFICE_REFERRAL, GIVE_CONSENT, WITHDRAW_CONSENT, LIST_CONSENTS,
) = offices.OFFICE_CALLS  # fmt: skip

CALLS = tuple(call for call in tuple(vars().values()) if isinstance(call, Call))
EVENTS = (*events.EVENTS, *privacy.PRIVACY_EVENTS, *offices.OFFICE_EVENTS)
HEARS = {"routing": ("#",), "kb": ("erasure_confirmed",), "notify": ("notice_settled", "erasure_confirmed")}
REFUSALS = (*all_in(refusals), *all_in(offices), *bulk_refusals.REFUSALS)
