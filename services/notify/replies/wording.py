"""What a standard reply may say: its placeholders, checked when it is written, and the values that fill them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.common.errors import InvalidInput
from services.notify.languages import FALLBACK, LANGUAGES, date_in_words
from services.notify.office import Office
from services.notify.templates import Template, TemplateFault, parse_line

# No name and no word of a resident: the text stands on the page of the request, and others may read it.
PLACEHOLDERS = {
    "number", "service_name", "department_name", "department_phone", "requested_on", "promised_on", "county_name",
    "county_phone", "status_url",
}  # fmt: skip


def check(texts: Mapping[str, str]) -> None:
    """Raise InvalidInput that names each language whose text cannot be filled, and why."""
    faults = []
    for language, text in texts.items():
        try:
            _read(text)
        except TemplateFault as fault:
            faults.append({"pointer": f"/texts/{language}/text", "detail": str(fault)})
    if faults:
        raise InvalidInput(errors=faults)


def fill(text: str, office: Office, facts: Mapping[str, Any] | None, language: str) -> str:
    """Return the text as a resident reads it; without a request, what is known of the county alone."""
    return "\n".join(_read(text).fill_lines(_values(office, facts or {}, language)))


def _read(text: str) -> Template:
    return Template((), tuple(parse_line(line, PLACEHOLDERS) for line in text.splitlines()))


def _values(office: Office, facts: Mapping[str, Any], language: str) -> dict[str, str]:
    number = facts.get("number") or ""
    known = {name: facts.get(name) or "" for name in ("service_name", "department_name", "department_phone")}
    return known | {
        "number": number,
        "requested_on": _date(facts.get("requested_at"), language, office.zone),
        "promised_on": _date(facts.get("promised_by"), language, office.zone),
        "county_name": office.head.county,
        "county_phone": office.head.phone,
        "status_url": office.status_url(number) if number else "",
    }


def _date(instant: datetime | None, language: str, zone: ZoneInfo) -> str:
    """In words where we know those of the language, else as 2026-11-30, which every language reads."""
    if instant is None or language in LANGUAGES:
        return date_in_words(instant, language, zone)
    return instant.astimezone(zone).date().isoformat()


def choose(texts: Mapping[str, Any], wanted: str | None) -> str:
    """Return the language to answer in: the wanted one, the same without its country, else English."""
    code = (wanted or FALLBACK).replace("_", "-").lower()
    return next((one for one in (code, code.split("-")[0]) if one in texts), FALLBACK)
