"""The numbers under which the resident of a request is found again: part of its row, so that they cost no statement."""

from typing import Any

from services.intake.models.contacts import SEARCHED
from services.intake.people import factors, names


def columns(resident: dict[str, Any], number: str | None) -> dict[str, Any]:
    """Return {"number", *SEARCHED}; of a contact without request nothing is searched."""
    if number is None:
        return dict.fromkeys(("number", *SEARCHED))
    ends, inner = names.stored_keys(resident["name"] or "")
    return {
        "number": number,
        "name_key": ends,
        "name_key2": inner,
        "phone_key": factors.phone_key(resident["phone"]),
        "email_key": factors.email_key(resident["email"]),
        "place_key": factors.address_key(resident["address"]),
    }
