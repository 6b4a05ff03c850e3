"""What routing asks before it decides: one call to geo for a batch, one to intake for places in words."""

from services.routing.work.asking import ask_about_amended, ask_about_opened, place_wish
from tests.routing.desk import heard, opened

AT = {"lat": 39.1, "long": -77.15}
WHERE = {"position": {**AT, "method": "point", "certainty_metres": 8.0}, "layers": {}, "road": None,
         "jurisdiction": {"id": "sample", "inside": True, "nearest": None}}  # fmt: skip


class FakePeer:
    """A service that answers one call and remembers what it was asked."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def call(self, call, message, caller=None):
        call.request().load(message)
        self.asked.append(message)
        return self.answer(message)


def geo():
    return FakePeer(lambda message: {"places": [{"id": place["id"], **WHERE} for place in message["places"]]})


def intake(**location):
    def facts(message):
        fact = {"service_code": "pothole", "location": location or None, "answers": {"lane": "left"}, "reachable": True}
        return {"facts": [fact | {"number": number} for number in message["numbers"]]}

    return FakePeer(facts)


def test_a_batch_of_points_costs_one_call_and_intake_none():
    batch, where, who = [opened(f"10000000{i:02d}") for i in range(50)], geo(), intake()

    known = ask_about_opened(where, who, batch)

    assert (len(where.asked), len(where.asked[0]["places"]), who.asked) == (1, 50, [])
    assert all(known[event.id].place.known for event in batch)


def test_a_place_in_words_is_read_from_intake_and_then_looked_up():
    event, where, who = opened(point=None, place_in_words=True), geo(), intake(address="7300 Carroll Ave")

    known = ask_about_opened(where, who, [event])

    assert who.asked == [{"numbers": [event.data["number"]]}]
    assert where.asked[0]["places"] == [{"id": event.id, "address": "7300 Carroll Ave"}]
    assert known[event.id].answers == {"lane": "left"}


def test_an_address_of_the_register_is_looked_up_by_its_id():
    event, where = opened(point=None, address_id="a-17"), geo()

    ask_about_opened(where, intake(), [event])

    assert where.asked[0]["places"] == [{"id": event.id, "address_id": "a-17"}]


def test_a_request_without_a_place_asks_nobody():
    event, where, who = opened(point=None), geo(), intake()

    known = ask_about_opened(where, who, [event])

    assert (where.asked, who.asked, known[event.id].place.known) == ([], [], False)


def test_a_change_that_no_rule_sees_asks_nobody():
    event, where, who = heard("request_amended", changed=["description", "resident"]), geo(), intake()

    known = ask_about_amended(where, who, [event])

    assert (known, where.asked, who.asked) == ({}, [], [])


def test_a_moved_place_is_read_from_intake_and_looked_up():
    event, where = heard("request_amended", changed=["location"]), geo()

    known = ask_about_amended(where, intake(**AT), [event])

    assert where.asked[0]["places"] == [{"id": event.id, **AT}]
    assert known[event.id].service_code == "pothole"


def test_a_place_is_put_to_geo_as_it_takes_it():
    assert place_wish({**AT, "address": "7300 Carroll Ave"}) == {**AT, "address": "7300 Carroll Ave"}
    assert place_wish({"address_id": "a-17", "address": "7300 Carroll Ave"}) == {"address_id": "a-17"}
    assert place_wish({"text": "in front of the library"}) == {"q": "in front of the library"}
    assert place_wish(None) is None
