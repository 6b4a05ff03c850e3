"""The copy of kb's directory: whom to refer to, and the number that may be told to everybody."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.catalogue.catalogue import AGENCY
from services.routing.catalogue.entries import store_entries
from services.routing.catalogue.words import choose_words
from services.routing.models import CatalogueEntry

PUBLIC, COUNTY = "public", "county"
# What a file said (version 0) is no copy yet: kb has not been asked.
COPIED = select(CatalogueEntry.code).where(CatalogueEntry.kind == AGENCY, CatalogueEntry.version > 0)


def keep_agencies(session: Session, changes: Iterable[Mapping[str, Any]]) -> None:
    """Keep what directory_changed says; an older version than the known one changes nothing."""
    newest: dict[str, Mapping[str, Any]] = {}
    for data in changes:
        if data["version"] >= newest.get(data["id"], data)["version"]:
            newest[data["id"]] = data
    entries = {agency_id: dict(data["entry"]) for agency_id, data in newest.items()}
    versions = {agency_id: data["version"] for agency_id, data in newest.items()}
    store_entries(session, AGENCY, entries, versions)


def keep_changes(session: Session, changes: Iterable[Mapping[str, Any]]) -> None:
    """Keep a page of what kb lists as changed: of that the directory."""
    keep_agencies(session, [change["data"] for change in changes if change["event"] == "directory_changed"])


def agency_from_directory(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What the copy holds of an entry of the directory's own file: the first number that is public."""
    numbers = entry.get("numbers") or [{"number": entry.get("phone"), "publish": PUBLIC}]
    public = [row["number"] for row in numbers if row.get("publish", PUBLIC) == PUBLIC]
    phone = entry.get("phone") if entry.get("phone") in public else next(iter(public), None)
    return {
        "id": entry["id"],
        "name": entry["name"],
        "level": entry["level"],
        "class": entry["class"],
        "classes": [],
        "phone": phone,
        "phone_publish": PUBLIC if phone else "never",
        "url": entry.get("url"),
        "hours_text": (entry.get("hours") or {}).get("text") or "",
    }


def class_at(agency: Mapping[str, Any], moment: datetime) -> dict[str, Any]:
    """What the agency is to those who asked at an instant, {"class", "tracked"}; a later change is not theirs."""
    classes = [one for one in agency.get("classes") or () if one["from"] is None or clock.parse(one["from"]) <= moment]
    if not classes:
        return {"class": agency["class"], "tracked": agency["class"] == COUNTY}
    return {name: classes[-1][name] for name in ("class", "tracked")}


def refer(agency: Mapping[str, Any], code: str, words: tuple[Any, str], moment: datetime) -> dict[str, Any]:
    """The referral as a resident reads it: who, which number to call, where to read more, why; `words` are the reason
    and the language, `moment` is when the request was received. `tracked`: whether the county hears what becomes of it.
    """
    because, language = words
    return class_at(agency, moment) | {
        "code": code,
        "name": choose_words(agency["name"], language),
        "phone": agency.get("phone") if agency.get("phone_publish", PUBLIC) == PUBLIC else None,
        "url": agency.get("url"),
        "because": choose_words(because, language),
    }
