"""Calls about changes of the catalogue, the rules in use, decisions and promises, with what they refuse."""

from services.common.contract import Call
from services.routing.contract import drafts, promises, refusals, rules

LIST_RULES = Call("list_rules", rules.RulesWanted, rules.RuleList)
LIST_VERSIONS = Call("list_versions", rules.VersionsWanted, rules.EntryVersions)
LIST_DECISIONS = Call("list_decisions", rules.DecisionsWanted, rules.DecisionList)
LIST_PROMISES = Call("list_promises", promises.PromisesWanted, promises.PromiseList)
MAKE_DRAFT = Call("make_draft", drafts.DraftWish, drafts.DraftView, writes=True, deadline_seconds=10.0)
CHANGE_DRAFT = Call("change_draft", drafts.DraftChange, drafts.DraftView, writes=True, deadline_seconds=10.0)
LIST_DRAFTS = Call("list_drafts", drafts.DraftsWanted, drafts.DraftPage)
READ_DRAFT = Call("read_draft", drafts.OneDraft, drafts.DraftView, deadline_seconds=10.0)
RUN_DRY = Call("run_dry", drafts.DryRunWish, drafts.DryRun, deadline_seconds=30.0)
APPROVE_DRAFT = Call("approve_draft", drafts.Approval, drafts.DraftView, writes=True, deadline_seconds=10.0)
REJECT_DRAFT = Call("reject_draft", drafts.Rejection, drafts.DraftView, writes=True, deadline_seconds=10.0)
WITHDRAW_DRAFT = Call("withdraw_draft", drafts.Withdrawal, drafts.DraftView, writes=True, deadline_seconds=10.0)

CALLS = (
    LIST_RULES,
    LIST_VERSIONS,
    LIST_DECISIONS,
    LIST_PROMISES,
    MAKE_DRAFT,
    CHANGE_DRAFT,
    LIST_DRAFTS,
    READ_DRAFT,
    RUN_DRY,
    APPROVE_DRAFT,
    REJECT_DRAFT,
    WITHDRAW_DRAFT,
)
REFUSALS = (
    refusals.DecisionNotFound,
    refusals.EntryNotFound,
    refusals.DraftNotFound,
    refusals.DraftSettled,
    refusals.NotConcerned,
    refusals.SecondPersonNeeded,
    refusals.DryRunNeeded,
    refusals.DraftOutdated,
    refusals.DraftFaulty,
)
