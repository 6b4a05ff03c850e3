"""The directory of agencies: what each is, and which of its numbers may be said to whom."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from services.kb.classes import class_at
from services.kb.hours import describe_hours, read_hours

PUBLIC, AGENTS_ONLY, NEVER = "public", "agents_only", "never"
PUBLISH_RULES = (PUBLIC, AGENTS_ONLY, NEVER)
# Who answers callers sees the numbers kept for them; who maintains the directory sees all that is in it.
AGENT_ROLES = frozenset({"agent", "supervisor", "tier2", "employee", "manager"})
MAINTAINER_ROLES = frozenset({"relationship_manager", "administrator", "auditor"})


def rules_seen_by(roles: tuple[str, ...]) -> tuple[str, ...]:
    """The publish rules whose numbers a caller with these roles sees; without a role, public ones only."""
    if MAINTAINER_ROLES & set(roles):
        return PUBLISH_RULES
    if AGENT_ROLES & set(roles):
        return (PUBLIC, AGENTS_ONLY)
    return (PUBLIC,)


def list_numbers(entry: dict) -> list[dict]:
    """Every number of an entry with its rule, the main one first; a main number without a rule is public."""
    numbers = [_number(row) for row in entry.get("numbers") or ()]
    main = entry.get("phone")
    if main and all(row["number"] != main for row in numbers):
        numbers.insert(0, {"number": main, "use": "main", "publish": PUBLIC})
    return sorted(numbers, key=lambda row: row["number"] != main)


def _number(row: dict) -> dict:
    # A rule that nobody knows must not open a number: it is treated as the strictest.
    rule = row.get("publish", PUBLIC)
    return {
        "number": row["number"],
        "use": row.get("use") or "",
        "publish": rule if rule in PUBLISH_RULES else NEVER,
    }


def show_numbers(entry: dict, rules: tuple[str, ...]) -> list[dict]:
    """The numbers that may be shown under these publish rules."""
    return [row for row in list_numbers(entry) if row["publish"] in rules]


def main_number(entry: dict, rules: tuple[str, ...]) -> tuple[str | None, str | None]:
    """The first number that may be shown and its rule; (None, None) when there is none."""
    shown = show_numbers(entry, rules)
    return (shown[0]["number"], shown[0]["publish"]) if shown else (None, None)


def choose_words(texts: dict[str, str] | str | None, language: str) -> tuple[str, str]:
    """A text in the language, else in English, else in any; with the language it is in."""
    if isinstance(texts, str):
        return texts, "en"
    for choice in (language, "en", *sorted(texts or {})):
        if (texts or {}).get(choice):
            return texts[choice], choice  # type: ignore[index]
    return "", language


def describe_agency(entry: dict, language: str, rules: tuple[str, ...], at: tuple[datetime, ZoneInfo]) -> dict:
    """The entry as this caller may see it in the language, with open or shut at the moment `at`."""
    moment, zone = at
    name, name_language = choose_words(entry["name"], language)
    described = {key: entry.get(key) for key in ("id", "level", "url", "agreement", "verified_on", "review_on")}
    holds = class_at(entry, moment)
    return described | {
        "version": entry["version"],
        "class": holds["class"],
        "tracked": holds["tracked"],
        "classes": entry.get("classes") or [holds],
        "name": name,
        "description": choose_words(entry.get("description"), language)[0],
        "language": name_language,
        "fallback": name_language != language,
        "phone": main_number(entry, rules)[0],
        "numbers": show_numbers(entry, rules),
        "languages": entry.get("languages") or [],
        "owner_department": entry.get("owner_department"),
        **describe_hours(read_hours(entry.get("hours"), zone), moment),
    }


def copy_entry(entry: dict) -> dict:
    """The entry as routing keeps it: with the number that an agent may give, and the rule of that number."""
    phone, publish = main_number(entry, (PUBLIC,))
    if phone is None:
        phone, publish = main_number(entry, (PUBLIC, AGENTS_ONLY))
    return {
        "id": entry["id"],
        "name": entry["name"],
        "level": entry["level"],
        "class": entry["class"],
        "classes": entry.get("classes") or [],
        "phone": phone,
        "phone_publish": publish or NEVER,
        "url": entry.get("url"),
        "hours_text": (entry.get("hours") or {}).get("text") or "",
    }
