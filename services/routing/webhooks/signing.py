"""Signatures by Standard Webhooks (standardwebhooks.com): HMAC-SHA256 over id, time and body, one for each secret."""

import base64
import hmac
import secrets as chance
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.common import clock
from services.routing.sealing import seal, unseal

MARK = "whsec_"
BYTES = 32
# A receiver has so long to learn a new secret; until then the former ones sign too.
FORMER_FOR = timedelta(hours=24)
MOST_SECRETS = 4
PURPOSE = b"secrets of webhooks"


def make_secret() -> str:
    """Return a new secret, as the receiver writes it down."""
    return MARK + base64.b64encode(chance.token_bytes(BYTES)).decode()


def add(secret: bytes, known: Sequence[dict[str, Any]], new: str) -> tuple[list[dict[str, Any]], datetime | None]:
    """Return the secrets with a new one in front, and until when the former ones sign."""
    until = clock.now() + FORMER_FOR
    text = clock.instant_text(until)
    former = [one | {"until": min(one["until"] or text, text)} for one in valid(known)][: MOST_SECRETS - 1]
    sealed = {"sealed": seal(secret, new, PURPOSE), "until": None}
    return [sealed, *former], until if former else None


def valid(known: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those that sign now."""
    now = clock.instant_text(clock.now())
    return [one for one in known if one["until"] is None or one["until"] > now]


def open_secrets(secret: bytes, known: Sequence[dict[str, Any]]) -> list[str]:
    """Return the secrets that sign now, the newest first."""
    opened = [unseal(secret, one["sealed"], PURPOSE) for one in valid(known)]
    return [one for one in opened if one]


def headers(secrets: Sequence[str], message_id: str, body: bytes, seconds: int) -> dict[str, str]:
    """Return the three headers of a delivery; the same event has the same id, however often it is sent."""
    signatures = " ".join(sign(secret, message_id, body, seconds) for secret in secrets)
    return {"webhook-id": message_id, "webhook-timestamp": str(seconds), "webhook-signature": signatures}


def sign(secret: str, message_id: str, body: bytes, seconds: int) -> str:
    """Return a signature: version, comma, base64."""
    key = base64.b64decode(secret.removeprefix(MARK))
    said = f"{message_id}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, said, "sha256")).decode()
