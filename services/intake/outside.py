"""Requests that another agency's Open311 server has: its number, its word on them, and nothing that we do not know."""

from collections.abc import Callable, Mapping
from typing import Any

from services.common.envelope import Heard
from services.intake.telling import Step, tell, tell_closed

CODE = "referred"


def forwarded(step: Step, heard: Heard) -> None:
    """The agency has the request under a number of its own, which stands beside the referral from now on."""
    step.values["referral"] = (step.values["referral"] or {}) | {"number": heard.data["remote_number"]}
    step.code = "forwarded"


def not_forwarded(step: Step, heard: Heard) -> None:
    """It could not be handed over; the referral says whom to call, as before."""
    step.code = "forwarding_failed"


def closed_there(words: Mapping[str, str | None]) -> Callable[[Step, Heard], None]:
    """Return the change that closes what the agency has closed, with its own words."""

    def change(step: Step, heard: Heard) -> None:
        text = words.get(heard.data["forwarding_id"])
        step.values |= {"status": "closed", "close_code": CODE, "close_text": text}
        step.code, step.text = CODE, text
        tell_closed(step, heard, CODE)

    return change


def is_not_closed_there(step: Step) -> bool:
    """Whether a reopening there means nothing here: it is not closed, or it was closed for another reason."""
    return step.values["close_code"] != CODE


def reopened_there(step: Step, heard: Heard) -> None:
    """The agency has it open again: so is ours."""
    step.values |= {"status": "referred", "close_code": None, "close_text": None}
    step.code = "reopened"
    referral: dict[str, Any] = step.values["referral"] or {}
    tell(step, heard, referral_to=referral.get("code") or heard.data["agency"])
