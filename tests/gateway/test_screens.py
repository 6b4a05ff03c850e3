"""Screens of staff at the gateway: told once each, resumed, bounded, ended with their token."""

import json
import signal

import pytest

from deploy.processes import wait_until
from gateway.screens import MOST_OF_ONE
from tests.screens import Listener

WHO = {"subject": "screen-1", "roles": ["agent"], "numbers": [], "departments": []}


class Intake:
    """Intake as the screens see it: a list of changes that grows, each for everybody."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.changes = []
        self.roles = ["agent"]
        answers = gateway.fakes["intake"].answers
        answers["open_screen"] = self.open
        answers["list_desk_changes"] = self.tell
        self.listeners = []

    @property
    def newest(self):
        return 100 + len(self.changes)

    def open(self, message, caller):
        after = int(message.get("last_event_id") or self.newest)
        return {"after": after, "reset": after > self.newest, "numbers": message.get("numbers", [])}

    def tell(self, message, caller):
        everybody = list(range(len(message["watchers"])))
        items = [change | {"to": everybody} for change in self.changes if change["id"] > message["after"]]
        return {"items": items if everybody else [], "next": self.newest, "more": False}

    def say(self, **data):
        self.changes.append({"id": self.newest + 1, "event": "request_closed", "data": data})

    def listen(self, subject="screen-1", after=None, **wish):
        token = self.gateway.issuer.token({"sub": subject, "roles": ["agent"]})
        headers = {"Authorization": f"Bearer {token}"} | ({"Last-Event-ID": after} if after else {})
        listener = Listener(self.gateway.url, headers, **wish)
        self.listeners.append(listener)
        return listener


@pytest.fixture
def intake(gateway):
    """Intake, and the screens that a test opens; they are closed at its end."""
    made = Intake(gateway)
    yield made
    for listener in made.listeners:
        listener.close()


def test_a_screen_is_told_what_happens_after_it_was_opened(intake):
    intake.say(number="1")
    screen = intake.listen()
    assert screen.next() == ("ready", {})

    intake.say(number="2")
    intake.say(number="3")

    assert [screen.next()[1]["number"] for _ in range(2)] == ["2", "3"]
    assert screen.reply.headers["Content-Type"] == "text/event-stream"


def test_a_screen_that_comes_back_hears_what_it_missed_and_another_hears_it_once(intake):
    stays, goes = intake.listen(), intake.listen("screen-2")
    stays.next()
    goes.next()
    intake.say(number="1")
    assert goes.next() == stays.next()
    goes.close()
    intake.say(number="2")
    intake.say(number="3")

    back = intake.listen("screen-2", after=goes.after)

    assert [back.next()[1].get("number") for _ in range(3)] == [None, "2", "3"]
    intake.say(number="4")
    assert [stays.next()[1]["number"] for _ in range(3)] == ["2", "3", "4"]


def test_a_screen_that_missed_too_much_is_told_so(intake):
    screen = intake.listen(after="999")

    assert screen.next()[0] == "reset"


def test_a_stream_ends_when_its_time_is_over(intake):
    screen = intake.listen(seconds=0)

    assert screen.rest() == [("ready", {})]


def test_intake_is_told_whose_screen_it_is_and_what_it_shows(intake, gateway):
    screen = intake.listen(numbers="482-913-0757", departments="dot,dep")
    screen.next()
    intake.say(number="1")
    screen.next()

    asked = [message["watchers"] for name, message, _ in gateway.fakes["intake"].looks if name == "list_desk_changes"]

    shown = {"numbers": ["482-913-0757"], "departments": ["dot", "dep"]}
    assert [{**WHO, **shown}] in asked


def test_nobody_opens_more_than_a_few_screens_and_one_that_is_closed_makes_room(intake, gateway):
    open_ones = [intake.listen("screen-3") for _ in range(MOST_OF_ONE)]
    assert {one.next()[0] for one in open_ones} == {"ready"}

    refused = intake.listen("screen-3")

    assert (refused.status, json.load(refused.reply)["code"]) == (429, "TooManyScreens")
    assert intake.listen("screen-4").status == 200
    open_ones[0].close()  # without a word: the gateway sees that nobody is there
    wait_until(lambda: intake.listen("screen-3").status == 200, 20, "room for another screen")


def test_a_screen_does_not_count_as_a_request_in_flight(intake, gateway):
    screens = [intake.listen() for _ in range(3)]
    assert {screen.next()[0] for screen in screens} == {"ready"}

    wait_until(lambda: gateway.in_flight() <= 1, 20, "nobody in flight but who asks")


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param({"seconds": "901"}, id="longer than a quarter of an hour"),
        pytest.param({"numbers": ",".join(["482-913-0757"] * 51)}, id="more than it shows"),
        pytest.param({"after": "yesterday"}, id="an id of another stream"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(intake, wish):
    after = wish.pop("after", None)

    assert intake.listen(after=after, **wish).status == 422


def test_a_gateway_that_stops_ends_its_streams_at_once(stopping):
    screen = Intake(stopping).listen()
    assert screen.next()[0] == "ready"

    stopping.process.send_signal(signal.SIGTERM)

    assert screen.rest() == []
    assert stopping.process.wait(15) in (0, -signal.SIGTERM)
