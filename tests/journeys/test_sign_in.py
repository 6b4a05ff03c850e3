"""Signing in with a real browser against an OpenID provider that nobody here wrote, and losing access in between."""

import os
import time
from pathlib import Path

import pytest
import requests

from tests.journeys.person import NotHere, Person

EMPLOYEE = "employee-libraries"
MEMBER = f"/v1/departments/libraries/members/{EMPLOYEE}"
SECONDS = 2.5  # a removal holds within 2 s, and a page takes a moment


@pytest.fixture(scope="module")
def person(running, tmp_path_factory):
    """A person at a browser; HUB311_PICTURES keeps what it saw."""
    pictures = Path(os.environ.get("HUB311_PICTURES") or tmp_path_factory.mktemp("pictures"))
    try:
        sitting = Person(running, pictures)
    except NotHere as reason:
        pytest.skip(str(reason))
    yield sitting
    sitting.leave()


def as_management(running, method, **said):
    """What the department's manager does, by the API."""
    token = running.run_json["tokens"]["manager:libraries"]
    headers = {"Authorization": f"Bearer {token}"}
    requests.request(method, running.url + MEMBER, headers=headers, timeout=20, **said).raise_for_status()


def test_a_person_signs_in_works_is_removed_and_signs_out(running, person):
    assert person.does("go", "/me", "1-stranger")["heading"] == "Not signed in"
    assert person.does("click", "Sign in", "2-provider")["heading"] == "Sign-in"
    person.does("type", EMPLOYEE, "3-consent")
    home = person.does("click", "Continue", "4-home")
    assert (home["url"], home["heading"]) == (f"{person.url}/me", "Your place in 311")
    assert f"You are {EMPLOYEE} of the journey ({EMPLOYEE})." in home["text"]
    assert "Public Libraries" in home["text"]
    assert "employee: take, hold, return and complete" in home["text"]
    assert home["cookies"] == [{"name": "hub311", "httpOnly": True, "sameSite": "Lax"}]
    assert home["scripts"] == ""

    as_management(running, "DELETE")
    removed_at = time.monotonic()
    while (seen := person.does("go", "/me", "5-removed"))["heading"] != "Not signed in":
        assert time.monotonic() - removed_at < SECONDS, "the session goes on"
    again = person.does("click", "Sign in", "6-nobody")
    assert "You have no role and no department here" in again["text"]
    assert "Libraries" not in again["text"]

    assert person.does("click", "Sign out", "7-leaving")["url"].startswith("http://127.0.0.1")
    assert person.does("click", "Yes, sign me out", "8-signed-out")["heading"] == "Signed out"
    assert person.does("go", "/me", "9-stranger-again")["heading"] == "Not signed in"
    assert person.does("click", "Sign in", "10-provider-again")["heading"] == "Sign-in", "the provider asks again"
    assert "access has changed" in seen["text"]
    as_management(running, "PUT", json={"tier": "employee"})
