"""The mix of contacts: the shares of the four types, held against those that are expected."""

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.intake.contract.contacts import TYPES

ENOUGH = 50  # contacts: fewer say nothing about shares


class MixUnreadable(SystemExit):
    """HUB311_CONTACT_MIX does not name a share for each type of contact that make 100 together."""

    def __init__(self) -> None:
        super().__init__("intake: " + (type(self).__doc__ or ""))


@dataclass(frozen=True)
class Expectation:
    """Percent of each type, how many points it may be off, and over which time that is looked at."""

    percent: dict[str, float]
    tolerance: float
    window: timedelta

    def shares(self, counted: dict[str, int]) -> list[dict[str, Any]]:
        """Return each type with its share; it drifts when enough contacts are further off than tolerated."""
        total = sum(counted.values())
        return [self._share(name, counted.get(name, 0), total) for name in TYPES]

    def _share(self, name: str, contacts: int, total: int) -> dict[str, Any]:
        share = percent(contacts, total)
        off = abs((share or 0) - self.percent[name])
        drifts = total >= ENOUGH and off > self.tolerance
        return {"type": name, "contacts": contacts, "percent": share, "expected_percent": self.percent[name],
                "drifts": drifts}  # fmt: skip


def percent(part: int, whole: int) -> float | None:
    """Return a share in percent with one decimal, None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def read_expectation() -> Expectation:
    """Read what is expected: `general_information=50 referral=25 service_request=20 miscellaneous=5` unless set."""
    text = os.environ.get("HUB311_CONTACT_MIX") or (
        "general_information=50 referral=25 service_request=20 miscellaneous=5"
    )
    try:
        shares = {name: float(value) for name, _, value in (word.partition("=") for word in text.split())}
        tolerance = float(os.environ.get("HUB311_CONTACT_MIX_TOLERANCE", "10"))
        hours = float(os.environ.get("HUB311_CONTACT_MIX_HOURS", "2"))
    except ValueError as error:
        raise MixUnreadable from error
    if set(shares) != set(TYPES) or round(sum(shares.values()), 6) != 100:
        raise MixUnreadable
    return Expectation(shares, tolerance, timedelta(hours=hours))
