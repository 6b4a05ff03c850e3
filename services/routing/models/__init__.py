"""Routing's tables: catalogue and members, cases with decisions, assignments and their history, the feed."""

from services.common import auditors
from services.common.bulk.tables import add_tables
from services.routing.models.base import Base
from services.routing.models.boundaries import BoundaryChange, BoundaryCheck
from services.routing.models.bulletins import Bulletin
from services.routing.models.catalogue import CatalogueEntry, CatalogueRevision, EntryVersion
from services.routing.models.commands import CommandAnswer
from services.routing.models.districts import DistrictStep
from services.routing.models.drafts import CatalogueDraft, CatalogueDraftStep
from services.routing.models.feed import FeedHead, FeedRow
from services.routing.models.launch import Drill, DrillResult, Launch, LaunchStep, Training
from services.routing.models.outside import Forwarding, OutsideServer
from services.routing.models.people import BreakGlassUse, Member, MemberHistory, SessionEnd
from services.routing.models.promises import PromiseMark, PromisePause
from services.routing.models.readers import FeedReader
from services.routing.models.reconciliation import Reconciliation, ReconciliationDifference, ReconciliationItem
from services.routing.models.replays import FeedReplay
from services.routing.models.webhooks import DeadLetter, Webhook
from services.routing.models.work import Assignment, AssignmentHistory, Callback, Case, Decision, TriageItem

auditors.add_tables(Base)
add_tables(Base)

__all__ = [
    "Assignment",
    "AssignmentHistory",
    "Base",
    "BoundaryChange",
    "BoundaryCheck",
    "BreakGlassUse",
    "Bulletin",
    "Callback",
    "Case",
    "CatalogueDraft",
    "CatalogueDraftStep",
    "CatalogueEntry",
    "CatalogueRevision",
    "CommandAnswer",
    "DeadLetter",
    "Decision",
    "DistrictStep",
    "Drill",
    "DrillResult",
    "EntryVersion",
    "FeedHead",
    "FeedReader",
    "FeedReplay",
    "FeedRow",
    "Forwarding",
    "Launch",
    "LaunchStep",
    "Member",
    "MemberHistory",
    "OutsideServer",
    "PromiseMark",
    "PromisePause",
    "Reconciliation",
    "ReconciliationDifference",
    "ReconciliationItem",
    "SessionEnd",
    "Training",
    "TriageItem",
    "Webhook",
]
