"""An outside geocoder over HTTP, asked only about what looks like an address and is not known here."""

import math
import os
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

import orjson
import requests

from services.common import clock, metrics
from services.common.errors import Unavailable
from services.common.peers import Breaker
from services.common.settings import SettingSenseless
from services.geo.addresses.address_text import plain, take_apart
from services.geo.addresses.addresses import ADDRESS, Address
from services.geo.addresses.matches import Match
from services.geo.addresses.ranges import UNLISTED
from services.geo.addresses.street_words import TYPES
from services.geo.addresses.streets import street_name

SECONDS = 1.0  # for the whole answer; the caller is on the line
MOST_WORDS = 4  # of a street's name
CERTAINTY_METRES = 50.0  # most such services interpolate along a block
SCORE = 0.8  # likely enough to be told, never as good as an address of the county's own
KEPT, KEPT_SECONDS = 10_000, 24 * 3600.0
MOST_BYTES = 256 * 1024
METHOD = "outside"

geocoder_total = metrics.counter(
    "geocoder_total", "Addresses that the outside geocoder was asked for, by what came of it", ("outcome",)
)


def read_url() -> str:
    """The setting HUB311_GEOCODER_URL; empty when nobody outside is to be asked."""
    url = os.environ.get("HUB311_GEOCODER_URL", "")
    if url and not (url.startswith(("http://", "https://")) and "{address}" in url):
        raise SettingSenseless("HUB311_GEOCODER_URL", "a URL with {address} where the address goes")
    return url


class Failed(Exception):
    """The outside geocoder gave no usable answer in time."""


class OutsideGeocoder:
    """`url` holds {address}; the answer is the Census Bureau's (result.addressMatches) or GeoJSON (features)."""

    def __init__(self, url: str, seconds: float = SECONDS, now: Callable[[], float] = clock.monotonic_seconds) -> None:
        self.url = url
        self.seconds = seconds
        self.now = now
        self.breaker = Breaker()
        self._kept: OrderedDict[str, tuple[float, Match | None]] = OrderedDict()

    def find(self, text: str) -> Match | None:
        """The best match; None when there is none, when it does not look like an address, or when nobody answers."""
        if not self.url or not looks_like_address(text):
            return None
        kept = self._kept.get(plain(text))
        if kept and self.now() - kept[0] < KEPT_SECONDS:
            geocoder_total.labels("kept").inc()
            return kept[1]
        try:
            self.breaker.check()
            found = self._ask(text)
        except (Failed, Unavailable) as refused:
            geocoder_total.labels("failed" if isinstance(refused, Failed) else "not_asked").inc()
            return None
        geocoder_total.labels("found" if found else "nothing").inc()
        self._keep(plain(text), found)
        return found

    def _keep(self, text: str, found: Match | None) -> None:
        self._kept[text] = (self.now(), found)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _ask(self, text: str) -> Match | None:
        answered = False
        try:
            found = read_answer(orjson.loads(self._fetch(self.url.replace("{address}", quote(text, safe="")))))
            answered = True
        except (requests.RequestException, orjson.JSONDecodeError) as error:
            raise Failed from error
        finally:
            self.breaker.note(answered)
        return self._match(*found) if found else None

    def _fetch(self, url: str) -> bytes:
        """The body, all of it within the deadline: one that trickles is cut."""
        until, parts, size = self.now() + self.seconds, [], 0
        with requests.get(url, timeout=self.seconds, stream=True, allow_redirects=False) as answer:
            if answer.status_code != 200:
                raise Failed
            for part in answer.iter_content(16 * 1024):
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES or self.now() > until:
                    raise Failed
        return b"".join(parts)

    def _match(self, label: str, long: float, lat: float) -> Match:
        written = take_apart(label)
        address = Address(f"{UNLISTED}{label}", written.number, written.street.title() or label, None,
                          written.city and written.city.title(), written.zip, ADDRESS, long, lat)  # fmt: skip
        reason = f"found by {urlsplit(self.url).hostname}, not in the county's own list"
        return Match(address, SCORE, METHOD, CERTAINTY_METRES, reason)


def looks_like_address(text: str) -> bool:
    """Whether it has a house number and a street, or two streets, told by an 'Ave' or such: no other words leave."""
    written = take_apart(text)
    names = written.crossing or ((written.street,) if written.number is not None else ())
    words = [street_name(name).key.split() for name in names]
    has_type = any(word in TYPES for name in words for word in name[1:])
    return has_type and all(len(name) <= MOST_WORDS for name in words)


def read_answer(body: Any) -> tuple[str, float, float] | None:
    """Label, longitude and latitude of the first match; None when there is none or it is no position."""
    try:
        return _place(*_first(body))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return None


def _first(body: Any) -> tuple[Any, Any, Any]:
    if "result" in body:
        match = body["result"]["addressMatches"][0]
        return match["matchedAddress"], match["coordinates"]["x"], match["coordinates"]["y"]
    feature = body["features"][0]
    long, lat = feature["geometry"]["coordinates"][:2]
    told = feature["properties"]
    return told.get("label") or told.get("display_name") or told["name"], long, lat


def _place(label: Any, long: Any, lat: Any) -> tuple[str, float, float] | None:
    x, y = float(long), float(lat)
    inside = math.isfinite(x) and math.isfinite(y) and abs(x) <= 180 and abs(y) <= 90
    return (str(label)[:200], x, y) if inside and label else None
