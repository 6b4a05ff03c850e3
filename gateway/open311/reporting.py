"""Taking a report: the form, the key, the place, the photos, then one call."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from gateway.open311 import forms
from gateway.open311.asked import Asked
from gateway.open311.fields import Fields, wrong
from gateway.open311.filters import scope
from gateway.open311.jurisdictions import Jurisdiction
from gateway.open311.refusals import ServiceNotFound
from gateway.uploads import room
from services.common.contract import load
from services.common.errors import InvalidInput
from services.geo import contract as geo
from services.intake import contract as intake


async def take(asked: Asked, drill: bool, jurisdiction_of: Callable[[Fields], Jurisdiction]) -> None:
    """Answer a posted form. Photos are cleaned only after everything else has been found right."""
    files = asked.parts.files
    with room(), ExitStack() as incoming:
        form, photos = await forms.receive(asked.exchange, lambda: incoming.enter_context(files.incoming()))
        caller, jurisdiction = await asked.client(form), jurisdiction_of(form)
        message = scope(jurisdiction, drill) | forms.report(form)
        kind = jurisdiction.type_of(message["service_code"])
        message |= {"with_token": kind == "batch", "idempotency_key": forms.key_of(asked.exchange)}
        try:
            await _check(asked, message, jurisdiction)
            message["files"] = [await files.keep(photo) for photo in photos]
            made = await asked.call("intake", intake.REPORT_REQUEST, message, caller)
        except InvalidInput as refusal:
            if any(fault["pointer"] == "/service_code" for fault in refusal.errors):
                raise ServiceNotFound() from refusal
            raise
    await asked.answer("service_requests", [opened(made, kind)])


async def _check(asked: Asked, message: dict[str, Any], jurisdiction: Jurisdiction) -> None:
    """See whether the report can be right; an address id alone says where only if the register knows it."""
    if not jurisdiction.offers(message["service_code"]):
        raise ServiceNotFound()
    load(intake.REPORT_REQUEST.request, message)
    location = message["location"]
    if set(location) == {"address_id"}:
        place = await asked.call("geo", geo.LOCATE, {"address_id": location["address_id"], "fields": "codes"})
        if not place.get("position"):
            raise wrong("address_id", "The register of addresses does not know it.")


def opened(made: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return what a report is answered: its number, a token or neither, by the type of the service."""
    number = {"realtime": {"service_request_id": made["number"]}, "batch": {"token": made.get("token")}}
    return number.get(kind, {}) | {"service_notice": made.get("service_notice"), "account_id": None}
