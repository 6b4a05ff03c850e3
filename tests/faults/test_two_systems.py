"""Two whole systems: one hands referrals over to the other by Open311 while that one is killed; their states agree."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from deploy.local import Stack
from deploy.processes import wait_until

AGENCY = "state-highways"
# At a crossing of the state's road: in the sender's county the state does it, and the state's system is the receiver.
WHERE = {"address": "Tolliver Pike & Ferry Rd"}
QUICK = {"HUB311_FORWARDING_WAIT_SECONDS": "0.5", "HUB311_FORWARDING_POLL_SECONDS": "1"}
BEFORE, DURING, CLOSED = 3, 9, 4
PATIENT_SECONDS = 120


@pytest.fixture(scope="module")
def sender(tmp_path_factory) -> Iterator[Stack]:
    """A system of its own that waits half a second before it tries again and polls each second."""
    with Stack(tmp_path_factory.mktemp("sender") / "var", environment=QUICK) as running:
        yield running


def ask(stack: Stack, method: str, path: str, level: str = "administrator", **options: Any) -> Any:
    """Ask a system as a member of its staff."""
    headers = {"Authorization": f"Bearer {stack.run_json['tokens'][level]}"}
    answer = requests.request(method, stack.url + path, headers=headers, timeout=20, **options)
    assert answer.status_code < 300, answer.text
    return answer.json()


def introduce(sender: Stack, receiver: Stack) -> None:
    """Tell the sender where the state's system is; there potholes are a matter of hhs, with no rule about roads."""
    told = receiver.run_json["open311"]
    wish = {"url": told["url"], "api_key": told["api_key"], "services": {"pothole": "rodents"}, "polls": "updates"}
    ask(sender, "PUT", f"/v1/outside-servers/{AGENCY}", json=wish)


def open_requests(sender: Stack, count: int) -> list[str]:
    body = {"service_code": "pothole", "description": "Deep hole", "location": WHERE}
    made = [requests.post(f"{sender.url}/v1/requests", json=body, timeout=20).json() for _ in range(count)]
    return [one["number"] for one in made]


def handed_over(sender: Stack) -> dict[str, dict[str, Any]]:
    """What was handed over, by the sender's number."""
    page = ask(sender, "GET", "/v1/forwardings?limit=250")
    return {one["number"]: one for one in page["items"]}


def at_receiver(receiver: Stack) -> list[dict[str, Any]]:
    """What the receiver shows to anybody."""
    return requests.get(f"{receiver.run_json['open311']['url']}/requests.json", timeout=20).json()


def close_some(receiver: Stack, numbers: list[str]) -> None:
    """Have the receiver's department finish these."""
    for one in ask(receiver, "GET", "/v1/assignments?limit=250", "employee:hhs")["items"]:
        if one["number"] in numbers:
            ask(receiver, "POST", f"/v1/assignments/{one['id']}/accept", "employee:hhs", json={})
            done = {"code": "done", "text": "Filled by the state's crew."}
            ask(receiver, "POST", f"/v1/assignments/{one['id']}/complete", "employee:hhs", json=done)


def status_at_sender(sender: Stack, number: str) -> str:
    return ask(sender, "GET", f"/v1/requests/{number}", "agent")["status"]


def test_nothing_is_lost_or_doubled_when_the_receiver_is_killed_and_states_agree(sender, stack):
    receiver = stack
    introduce(sender, receiver)
    numbers = open_requests(sender, BEFORE)
    wait_until(lambda: len(handed_over(sender)) == BEFORE, PATIENT_SECONDS, "the first referrals")

    receiver.kill("intake")
    numbers += open_requests(sender, DURING)
    receiver.kill("gateway")
    receiver.restart("intake")
    receiver.restart("gateway")
    receiver.kill("gateway")
    receiver.restart("gateway")

    wait_until(lambda: {f["state"] for f in handed_over(sender).values()} == {"sent"}, PATIENT_SECONDS, "all sent")
    forwarded = handed_over(sender)
    assert sorted(forwarded) == sorted(numbers)
    theirs = {one["service_request_id"] for one in at_receiver(receiver) if "Reference: " in one["description"]}
    assert sorted(theirs) == sorted(one["remote_number"] for one in forwarded.values())

    closed = numbers[:CLOSED]
    assigned = lambda: len(ask(receiver, "GET", "/v1/assignments?limit=250", "employee:hhs")["items"])  # noqa: E731
    wait_until(lambda: assigned() >= len(numbers), PATIENT_SECONDS, "the receiver's department to have them")
    close_some(receiver, [forwarded[number]["remote_number"] for number in closed])
    wait_until(
        lambda: all(status_at_sender(sender, number) == "closed" for number in closed), PATIENT_SECONDS, "closed ones"
    )

    shown = {one["service_request_id"]: one["status"] for one in at_receiver(receiver)}
    agree = {"closed": "closed", "open": "referred"}
    assert {n: agree[shown[forwarded[n]["remote_number"]]] for n in numbers} == {
        n: status_at_sender(sender, n) for n in numbers
    }
    read = ask(sender, "GET", f"/v1/requests/{closed[0]}", "agent")
    assert (read["close_text"], read["referral"]["number"]) == (
        "Filled by the state's crew.", forwarded[closed[0]]["remote_number"],
    )  # fmt: skip
