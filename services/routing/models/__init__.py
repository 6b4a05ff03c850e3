"""Routing's tables: catalogue and members, cases with decisions, assignments and their history, the feed."""

from services.routing.models.base import Base
from services.routing.models.boundaries import BoundaryChange, BoundaryCheck
from services.routing.models.catalogue import CatalogueEntry, CatalogueRevision, EntryVersion, Member
from services.routing.models.feed import FeedHead, FeedRow
from services.routing.models.outside import Forwarding, OutsideServer
from services.routing.models.work import Assignment, AssignmentHistory, Callback, Case, Decision, TriageItem

__all__ = [
    "Assignment",
    "AssignmentHistory",
    "Base",
    "BoundaryChange",
    "BoundaryCheck",
    "Callback",
    "Case",
    "CatalogueEntry",
    "CatalogueRevision",
    "Decision",
    "EntryVersion",
    "FeedHead",
    "FeedRow",
    "Forwarding",
    "Member",
    "OutsideServer",
    "TriageItem",
]
