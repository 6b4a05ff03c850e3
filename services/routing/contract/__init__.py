"""All that others may import of routing: its calls, its events, its refusals and what it hears."""

from services.common.audit_messages import AuditPage, AuditWanted
from services.common.changes import LIST_CHANGES
from services.common.contract import Call, Nothing
from services.routing.contract import (
    assignments,
    boundaries,
    bulk,
    bulletins,
    catalogue,
    changing,
    commands,
    decisions,
    districts,
    drills,
    emergencies,
    events,
    feed,
    launch,
    outside,
    people,
    readers,
    reconciliation,
    refusals,
    replays,
    sessions,
    tables,
    webhooks,
    worklists,
)

PREVIEW = Call("preview", decisions.PreviewWish, decisions.Preview)
LIST_SERVICES = Call("list_services", catalogue.ServicesWanted, catalogue.ServiceList)
READ_SERVICE = Call("read_service", catalogue.OneService, catalogue.ServiceView)
LIST_DEPARTMENTS = Call("list_departments", catalogue.DepartmentsWanted, catalogue.DepartmentList)
SET_MEMBER = Call("set_member", people.MemberWish, people.MemberView, writes=True)
READ_ME = Call("read_me", Nothing, sessions.Me)
END_SESSIONS = Call("end_sessions", sessions.SessionsWish, sessions.Done, writes=True)
LIST_SESSION_ENDS = Call("list_session_ends", sessions.EndsWanted, sessions.SessionEnds)
LIST_MEMBERS = Call("list_members", people.MembersWanted, people.MemberPage)
SET_ABSENCE = Call("set_absence", people.AbsenceWish, people.MemberView, writes=True)
LIST_ASSIGNMENTS = Call("list_assignments", assignments.AssignmentsWanted, assignments.AssignmentPage)
READ_ASSIGNMENT = Call("read_assignment", assignments.OneAssignment, assignments.AssignmentView)
READ_TASK = Call("read_task", assignments.OneAssignment, assignments.TaskView)
ACCEPT_ASSIGNMENT = Call("accept_assignment", assignments.Step, assignments.AssignmentView, writes=True)
RETURN_ASSIGNMENT = Call("return_assignment", assignments.Return, assignments.AssignmentView, writes=True)
HOLD_ASSIGNMENT = Call("hold_assignment", assignments.Hold, assignments.AssignmentView, writes=True)
RESUME_ASSIGNMENT = Call("resume_assignment", assignments.Step, assignments.AssignmentView, writes=True)
NOTE_ASSIGNMENT = Call("note_assignment", assignments.Note, assignments.AssignmentView, writes=True)
COMPLETE_ASSIGNMENT = Call("complete_assignment", assignments.Completion, assignments.AssignmentView, writes=True)
REASSIGN_ASSIGNMENT = Call("reassign_assignment", assignments.Reassignment, assignments.AssignmentView, writes=True)
CLAIM_ASSIGNMENT = Call("claim_assignment", assignments.Step, assignments.AssignmentView, writes=True)
RELEASE_ASSIGNMENT = Call("release_assignment", assignments.Step, assignments.AssignmentView, writes=True)
ASSIGN_ASSIGNMENT = Call("assign_assignment", worklists.Giving, assignments.AssignmentView, writes=True)
COUNT_ASSIGNMENTS = Call("count_assignments", worklists.CountsWanted, worklists.WorkCounts)
LIST_COMPLETIONS = Call("list_completions", assignments.CompletionsWanted, assignments.Completions)
LIST_TRIAGE = Call("list_triage", decisions.TriageWanted, decisions.TriagePage)
CLAIM_TRIAGE = Call("claim_triage", decisions.TriageClaim, decisions.TriageItem, writes=True)
ASSIGN_TRIAGE = Call("assign_triage", decisions.TriageDecision, assignments.AssignmentView, writes=True)
LIST_CALLBACKS = Call("list_callbacks", decisions.Page, decisions.CallbackPage)
DONE_CALLBACK = Call("done_callback", decisions.CallbackDone, decisions.CallbackView, writes=True)
LIST_FEED = Call("list_feed", feed.FeedWanted, feed.FeedPage)
PROVISION_DEPARTMENT = Call(
    "provision_department", feed.OneDepartment, feed.QueueAccess, writes=True, deadline_seconds=10.0
)
LIST_IMPACT = Call("list_impact", boundaries.ImpactWish, boundaries.Impact, deadline_seconds=15.0)
LIST_BOUNDARY_CHANGES = Call("list_boundary_changes", boundaries.ChangesWish, boundaries.FoundChanges)
SET_OUTSIDE_SERVER = Call("set_outside_server", outside.ServerWish, outside.ServerView, writes=True)
LIST_OUTSIDE_SERVERS = Call("list_outside_servers", Nothing, outside.ServerList)
LIST_FORWARDINGS = Call("list_forwardings", outside.ForwardingsWanted, outside.ForwardingPage)
RETRY_FORWARDING = Call("retry_forwarding", outside.OneForwarding, outside.ForwardingView, writes=True)
LIST_FORWARDING_NOTES = Call("list_forwarding_notes", outside.NotesWanted, outside.ForwardingNotes)
LIST_WORK_AUDIT = Call("list_work_audit", AuditWanted, AuditPage)

CALLS = (
    PREVIEW,
    LIST_SERVICES,
    READ_SERVICE,
    LIST_DEPARTMENTS,
    LIST_CHANGES,
    SET_MEMBER,
    READ_ME,
    END_SESSIONS,
    LIST_SESSION_ENDS,
    LIST_MEMBERS,
    SET_ABSENCE,
    LIST_ASSIGNMENTS,
    READ_ASSIGNMENT,
    READ_TASK,
    ACCEPT_ASSIGNMENT,
    RETURN_ASSIGNMENT,
    HOLD_ASSIGNMENT,
    RESUME_ASSIGNMENT,
    NOTE_ASSIGNMENT,
    COMPLETE_ASSIGNMENT,
    REASSIGN_ASSIGNMENT,
    CLAIM_ASSIGNMENT,
    RELEASE_ASSIGNMENT,
    ASSIGN_ASSIGNMENT,
    COUNT_ASSIGNMENTS,
    LIST_COMPLETIONS,
    LIST_TRIAGE,
    CLAIM_TRIAGE,
    ASSIGN_TRIAGE,
    LIST_CALLBACKS,
    DONE_CALLBACK,
    LIST_FEED,
    PROVISION_DEPARTMENT,
    LIST_IMPACT,
    LIST_BOUNDARY_CHANGES,
    SET_OUTSIDE_SERVER,
    LIST_OUTSIDE_SERVERS,
    LIST_FORWARDINGS,
    RETRY_FORWARDING,
    LIST_FORWARDING_NOTES,
    *changing.CALLS,
    *tables.CALLS,
    *bulletins.CALLS,
    *emergencies.CALLS,
    LIST_WORK_AUDIT,
    *webhooks.CALLS,
    *readers.CALLS,
    *replays.CALLS,
    *bulk.CALLS,
    *reconciliation.CALLS,
    *drills.CALLS,
    *launch.CALLS,
)
EVENTS = (
    *events.EVENTS,
    *bulletins.EVENTS,
    *webhooks.EVENTS,
    *readers.EVENTS,
    *reconciliation.EVENTS,
    *commands.EVENTS,
    *emergencies.EVENTS,
    *districts.EVENTS,
)
HEARS = {"intake": ("#",), "kb": ("directory_changed",), "geo": ("layers_activated",)}
REFUSALS = (
    refusals.AssignmentNotFound,
    refusals.DepartmentNotFound,
    refusals.ServiceNotFound,
    refusals.NotInTriage,
    refusals.NoCallback,
    refusals.ServiceTypeUnknown,
    refusals.TargetUnknown,
    refusals.AlreadyAccepted,
    refusals.NotAccepted,
    refusals.OnHold,
    refusals.NotOnHold,
    refusals.AssignmentCompleted,
    refusals.NoLongerYours,
    refusals.SameDepartment,
    refusals.AgencyNotFound,
    refusals.ForwardingNotFound,
    refusals.ForwardingNotFailed,
    refusals.MemberNotFound,
    refusals.AlreadyClaimed,
    refusals.NotClaimed,
    refusals.NoMember,
    refusals.UnitUnknown,
    refusals.NotOneself,
    *changing.REFUSALS,
    *webhooks.REFUSALS,
    *reconciliation.REFUSALS,
    *drills.REFUSALS,
    *launch.REFUSALS,
    *replays.REFUSALS,
    *bulk.REFUSALS,
)
