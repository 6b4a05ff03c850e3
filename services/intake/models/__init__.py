"""Intake's tables: requests with their history, residents, contacts with their items, keys, copies."""

from services.intake.models.access import CatalogueEntry, Member
from services.intake.models.asking import ResidentFeedback, ResidentQuestion
from services.intake.models.attachments import RequestAttachment
from services.intake.models.base import Base
from services.intake.models.clients import ApiClient, ApiKey, ClientLink
from services.intake.models.contacts import Contact, ContactItem, Resident
from services.intake.models.requests import (
    NumberBlock,
    PinAttempts,
    RequestHistory,
    RequestNote,
    ServiceRequest,
)

__all__ = [
    "ApiClient",
    "ApiKey",
    "Base",
    "CatalogueEntry",
    "ClientLink",
    "Contact",
    "ContactItem",
    "Member",
    "NumberBlock",
    "PinAttempts",
    "RequestAttachment",
    "RequestHistory",
    "RequestNote",
    "Resident",
    "ResidentFeedback",
    "ResidentQuestion",
    "ServiceRequest",
]
