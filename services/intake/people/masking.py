"""Contact data as staff see it until they give a reason: enough to recognise, too little to write or call."""

from typing import Any

from services.common.errors import InvalidInput

HIDDEN = "***"
MEMBERS = ("email", "phone", "address")
SHOWN_DIGITS, LEAST_DIGITS = 4, 7


def mask(person: dict[str, Any]) -> dict[str, Any]:
    """Return a person with e-mail address, telephone number and postal address masked; who has none has none."""
    return person | {name: MASKS[name](person[name]) for name in masked_members(person)}


def masked_members(person: dict[str, Any]) -> list[str]:
    """Return what there is to mask."""
    return [name for name in MEMBERS if person.get(name)]


def _email(email: str) -> str:
    """r***@ashmere.example: it is no secret which provider serves a person."""
    return f"{email[0]}{HIDDEN}@{email.rpartition('@')[2]}"


def _phone(phone: str) -> str:
    """***0163: the last digits, which a caller can confirm."""
    digits = [sign for sign in phone if sign.isdigit()]
    return HIDDEN + ("".join(digits[-SHOWN_DIGITS:]) if len(digits) >= LEAST_DIGITS else "")


def _address(address: dict[str, Any]) -> dict[str, Any]:
    return address | {"lines": [HIDDEN]}


MASKS: dict[str, Any] = {"email": _email, "phone": _phone, "address": _address}


def restore(said: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Return what was said with what is known in the place of its mask: who amends a name need not see the rest.

    InvalidInput names a mask of something else.
    """
    masks = mask(known)
    hidden = [name for name in MEMBERS if _is_hidden(said.get(name))]
    strange = [name for name in hidden if said[name] != masks.get(name)]
    if strange:
        detail = "This is how something else is masked: give the value itself."
        raise InvalidInput(errors=[{"pointer": f"/resident/{name}", "detail": detail} for name in strange])
    return said | {name: known[name] for name in hidden}


def _is_hidden(value: Any) -> bool:
    return HIDDEN in (value.get("lines") or [] if isinstance(value, dict) else [value or ""][0])
