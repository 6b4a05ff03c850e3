"""Intake's tables: requests with their history, residents, contacts with their items, keys, copies."""

from services.common import auditors
from services.common.bulk.tables import add_tables
from services.intake.models.access import CatalogueEntry, Member
from services.intake.models.asking import ResidentFeedback, ResidentQuestion
from services.intake.models.attachments import RequestAttachment
from services.intake.models.base import Base
from services.intake.models.clients import ApiClient, ApiKey, ClientLink
from services.intake.models.contacts import (
    Contact,
    ContactChange,
    ContactItem,
    Interpretation,
    Resident,
    TelephoneCall,
)
from services.intake.models.drafts import RequestDraft
from services.intake.models.followers import Follower
from services.intake.models.handovers import Handover, HandoverNote, Presence
from services.intake.models.lookups import Lookup, LookupAlarm
from services.intake.models.offices import OfficeReferral
from services.intake.models.own_lists import OwnList
from services.intake.models.privacy import Erasure, ErasureAnswer, HeldObject, LegalHold
from services.intake.models.records import CountedUpTo, DailyCount, DayToCount, RecordFile
from services.intake.models.requests import (
    NumberBlock,
    PinAttempts,
    RequestHistory,
    RequestNote,
    ServiceRequest,
)
from services.intake.models.retention import RetentionRule, RetentionRun
from services.intake.models.search import RequestSearch, SavedSearch

add_tables(Base)
auditors.add_tables(Base)

__all__ = [
    "ApiClient",
    "ApiKey",
    "Base",
    "CatalogueEntry",
    "ClientLink",
    "Contact",
    "ContactChange",
    "ContactItem",
    "CountedUpTo",
    "DailyCount",
    "DayToCount",
    "Erasure",
    "ErasureAnswer",
    "Follower",
    "Handover",
    "HandoverNote",
    "HeldObject",
    "Interpretation",
    "LegalHold",
    "Lookup",
    "LookupAlarm",
    "Member",
    "NumberBlock",
    "OfficeReferral",
    "OwnList",
    "PinAttempts",
    "Presence",
    "RecordFile",
    "RequestAttachment",
    "RequestDraft",
    "RequestHistory",
    "RequestNote",
    "RequestSearch",
    "Resident",
    "ResidentFeedback",
    "ResidentQuestion",
    "RetentionRule",
    "RetentionRun",
    "SavedSearch",
    "ServiceRequest",
    "TelephoneCall",
]
