"""Which way a resident is told: by e-mail, by letter, not at all by wish, or by a person who calls."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_ADDRESS_LINES = 5
_LOCAL = re.compile(r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")
_LABEL = re.compile(r"^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$")
_ZIP = re.compile(r"^\d{5}(-\d{4})?$")


@dataclass(frozen=True)
class Choice:
    """channel is email, letter or none; for none the state says whether it is wished or a gap."""

    channel: str
    state: str = "pending"
    reason: str | None = None


WAIVED_ANONYMOUS = Choice("none", "waived", "anonymous")
WAIVED_BY_WISH = Choice("none", "waived", "none_wanted")
PHONE_ONLY = Choice("none", "unreachable", "phone_only")
NO_CONTACT = Choice("none", "unreachable", "no_contact")


def mail_address(text: str | None) -> str | None:
    """Return the address as it goes on the wire, None when no mail can be sent there (limits of RFC 5321)."""
    local, at, domain = (text or "").strip().rpartition("@")
    if not at or not _LOCAL.match(local) or len(local) > 64:
        return None
    try:
        domain = domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        return None
    whole = f"{local}@{domain}"
    return whole if len(whole) <= 254 and all(_LABEL.match(label) for label in domain.split(".")) else None


def postal_address(address: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return {"lines", "zip"} ready to print, None when a letter could not arrive there."""
    if not address or not _ZIP.match(address.get("zip") or ""):
        return None
    lines = [" ".join(line.split()) for line in address.get("lines") or []]
    lines = [line for line in lines if line]
    return {"lines": lines, "zip": address["zip"]} if 0 < len(lines) <= MAX_ADDRESS_LINES else None


def choose_channel(facts: Mapping[str, Any], refused: bool = False) -> Choice:
    """Return the way to tell a resident; refused says that the e-mail address has turned mail away before.

    A letter that was wished for goes before e-mail. Text messages and calls are not sent by us: who wishes for
    them is told by e-mail, else by letter, else stands on the list of those whom a person has to call.
    """
    if facts.get("anonymous"):
        return WAIVED_ANONYMOUS
    wish = facts.get("notify")
    if wish == "none":
        return WAIVED_BY_WISH
    mail = mail_address(facts.get("email")) is not None and not refused
    letter = postal_address(facts.get("address")) is not None
    if letter and (wish == "letter" or not mail):
        return Choice("letter")
    if mail:
        return Choice("email")
    return PHONE_ONLY if wish in ("phone", "sms") else NO_CONTACT
