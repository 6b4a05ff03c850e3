"""What clients post: a form, its links to photos, and the message that intake gets."""

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gateway import bodies
from gateway.exchange import Exchange
from gateway.open311 import media
from gateway.open311.fields import Fields, check_text, read, wrong
from services.common import ids
from services.common.errors import MalformedInput

URLENCODED = ("application/x-www-form-urlencoded", "")
ATTRIBUTE = re.compile(r"attribute\[([^\]\[]{1,64})\](?:\[\d*\])?")
MOST_LETTERS = 4000
MOST_LINK_LETTERS = 2000
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.[a-z][a-z0-9-]{0,61}[a-z0-9]\.?", re.IGNORECASE)
# Names that mean this machine or this house to whoever should open such a link.
INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "localdomain", "arpa", "onion", "test")


async def receive(exchange: Exchange, place: Callable[[], Path]) -> tuple[Fields, list[Path]]:
    """Return a posted form and the photos in it, which lie where `place` said; MalformedInput for what is none."""
    if exchange.header(b"content-type").lower().startswith("multipart/form-data"):
        pairs, photos = await media.receive(exchange, place)
    else:
        pairs, photos = await _receive_encoded(exchange), []
    check_text(pairs)
    return Fields(pairs), photos


async def _receive_encoded(exchange: Exchange) -> list[tuple[str, str]]:
    media_type, _, parameters = exchange.header(b"content-type").partition(";")
    charset = re.sub(r'[\s"]', "", parameters).lower()
    if media_type.strip().lower() not in URLENCODED or charset not in ("", "charset=utf-8", "charset=utf8"):
        raise MalformedInput("Send application/x-www-form-urlencoded or multipart/form-data in UTF-8.")
    if exchange.header(b"content-encoding") not in ("", "identity"):
        raise MalformedInput("Send the form without a content encoding.")
    body = await bodies.receive_all(exchange.receive, exchange.header(b"content-length"))
    return read(body)


def key_of(exchange: Exchange) -> str:
    """Return the idempotency key of a write: the client's, or one that nobody used before."""
    return exchange.header(b"idempotency-key")[:200] or ids.uuid7()


def report(form: Fields) -> dict[str, Any]:
    """Return the message that opens a request."""
    code = form.text("service_code", 64)
    if code is None:
        raise wrong("service_code", "Say which service is wanted.")
    return {
        "service_code": code.strip(),
        "description": form.text("description", MOST_LETTERS) or "",
        "answers": answers(form),
        "location": _location(form),
        "resident": _resident(form),
        "media": links(form),
    }


def answers(form: Fields) -> dict[str, list[str]]:
    """Return what was said in attribute[CODE]=… and attribute[CODE][]=…, by code."""
    found: dict[str, list[str]] = {}
    for name, texts in form.given.items():
        if not name.startswith("attribute"):
            continue
        match = ATTRIBUTE.fullmatch(name)
        if match is None:
            raise wrong(name[:80], "An attribute is written as attribute[CODE], a list as attribute[CODE][].")
        found.setdefault(match[1], []).extend(texts)
    return found


def _location(form: Fields) -> dict[str, Any]:
    said = {
        "lat": form.number("lat"),
        "long": form.number("long"),
        "address": form.text("address_string", 300),
        "address_id": form.text("address_id", 64),
    }
    return {name: value for name, value in said.items() if value is not None}


def _resident(form: Fields) -> dict[str, Any] | None:
    """Return who asks. device_id and account_id name a device or an account elsewhere: they are not kept."""
    for name in ("device_id", "account_id"):
        form.text(name, 255)
    name = " ".join(part.strip() for part in (form.text("first_name", 100), form.text("last_name", 100)) if part)
    email = form.text("email", 254)
    said = {"name": name, "email": email and email.strip(), "phone": form.text("phone", 40)}
    kept = {member: value for member, value in said.items() if value}
    return kept or None


def links(form: Fields) -> list[str]:
    """Return the links to photos; each must lead to a public address on the web. Nothing here ever opens them."""
    found = [url.strip() for name in ("media_url", "media_url[]") for url in form.given.get(name, ())]
    for url in found:
        if fault := fault_of(url):
            raise wrong("media_url", fault)
    return found


def fault_of(url: str) -> str | None:
    """Return what is wrong with a link: it could lead whoever opens it to a place behind the county's walls."""
    if len(url) > MOST_LINK_LETTERS or re.search(r"[\s\\<>\"]", url):
        return f"A link of at most {MOST_LINK_LETTERS} characters without blanks is expected."
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "This is no link."
    if parts.scheme.lower() not in ("http", "https") or not host:
        return "A link that begins with https:// or http:// is expected."
    if parts.username is not None or parts.password is not None:
        return "A link must not hold a name or password."
    return None if _is_public(host) else "The link must lead to a public address."


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        labels = host.lower().rstrip(".").split(".")
        return HOST.fullmatch(host) is not None and labels[-1] not in INSIDE
