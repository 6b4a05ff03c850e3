"""The second factor beside a name: telephone number, e-mail address, postal address, or about when it was."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from services.common import clock

ABOUT = timedelta(days=7)
KINDS = ("phone", "email", "zip", "date")  # a ZIP code comes with the number of the house
_HOUSE = re.compile(r"^\s*(\d+(?:\s*-\s*\d+)?\s?[a-zA-Z]?)\b")


def kind_of(factor: Mapping[str, Any]) -> str:
    """Return which factor was given: phone, email, address or date."""
    kind = next(name for name in KINDS if factor.get(name))
    return "address" if kind == "zip" else kind


def phone_key(phone: str | None) -> int | None:
    """Return the ten digits of a number without the country's, or whatever digits there are."""
    digits = re.sub(r"\D", "", (phone or "").partition("x")[0])
    digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return int(digits) if 7 <= len(digits) <= 15 else None


def email_key(email: str | None) -> int | None:
    """Return the number of an e-mail address in whatever capitals."""
    return _number(email.strip().casefold()) if email and email.strip() else None


def place_key(zip_code: str | None, house_number: str | None) -> int | None:
    """Return the number of a house within a ZIP code."""
    code, house = (zip_code or "").strip()[:5], re.sub(r"\s", "", house_number or "").casefold()
    return _number(f"{code}\n{house}") if code and house else None


def address_key(address: Mapping[str, Any] | None) -> int | None:
    """Return the same of a postal address; its first line that begins with digits has the number of the house."""
    lines = (address or {}).get("lines") or []
    house = next((match[1] for line in lines if (match := _HOUSE.match(line))), None)
    return place_key((address or {}).get("zip"), house)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def key_of(factor: Mapping[str, Any]) -> tuple[str, int | None]:
    """Return the column in which a factor stands, and its number there; a date stands with the request."""
    kind = kind_of(factor)
    if kind == "phone":
        return "phone_key", phone_key(factor["phone"])
    if kind == "email":
        return "email_key", email_key(factor["email"])
    return "place_key", place_key(factor.get("zip"), factor.get("house_number")) if kind == "address" else None


def fits(factor: Mapping[str, Any], row: Any) -> bool:
    """Whether the row of a resident and request has this factor."""
    kind = kind_of(factor)
    if kind == "date":
        day = clock.as_utc(row.requested_at)
        return day is not None and abs(day.date() - factor["date"]) <= ABOUT
    column, wanted = key_of(factor)
    stored = getattr(row, column)
    if kind == "phone" and wanted and stored and wanted < 10**7:
        stored %= 10**7  # said without the area code
    return wanted is not None and stored == wanted


def span_of(day: date) -> tuple[datetime, datetime]:
    """Return the instants between which a request came that was made about that day."""
    noon = datetime.combine(day, time(12), UTC)
    return noon - ABOUT - timedelta(hours=12), noon + ABOUT + timedelta(hours=12)


def on_record(row: Any) -> list[str]:
    """Return which factors can be asked for; a date always."""
    known = (("phone", row.phone_key), ("email", row.email_key), ("address", row.place_key))
    return [*(kind for kind, key in known if key is not None), "date"]


def keyed_hash(secret: bytes, purpose: str, text: str) -> str:
    """Return the hash of what was asked, by which the same is recognised and nothing is read."""
    return hmac.digest(secret, f"lookup {purpose}:{text}".encode(), "sha256").hex()


def plain(factor: Mapping[str, Any]) -> str:
    """Return a factor in one spelling."""
    if factor.get("date"):
        return str(factor["date"].isoformat())
    return str(key_of(factor)[1])
