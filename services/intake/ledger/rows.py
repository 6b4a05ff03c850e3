"""A contact as it is about to be written: its rows, the type that follows from its items, and who has been told."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.ids import uuid7
from services.intake import openings

TYPE_OF = {
    "answered": "general_information",
    "referred": "referral",
    "request": "service_request",
    "recorded": "miscellaneous",
    "handed_over": "referral",
}
WEIGHT = ("service_request", "referral", "miscellaneous", "general_information")
RESOLVED = {"answered", "recorded"}  # at first contact: nobody has to do or to be called anything more
TOLD = ("told", "told_way", "told_reason", "told_at", "told_by")
SPOKEN = {"phone", "counter", "internal"}
COPIED = (
    "channel", "language", "caller_type", "dialled", "talk_seconds", "wrap_seconds", "anonymous", "drill", "call_id",
    "from_department", "same_as",
)  # fmt: skip
ITEM = ("outcome", "number_given", "reason", "number", "kind", "about", "department", "text", "theme", "warm")


@dataclass
class Logged:
    """A contact about to be written; `department` is whose employee logs it, None for 311 itself."""

    message: dict[str, Any]
    caller: Caller
    department: str | None = None
    id: str = field(default_factory=uuid7)
    at: datetime = field(default_factory=clock.now)
    resident_id: str | None = None
    receipt: str | None = None


def type_of(items: list[dict[str, Any]]) -> str:
    """Return the type of a contact: of several items the one that asks most of the county."""
    types = {TYPE_OF[item["outcome"]] for item in items}
    return next(name for name in WEIGHT if name in types)


def following(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the columns of a contact that follow from its items."""
    return {
        "resolved": all(item["outcome"] in RESOLVED for item in items),
        "about_employee": any(about_employee(item) for item in items),
    }


def about_employee(item: dict[str, Any]) -> bool:
    """Whether it is a complaint about an employee, which employees do not see."""
    return item.get("kind") == "complaint" and item.get("about") == "employee"


def is_internal(message: dict[str, Any]) -> bool:
    """Whether staff asks: that is work, and no resident's contact."""
    return message["channel"] == "internal" or message["caller_type"] == "staff"


def contact_row(logged: Logged) -> dict[str, Any]:
    """Return the row. Of an anonymous one neither the number dialled nor the call is kept: both lead to a person."""
    message = logged.message
    row = {name: message[name] for name in COPIED} | following(message["items"])
    if message["anonymous"]:
        row |= {"dialled": None, "call_id": None}
    waits = message["handover"]
    return row | (dict.fromkeys(TOLD) if waits else told(message, logged.at)) | {
        "id": logged.id,
        "type": message["type"] or type_of(message["items"]),
        "received_at": message["received_at"] or logged.at,
        "logged_at": logged.at,
        "resident_id": logged.resident_id,
        "logged_by": openings.actor(logged.caller),
        "department": logged.department,
        "internal": is_internal(message),
        "state": "open" if waits else "closed",
        "handed_to": waits["department"] if waits else None,
        "later": False,
        "receipt": logged.receipt,
        "version": 1,
    }  # fmt: skip


def told(message: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Return whether whoever asked has been told what came of it; requests tell of themselves."""
    columns = dict.fromkeys(TOLD)
    if message["notice"]:
        said = message["notice"]
        return columns | {"told": said["outcome"], "told_way": said["way"], "told_reason": said["reason"],
                          "told_at": at}  # fmt: skip
    if all(item["outcome"] == "request" for item in message["items"]):
        return columns
    if message["channel"] in SPOKEN:
        return columns | {"told": "delivered", "told_way": "spoken", "told_at": at}
    if message["anonymous"]:
        return columns | {"told": "waived", "told_reason": "anonymous", "told_at": at}
    return columns | _owed(message["resident"] or {}, at)


def _owed(resident: dict[str, Any], at: datetime) -> dict[str, Any]:
    """What is owed to somebody who wrote: an answer, unless none is wished or nobody knows where to."""
    if resident.get("notify") == "none":
        return {"told": "waived", "told_reason": "none_wanted", "told_at": at}
    if not any(resident.get(way) for way in ("email", "address", "phone")):
        return {"told": "not_needed", "told_reason": "no_contact"}
    return {"told": "due"}


def item_rows(contact_id: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the items in their order."""
    return [_item_row(contact_id, position, item) for position, item in enumerate(items)]


def _item_row(contact_id: str, position: int, item: dict[str, Any]) -> dict[str, Any]:
    article = item.get("article") or {}
    return {name: item.get(name) for name in ITEM} | {
        "contact_id": contact_id,
        "position": position,
        "article_id": article.get("id"),
        "article_version": article.get("version"),
        "referred_to": item.get("to"),
        "confidential_to": None,
    }


def interpretation_rows(contact_id: str, sessions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the sessions with interpreters."""
    return [
        session | {
            "contact_id": contact_id,
            "position": position,
            "seconds": round((session["stopped_at"] - session["started_at"]).total_seconds()),
        }
        for position, session in enumerate(sessions)
    ]  # fmt: skip
