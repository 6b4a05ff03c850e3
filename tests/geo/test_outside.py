"""An outside geocoder: asked about addresses nobody here knows, within its deadline, once, and not while it is ill."""

import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from services.geo.addresses.outside import KEPT_SECONDS, OutsideGeocoder, looks_like_address, read_answer
from services.geo.places.lookups import locate, locate_match
from tests.geo.county import an_atlas

CENSUS = {"result": {"addressMatches": [
    {"matchedAddress": "1600 PENNSYLVANIA AVE, WASHINGTON, DC, 20500", "coordinates": {"x": -77.1601, "y": 39.0202}},
]}}  # fmt: skip
PHOTON = {"features": [{"geometry": {"coordinates": [-77.16, 39.02]}, "properties": {"name": "White House"}}]}


class Outside:
    """A geocoder that answers as it is told."""

    def __init__(self) -> None:
        self.status, self.body, self.asked = 200, json.dumps(CENSUS).encode(), []
        self.go_on = threading.Event()
        self.go_on.set()
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outside.asked.append(self.path)
                outside.go_on.wait(10)
                self.send_response(outside.status)
                self.send_header("Content-Length", str(len(outside.body)))
                self.end_headers()
                with suppress(BrokenPipeError):
                    self.wfile.write(outside.body)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/onelineaddress?address={{address}}&format=json"


@pytest.fixture
def outside():
    running = Outside()
    yield running
    running.go_on.set()
    running.server.shutdown()
    running.server.server_close()


def test_an_address_that_only_others_know_is_found_and_says_so(outside):
    match = OutsideGeocoder(outside.url).find("1600 Pennsylvania Ave, Washington")

    answer = locate_match(an_atlas(), match, {})

    assert outside.asked == ["/onelineaddress?address=1600%20Pennsylvania%20Ave%2C%20Washington&format=json"]
    assert (answer["position"]["method"], answer["position"]["certainty_metres"]) == ("outside", 50.0)
    assert answer["layers"]["municipality"]["code"] == "riverton"
    assert answer["candidates"][0]["label"] == "1600 Pennsylvania Ave, Washington 20500"
    assert answer["candidates"][0]["reason"] == "found by 127.0.0.1, not in the county's own list"


def test_the_same_address_is_asked_for_once_a_day_found_or_not(outside):
    now = [0.0]
    geocoder = OutsideGeocoder(outside.url, now=lambda: now[0])

    geocoder.find("1600 Pennsylvania Ave")
    geocoder.find("1600 pennsylvania ave.")
    outside.body = b'{"features": []}'
    assert [geocoder.find("12 Nowhere Ln"), geocoder.find("12 Nowhere Ln")] == [None, None]
    now[0] = KEPT_SECONDS + 1
    assert geocoder.find("1600 Pennsylvania Ave") is None

    assert len(outside.asked) == 3


def test_nobody_waits_longer_than_the_deadline(outside):
    outside.go_on.clear()

    assert OutsideGeocoder(outside.url, seconds=0.1).find("1600 Pennsylvania Ave") is None


FAILURES = {
    "an error": (500, b"{}"),
    "no JSON": (200, b"<html>"),
    "a redirect": (302, b""),
    "far too much": (200, b'{"features": "' + b"x" * 300_000 + b'"}'),
}


@pytest.mark.parametrize(("status", "body"), FAILURES.values(), ids=FAILURES)
def test_after_three_failures_it_is_left_alone(outside, status, body):
    outside.status, outside.body = status, body
    geocoder = OutsideGeocoder(outside.url)

    found = [geocoder.find(f"{number} Pennsylvania Ave") for number in range(1600, 1605)]

    assert found == [None] * 5
    assert len(outside.asked) == 3


def test_without_a_setting_nobody_is_asked():
    assert OutsideGeocoder("").find("1600 Pennsylvania Ave") is None


WORDS = {
    "an address": ("1600 Pennsylvania Ave", True),
    "a crossing": ("Oak St & 5th", True),
    "a sentence": ("my neighbour Ana Ortiz shouts at night", False),
    "a sentence with a number": ("12 men shouted at Ana Ortiz", False),
    "a phone number": ("301 555 0100", False),
    "nothing": ("", False),
}


@pytest.mark.parametrize(("text", "is_one"), WORDS.values(), ids=WORDS)
def test_only_what_looks_like_an_address_leaves_the_county(text, is_one):
    assert looks_like_address(text) is is_one


ANSWERS = {
    "the Census Bureau's": (CENSUS, ("1600 PENNSYLVANIA AVE, WASHINGTON, DC, 20500", -77.1601, 39.0202)),
    "GeoJSON": (PHOTON, ("White House", -77.16, 39.02)),
    "no match": ({"result": {"addressMatches": []}}, None),
    "another form": ({"hits": 3}, None),
    "a list": ([], None),
    "beyond the pole": ({"features": [{"geometry": {"coordinates": [0, 99]}, "properties": {"name": "x"}}]}, None),
    "no number": ({"features": [{"geometry": {"coordinates": ["nan", 1]}, "properties": {"name": "x"}}]}, None),
}


@pytest.mark.parametrize(("body", "place"), ANSWERS.values(), ids=ANSWERS)
def test_both_usual_forms_of_answers_are_read(body, place):
    assert read_answer(body) == place


def test_what_is_known_here_is_never_asked_outside():
    assert locate(an_atlas(), {"address": "7300 Carol Ave"})["position"]["method"] == "address_typo"
