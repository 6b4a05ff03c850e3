"""What staff and residents do around a request, through its public doors: many at once, drafts, replies, followers."""

import re

import pytest
import requests

from deploy.processes import wait_until
from tests.journeys.people import PATIENCE_SECONDS, PLACE, Reported, Town
from tests.screens import Listener

REASON = "The whole street is repaved."
NEIGHBOR = "neighbor.desk@example.org"
AUDITS = {"/v1/audit": "unmask_request", "/v1/audit/work": "read_assignment"}


@pytest.fixture(scope="module")
def town(running) -> Town:
    """The running system as people see it."""
    return Town(running)


def finished(town, id):
    """Wait for the end of a bulk action; return how it went."""
    path = f"/v1/bulk-actions/{id}"
    wait_until(lambda: town.get(path, "supervisor")["state"] == "done", PATIENCE_SECONDS, "the end of a bulk action")
    return town.get(path, "supervisor")


def test_many_requests_are_withdrawn_at_once_and_taken_back(town):
    numbers = [town.report(f"many-{count}@example.org").number for count in range(3)]
    for number in numbers:
        town.wait_for(number, "assigned")

    shown = town.post("/v1/bulk-actions", "supervisor", action="withdraw", numbers=numbers, reason=REASON)
    assert (shown["ready"], shown["told"], shown["can_be_undone"]) == (3, 3, True)
    assert [town.get(f"/v1/requests/{number}")["status"] for number in numbers] == ["assigned"] * 3
    town.post(f"/v1/bulk-actions/{shown['id']}/confirm", "supervisor", token=shown["token"])

    done = finished(town, shown["id"])
    assert (done["done"], done["refused"], done["failed"]) == (3, 0, 0)
    results = town.get(f"/v1/bulk-actions/{shown['id']}/results", "supervisor")["items"]
    assert [(item["subject"], item["state"]) for item in results] == [(number, "done") for number in numbers]
    assert [town.get(f"/v1/requests/{number}")["close_text"] for number in numbers] == [REASON] * 3

    back = town.post(f"/v1/bulk-actions/{shown['id']}/undo", "supervisor")
    assert finished(town, back["id"])["done"] == 3
    for number in numbers:
        town.wait_for(number, "assigned")


def test_a_bulk_action_is_nobody_else_s_and_needs_its_token(town):
    number = town.report("nobody-else@example.org").number
    shown = town.post("/v1/bulk-actions", "agent", action="note", numbers=[number], text="Seen")
    path = f"/v1/bulk-actions/{shown['id']}"

    assert town.ask("GET", path, "tier2").status_code == 404
    assert town.ask("POST", f"{path}/confirm", "agent", {"token": "x"}).status_code == 409
    assert town.ask("POST", "/v1/bulk-actions", None, {"action": "note"}).status_code == 401
    assert town.ask("POST", "/v1/bulk-actions", "agent", {"action": "note", "text": "x"}).status_code == 422


def test_a_resident_keeps_a_draft_and_hands_it_in(town):
    draft = town.post("/v1/drafts", None, content={"service_code": "pothole", "description": "Deep hole"})
    path, key = f"/v1/drafts/{draft['id']}", {"Draft-Key": draft["key"]}
    change = key | {"If-Match": '"1"'}
    content = {"service_code": "pothole", "description": "Deeper hole", "location": PLACE}

    assert town.ask("GET", path).status_code == 404
    changed = requests.patch(town.url + path, json={"content": content}, headers=change, timeout=30)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    opened = requests.post(f"{town.url}{path}/hand-in", headers=key, json={}, timeout=30)
    assert opened.status_code == 201, opened.text

    assert town.get(f"/v1/requests/{opened.json()['number']}")["description"] == "Deeper hole"
    assert requests.get(town.url + path, headers=key, timeout=30).status_code == 404


def test_an_agent_s_draft_says_what_is_missing_when_it_is_handed_in(town):
    draft = town.post("/v1/drafts", "agent", content={"service_code": "pothole"})

    refused = town.ask("POST", f"/v1/drafts/{draft['id']}/hand-in", "agent", {})

    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/location"]
    assert draft["id"] in [item["id"] for item in town.get("/v1/drafts", "agent")["items"]]
    assert town.ask("GET", f"/v1/drafts/{draft['id']}", "supervisor").status_code == 404


def test_a_reply_is_written_by_one_approved_by_another_and_answers_in_the_language_of_the_resident(town):
    texts = {
        "en": {"title": "Marked", "text": "The place of ((number)) is marked."},
        "es": {"title": "Marcado", "text": "El lugar de ((number)) está marcado."},
    }
    draft = {"use": "note", "texts": texts}
    assert town.ask("PUT", "/v1/standard-replies/place-marked", "supervisor", draft).status_code == 200
    approve = "/v1/standard-replies/place-marked/approve"
    assert town.ask("POST", approve, "supervisor", {"version": 1}).status_code == 409
    town.post(approve, "relationship_manager", version=1)

    resident = {"name": "Sample Resident", "language": "es"}
    said = town.post("/v1/requests", None, service_code="pothole", location=PLACE, resident=resident)
    town.post(f"/v1/requests/{said['number']}/notes", "agent", reply="place-marked", public=True)

    shown = town.get(f"/v1/requests/{said['number']}", Reported(said["number"], said["pin"], ""))
    assert [note["text"] for note in shown["notes"]] == [f"El lugar de {said['number']} está marcado."]
    refused = town.ask("POST", f"/v1/requests/{said['number']}/notes", "agent", {"reply": "pothole-filled"})
    assert refused.json()["errors"][0]["pointer"] == "/reply"


def test_a_neighbor_follows_by_a_mailed_link_hears_the_news_and_hears_no_more(town):
    ana = town.report("followed@example.org")
    neighbor = Reported(ana.number, "", NEIGHBOR)
    assert town.ask("POST", f"/v1/requests/{ana.number}/followers", None, {"email": NEIGHBOR}).status_code == 202
    town.wait_for_mails(neighbor, 1)
    token = re.search(r"/follow\?token=([\w.-]+)", town.mails(neighbor)[0]["text"])[1]

    asked = requests.get(f"{town.url}/follow", {"token": token}, timeout=20)
    assert f'value="{token}"' in asked.text
    assert town.ask("POST", "/v1/followers/confirm", None, {"token": token[:-2]}).status_code == 404
    followed = requests.post(f"{town.url}/follow", {"token": token}, timeout=20)
    assert ana.number in followed.text

    town.wait_for(ana.number, "assigned")
    town.finish(ana.number, text="Dear Sample Resident, it is filled.")
    closed = f"News of request {ana.number} that you follow: Pothole"
    wait_until(lambda: closed in [mail["subject"] for mail in town.mails(neighbor)], PATIENCE_SECONDS, "the news")
    news = "".join(mail["text"] for mail in town.mails(neighbor))
    assert "Sample Resident" not in news
    assert ana.pin not in news

    requests.post(f"{town.url}/follow/end", {"token": token}, timeout=20)
    count = len(town.mails(neighbor))
    town.step(ana, "reopen", ana, reason="The hole is still there")
    town.wait_for_mails(ana, 5)
    assert len(town.mails(neighbor)) == count


def test_a_department_s_screen_is_told_of_its_queue_and_misses_nothing_while_it_is_away(town):
    token = town.tokens["employee:dot"]
    headers = {"Authorization": f"Bearer {token}"}
    screen = Listener(town.url, headers)
    assert screen.next() == ("ready", {})

    first = town.report("screen@example.org")
    assert screen.until("request_status_changed", number=first.number)["status"] == "assigned"
    screen.close()

    second = town.report("screen@example.org")
    town.wait_for(second.number, "assigned")
    back = Listener(town.url, headers | {"Last-Event-ID": screen.after})
    assert back.until("request_status_changed", number=second.number)["department"] == "dot"
    back.close()
    for one in (first, second):
        town.wait_for_mails(one, 2)


def test_who_reads_of_a_resident_and_of_the_work_is_audited_with_the_reason(town):
    one = town.report("audited@example.org")
    number, assignment = one.number, town.current(one.number)
    town.wait_for_mails(one, 2)
    assert town.get(f"/v1/requests/{number}")["resident"]["email"] == "a***@example.org"

    shown = town.post(f"/v1/requests/{number}/unmask", "agent", reason="call_back")
    town.get(f"/v1/assignments/{assignment}", "supervisor")

    assert shown["resident"]["email"] == "audited@example.org"
    noted = {path: town.get(f"{path}?object={number}", "auditor")["items"] for path in AUDITS}
    assert {path: items[0]["call"] for path, items in noted.items()} == AUDITS
    assert noted["/v1/audit"][0]["reason"] == "call_back"


def test_a_complaint_s_receipt_opens_it_for_who_holds_it(town):
    complaint = {"outcome": "recorded", "kind": "complaint", "about": "department", "department": "dot", "text": "Late"}
    logged = town.post("/v1/contacts", "agent", channel="phone", anonymous=True, items=[complaint])
    path, pin = f"/v1/receipts/{logged['receipt']}", logged["receipt_pin"]

    opened = requests.get(town.url + path, headers={"Request-Pin": pin}, timeout=30)

    assert (opened.status_code, opened.json()["items"][0]["kind"]) == (200, "complaint")
    assert requests.get(town.url + path, timeout=30).status_code == 401
    assert "receipt_pin" not in town.get(f"/v1/contacts/{logged['id']}")


def test_rules_of_retention_are_counted_before_anything_goes(town):
    rule = {"object": "request", "forget": "everything", "days": 36500}
    assert town.ask("PUT", "/v1/retention/rules", "administrator", rule).json()["items"][0]["days"] == 36500
    path = f"/v1/retention/runs/{town.post('/v1/retention/runs', 'administrator', dry_run=True)['id']}"

    wait_until(lambda: town.get(path, "auditor")["state"] == "counted", PATIENCE_SECONDS, "the end of a dry run")

    assert [(one["due"], one["held"], one["done"]) for one in town.get(path, "auditor")["rules"]] == [(0, 0, 0)]
    town.ask("PUT", "/v1/retention/rules", "administrator", rule | {"days": None})
