"""Offices of representatives at the running system: their feed, what they sent, and whose name they may know."""

import json

import pytest

from deploy.processes import wait_until
from tests.journeys.people import PLACE, Town

OFFICE, OTHER = "council-4", "council-2"
AIDE, RIVAL = f"employee:{OFFICE}", f"employee:{OTHER}"
WHO = {"name": "Rosalind Umbrage", "phone": "240-555-0147", "email": "rosalind.umbrage@example.org"}
PATIENCE_SECONDS = 120


class Capitol:
    """The offices and a resident of their district."""

    def __init__(self, running):
        self.town = Town(running)
        said = {"service_code": "pothole", "location": PLACE, "resident": WHO, "channel": "council"}
        opened = self.town.post("/v1/requests", "agent", **said)
        self.number, self.pin = opened["number"], opened["pin"]
        self.consent = f"/v1/requests/{self.number}/consents/{OFFICE}"

    def feed(self, who, kind):
        """What the office's feed holds of this request, of one kind of event."""
        items = self.town.get("/v1/events?limit=250", who)["items"]
        return [event for event in items if kind in event["type"] and self.number in json.dumps(event)]

    def wait_for(self, who, kind, count=1):
        """Wait until the office has heard so much."""
        wait_until(lambda: len(self.feed(who, kind)) >= count, PATIENCE_SECONDS, f"{kind} in the feed of {who}")
        return self.feed(who, kind)

    def followed(self, who):
        """What an office follows of this request."""
        items = self.town.get("/v1/office-referrals", who)["items"]
        return [item for item in items if item["number"] == self.number]


@pytest.fixture(scope="module")
def capitol(running):
    return Capitol(running)


@pytest.fixture(scope="module")
def sent(capitol):
    """The office's referral, as an agent wrote it down."""
    return capitol.town.post("/v1/office-referrals", "agent", number=capitol.number, office=OFFICE)


def test_an_office_hears_what_happens_in_its_district_and_no_other_office_does(capitol):
    [first, *_] = capitol.wait_for(AIDE, "district_notice")

    assert capitol.feed(RIVAL, "") == []
    assert {WHO["name"], WHO["phone"], PLACE["address"]} & set(json.dumps(first).split('"')) == set()


def test_the_senator_of_the_district_hears_it_too(capitol):
    assert capitol.wait_for("employee:senate-42", "district_notice")


def test_an_office_follows_what_it_sent_and_no_other_office_sees_it(capitol, sent):
    capitol.town.wait_for_work(capitol.number, "assigned")

    [mine] = capitol.followed(AIDE)

    assert (mine["id"], mine["consent"]) == (sent["id"], "none")
    assert capitol.followed(RIVAL) == []
    assert capitol.town.ask("GET", f"/v1/office-referrals/{sent['id']}", RIVAL).status_code == 404
    assert capitol.town.ask("GET", "/v1/office-referrals", "supervisor").status_code == 403
    assert capitol.town.ask("GET", f"/v1/requests/{capitol.number}", AIDE).json().keys().isdisjoint({"resident"})


def test_a_name_is_read_while_the_resident_agrees_and_is_gone_when_it_is_taken_back(capitol, sent):
    read = f"/v1/office-referrals/{sent['id']}"
    hidden = capitol.town.get(read, AIDE)
    capitol.town.ask("PUT", capitol.consent, "agent", {"way": "spoken"}).raise_for_status()
    given = capitol.town.get(read, AIDE)
    capitol.wait_for(AIDE, "office_consent_changed")
    capitol.town.ask("DELETE", capitol.consent, "agent").raise_for_status()
    taken = capitol.town.get(read, AIDE)

    assert (hidden["consent"], hidden["resident"]) == ("none", None)
    assert (given["consent"], given["resident"]) == ("given", {"name": WHO["name"], "phone": WHO["phone"]})
    assert (taken["consent"], taken["resident"]) == ("withdrawn", None)
    said = capitol.wait_for(AIDE, "office_consent_changed", 2)
    assert [event["data"]["consent"] for event in said] == ["given", "withdrawn"]
    assert capitol.feed(RIVAL, "office_consent_changed") == []
    assert WHO["name"] not in json.dumps(said)
