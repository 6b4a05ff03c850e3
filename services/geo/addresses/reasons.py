"""Why a known address may be the one that somebody wrote, in words that an agent can say."""

from services.geo.addresses.address_text import Written, plain
from services.geo.addresses.addresses import Address

MISTYPED_NUMBER = 0.6  # what a number is worth that differs in one keystroke
IN_RANGE = 0.85  # one that no list holds, but that a stretch of the street has in its range
NEXT_NUMBER = 0.5  # and one that is only the nearest on the street

AS_WRITTEN = "as written"
BEGINS_SO = "begins as typed"
SPELT_OTHERWISE = "the street is spelt a little differently"
WHOLE_STREET = "the middle of the street: no house number was given"
RANGE = "no list has this number: placed by the numbers of its block"
OTHER_NUMBER = "another house number, one keystroke away"
NAMED_SO, NAMED_ALMOST_SO = "a place of this name", "a place with almost this name"
NEAREST = "the nearest known house number"


def reason_for(address: Address, written: Written, likeness: float, worth: float | None) -> str:
    """Everything in which the address differs from what was written; worth None: a whole street was asked for."""
    told = [SPELT_OTHERWISE] if likeness < 1.0 else []
    if worth is None:
        told.append(WHOLE_STREET)
    elif worth < 1.0:
        told.append(RANGE if worth == IN_RANGE else OTHER_NUMBER if worth == MISTYPED_NUMBER else NEAREST)
    return "; ".join(told + _elsewhere(address, written)) or AS_WRITTEN


def _elsewhere(address: Address, written: Written) -> list[str]:
    told = []
    if written.zip and address.zip and written.zip != address.zip:
        told.append(f"in ZIP {address.zip}, not {written.zip}")
    if written.city and address.city and written.city != plain(address.city):
        told.append(f"in {address.city}")
    if written.unit and not address.unit:
        told.append("the building, not the unit")
    return told
