"""A resident who left traces everywhere is erased: nothing of one is left, no count changes, a legal hold blocks it.

The local mailbox stands for the world outside: what it was sent is out of reach, our own copies are not.
"""

import io
import sqlite3

import pytest
import requests
from PIL import Image

from deploy.processes import settles, wait_until
from tests.journeys.searching import dumps, found_in, places_of, queues

MARK = "Featherquill"
MAIL, PHONE = "wf-planted@example.org", "443-555-0129"
WHO = {"name": f"Wilhelmina {MARK}", "email": MAIL, "phone": PHONE, "language": "en"}
HOME = {"lines": [f"12 {MARK} Court", "Hartwell, MD"], "zip": "21301"}
MARKERS = (MARK, "wf-planted", PHONE)
OUTSIDE = ("mailbox", "postgres")
COUNTED = {
    "intake": ("SELECT service_code, status, department, channel, language, area, count(*) FROM service_requests"
               " GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6", "SELECT type, count(*) FROM contacts GROUP BY 1",
               "SELECT status, code, count(*) FROM request_history GROUP BY 1, 2 ORDER BY 1, 2"),
    "routing": ("SELECT department, status, code, count(*) FROM assignments GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",),
    "notify": ("SELECT step, channel, state, count(*) FROM messages GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",),
    "kb": ("SELECT article_id, count(*) FROM article_uses GROUP BY 1 ORDER BY 1",),
}  # fmt: skip


class Office:
    """Staff of the county at the running system."""

    def __init__(self, running):
        self.running, self.run = running, running.run_json

    def ask(self, method, path, level, body=None, **more):
        headers = {"Authorization": f"Bearer {self.run['tokens'][level]}"}
        return requests.request(method, self.running.url + path, headers=headers, json=body, timeout=30, **more)

    def open(self, **said):
        place = {"address": "7300 Carroll Ave", "text": f"at {MARK}'s gate"}
        pothole = {"service_code": "pothole", "description": f"{MARK}: a hole", "location": place}
        opened = self.ask("POST", "/v1/requests", "agent", pothole | said).json()
        return opened["number"], opened["pin"]

    def assignment(self, number):
        found = self.ask("GET", "/v1/assignments", "supervisor", params={"department": "dot"}).json()["items"]
        return next((item["id"] for item in found if item["number"] == number), None)

    def complete(self, number):
        wait_until(lambda: self.assignment(number), 60, "the department's work")
        work = f"/v1/assignments/{self.assignment(number)}"
        self.ask("POST", f"{work}/accept", "employee:dot", {})
        self.ask("POST", f"{work}/note", "employee:dot", {"text": f"{MARK} was at home"})
        done = self.ask("POST", f"{work}/complete", "employee:dot", {"code": "done", "text": f"{MARK} was told"})
        assert done.status_code == 200, done.text

    def status(self, number):
        return self.ask("GET", f"/v1/requests/{number}", "agent").json()["status"]

    def steps(self, number):
        answer = self.ask("GET", f"/v1/requests/{number}/messages", "agent")
        found = answer.json()["messages"] if answer.ok else []  # while a letter is set, an answer may be late
        return {item["step"] for item in found if item["state"] == "sent"}

    def erase(self, **said):
        return self.ask("POST", "/v1/erasures", "administrator", {"email": MAIL, "ground": "request"} | said)


def photo():
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(picture, "JPEG")
    return {"file": (f"{MARK}.jpg", picture.getvalue(), "image/jpeg")}


def counts(running):
    found = []
    for service, queries in COUNTED.items():
        connection = sqlite3.connect(running.databases[service].removeprefix("sqlite:///"))
        found += [(query, connection.execute(query).fetchall()) for query in queries]
        connection.close()
    return found


def unsent(running):
    with sqlite3.connect(running.databases["notify"].removeprefix("sqlite:///")) as connection:
        [(number,)] = connection.execute("SELECT count(*) FROM messages WHERE state IN ('pending', 'sending')")
    connection.close()
    return number


def settled_counts(running):
    """The counts once what other journeys began has come to its end: two looks with a pause between see the same."""
    seen = []

    def same():
        seen.append(counts(running))
        return len(seen) > 1 and seen[-1] == seen[-2] and not unsent(running)

    assert settles(same, 120, pause_seconds=3)
    return seen[-1]


def blobs(running):
    return {path.name for path in (running.folder / "blobs").rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def office(running):
    return Office(running)


@pytest.fixture(scope="module")
def story(office, running):
    """Two requests of a person, one told by mail and one by letter, with photo, notes, contact and closing; then a
    hold that blocks, its end, and the erasure. What was seen before and after."""
    before = {"blobs": blobs(running)}
    by_mail, pin = office.open(resident=WHO)
    by_post, _ = office.open(resident=WHO | {"address": HOME, "notify": "letter"})
    url = f"{running.url}/v1/requests/{by_mail}"
    requests.post(f"{url}/attachments", files=photo(), headers={"Request-Pin": pin}, timeout=30).raise_for_status()
    requests.post(f"{url}/notes", json={"text": f"{MARK} again"}, headers={"Request-Pin": pin}, timeout=30)
    items = [{"outcome": "answered", "article": {"id": "library-card", "version": 1}},
             {"outcome": "request", "number": by_mail, "reason": f"{MARK} rang"}]  # fmt: skip
    office.ask("POST", "/v1/contacts", "agent", {"channel": "phone", "resident": WHO, "items": items})
    for number in (by_mail, by_post):
        office.complete(number)
        wait_until(lambda number=number: "closed" in office.steps(number), 60, "the closing's mail or letter")

    before |= {"found": places_of(running.folder, MARKERS, OUTSIDE), "counts": settled_counts(running)}
    wanted = {"numbers": [by_mail], "matter": "CV-2026-0311"}
    hold = office.ask("POST", "/v1/holds", "administrator", wanted).json()
    blocked = office.erase()
    office.ask("DELETE", f"/v1/holds/{hold['id']}", "administrator")
    tried = office.erase(dry_run=True).json()

    ordered = office.erase()
    report = f"/v1/erasures/{ordered.json()['id']}"
    read = lambda: office.ask("GET", report, "auditor").json()  # noqa: E731
    wait_until(lambda: read()["state"] == "done", 60, "everybody's confirmation")
    return {"numbers": sorted([by_mail, by_post]), "before": before, "blocked": blocked, "tried": tried,
            "ordered": ordered, "report": read()}  # fmt: skip


def test_before_it_the_person_stands_in_databases_and_letters(story):
    found = {name.partition("/")[0].partition(".")[0] for name in story["before"]["found"]}

    assert {"intake", "routing", "notify", "letters"} <= found


def test_a_legal_hold_blocks_it_and_says_so(story):
    assert story["blocked"].status_code == 409
    assert story["blocked"].json()["type"].endswith("under-hold")
    assert "legal hold" in story["blocked"].json()["detail"]


def test_a_dry_run_shows_what_would_go(story):
    assert (story["tried"]["state"], story["tried"]["numbers"]) == ("preview", story["numbers"])
    assert (story["tried"]["held"], story["tried"]["open"]) == ([], [])


def test_every_service_confirms_and_has_nothing_left(story):
    said = {answer["service"]: answer["remaining"] for answer in story["report"]["services"]}

    assert said == {"intake": 0, "kb": 0, "notify": 0, "routing": 0}


def test_nothing_of_the_person_is_in_a_dump_of_any_database(running, story):
    assert found_in(dumps(running), MARKERS) == set()


def test_nothing_of_the_person_is_in_any_queue(running, story):
    copies = dict(queues(running))

    assert len(copies) > 5
    assert found_in(copies.items(), MARKERS) == set()


def test_nothing_of_the_person_is_in_a_letter_a_log_or_another_file(running, story):
    databases = {f"{service}.db{end}" for service in running.databases for end in ("", "-wal", "-shm")}

    assert places_of(running.folder, MARKERS, OUTSIDE) - databases == set()


def test_the_photo_has_left_the_disk(running, story):
    assert blobs(running) == story["before"]["blobs"]


def test_every_count_stays(running, story):
    assert counts(running) == story["before"]["counts"]
