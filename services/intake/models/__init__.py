"""Intake's tables: requests with their history, residents, contacts with their items, keys, copies."""

from services.intake.models.access import ApiKey, CatalogueEntry, Member
from services.intake.models.base import Base
from services.intake.models.contacts import Contact, ContactItem, Resident
from services.intake.models.requests import (
    NumberBlock,
    PinAttempts,
    RequestHistory,
    RequestNote,
    ServiceRequest,
)

__all__ = [
    "ApiKey",
    "Base",
    "CatalogueEntry",
    "Contact",
    "ContactItem",
    "Member",
    "NumberBlock",
    "PinAttempts",
    "RequestHistory",
    "RequestNote",
    "Resident",
    "ServiceRequest",
]
