"""Who complains anonymously stands nowhere: the whole state folder is searched, databases, broker, logs and files."""

import pytest
import requests

from deploy.processes import wait_until
from tests.journeys.searching import places_of

# What a complainant's machine and telephone say of themselves without being asked.
WHO = {
    "Authorization-Name": "Zephyrine Quillfeather",
    "X-Name": "Zephyrine Quillfeather",
    "From": "zq-planted@example.org",
    "X-Forwarded-For": "203.0.113.211",
    "Forwarded": "for=203.0.113.211",
    "X-Real-IP": "203.0.113.211",
    "User-Agent": "PlantedBrowser/77.1",
    "Referer": "https://zq-planted.example.org/home",
    "Cookie": "visitor=zq-planted-cookie",
    "X-Caller-Id": "443-555-0128",
}
MARKERS = ("Quillfeather", "zq-planted", "203.0.113.211", "PlantedBrowser", "443-555-0128", "4435550128")
JSON = WHO | {"Content-Type": "application/json"}
WORDS = "plantedcomplaint"
RUDE = {"outcome": "recorded", "kind": "complaint", "about": "employee", "department": "dot", "text": WORDS}
HOLE = {"service_code": "pothole", "location": {"address": "7300 Carroll Ave"}, "description": f"Hole {WORDS}"}


@pytest.fixture(scope="module")
def told(running):
    """Everything that somebody can hand in anonymously, with the markers around it, and also in refused bodies."""
    agent = {"Authorization": f"Bearer {running.run_json['tokens']['agent']}"}

    def post(path, body, **more):
        return requests.post(running.url + path, json=body, headers=WHO | more, timeout=20)

    opened = post("/v1/requests", HOLE | {"anonymous": True}).json()
    pin = {"Request-Pin": opened["pin"]}
    answers = {
        "contact": post("/v1/contacts", {"channel": "phone", "anonymous": True, "dialled": "311", "items": [RUDE]},
                        **agent),
        "caller's number as what was dialled": post(
            "/v1/contacts", {"channel": "phone", "anonymous": True, "dialled": "443-555-0128", "items": [RUDE]}, **agent
        ),
        "a member nobody knows": post("/v1/requests", HOLE | {"anonymous": True, "caller_id": "443-555-0128"}),
        "named all the same": post(
            "/v1/requests", HOLE | {"anonymous": True, "resident": {"name": WHO["X-Name"], "email": WHO["From"]}}
        ),
        "read": requests.get(f"{running.url}/v1/requests/{opened['number']}", headers=WHO | pin, timeout=20),
        "wrong PIN": requests.get(
            f"{running.url}/v1/requests/{opened['number']}", headers=WHO | {"Request-Pin": "443-555-0128"}, timeout=20
        ),
        "withdrawn": post(f"/v1/requests/{opened['number']}/withdraw", {"reason": "It is gone."}, **pin),
        "nowhere": requests.get(f"{running.url}/zq-planted/443-555-0128?name=Quillfeather", headers=WHO, timeout=20),
        "broken": requests.post(f"{running.url}/v1/requests", data="{Quillfeather", headers=JSON, timeout=20),
    }  # fmt: skip
    wait_until(lambda: closed(running, opened), 60, "the closing")
    return answers


def closed(running, opened):
    shown = requests.get(f"{running.url}/v1/requests/{opened['number']}", timeout=20).json()
    return shown["status"] == "closed"


def test_what_is_anonymous_is_taken_and_what_names_somebody_is_refused(told):
    statuses = {name: answer.status_code for name, answer in told.items()}

    assert statuses == {
        "contact": 201,
        "caller's number as what was dialled": 201,
        "a member nobody knows": 422,
        "named all the same": 422,
        "read": 200,
        "wrong PIN": 403,
        "withdrawn": 200,
        "nowhere": 404,
        "broken": 400,
    }


def test_the_words_of_the_complaint_are_kept(running, told):
    assert places_of(running.folder, [WORDS])


def test_who_complained_stands_nowhere_on_disk(running, told):
    assert places_of(running.folder, MARKERS) == set()
