"""The languages that residents are told in, and how a date is written in each."""

from datetime import datetime
from zoneinfo import ZoneInfo

FALLBACK = "en"
_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"),
        *("agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}
_DATES = {"en": "{month} {day}, {year}", "es": "{day} de {month} de {year}"}
LANGUAGES = tuple(_DATES)
ADDRESSEE = {"en": "Resident", "es": "Residente"}


def choose_language(wanted: str | None) -> str:
    """Return the language to write in: `es` for `es-MX`, English where we have no templates."""
    code = (wanted or FALLBACK).replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else FALLBACK


def date_in_words(instant: datetime | None, language: str, zone: ZoneInfo) -> str:
    """Return the local date of an instant in words; empty when there is none."""
    if instant is None:
        return ""
    local = instant.astimezone(zone)
    month = _MONTHS[language][local.month - 1]
    return _DATES[language].format(month=month, day=local.day, year=local.year)
