"""The checker finds each kind of difference in small evidence that is right but for one thing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.checker import check
from tests.faults.evidence import (
    Assigned,
    Evidence,
    FeedEntry,
    Given,
    HeardRow,
    Kept,
    Mail,
    Message,
    Said,
    Step,
)
from tests.faults.invariants.acceptance import is_well_formed
from tests.faults.journal import Answered
from tests.faults.planted import NAME
from tests.faults.witness import Delivery

POTHOLE, LAMP = "572-000-0008", "943-000-0003"
HEARS = {"intake": {"routing": ("#",)}, "routing": {"intake": ("#",)}, "notify": {"intake": ("request_opened",)}}


def an_event(service: str, row: int, event: str, subject: str, sequence: int, department: str = "none") -> Said:
    event_id = f"{service}-{row}"
    message = {"id": event_id, "subject": subject, "sequence": f"{sequence:010d}", "data": {"notice": True}}
    return Said(service, row, event_id, event, subject, sequence, department, True, json.dumps(message))


def a_delivery(position: int, sequence: int, subject: str = POTHOLE, department: str = "roads") -> Delivery:
    event = "hub311.routing.request_assigned.v1"
    return Delivery(department, position, f"routing-{position}", subject, sequence, event)


def what_was_said_and_heard() -> tuple[list[Said], list[HeardRow]]:
    said = [
        an_event("intake", 1, "request_opened", POTHOLE, 1),
        an_event("intake", 2, "request_opened", LAMP, 1),
        an_event("routing", 1, "request_assigned", POTHOLE, 1, "roads"),
        an_event("routing", 2, "assignment_accepted", POTHOLE, 2, "roads"),
        an_event("routing", 3, "request_referred", LAMP, 1),
    ]
    heard = [HeardRow("routing", row.event_id, "intake", "handled", None) for row in said[:2]]
    heard += [HeardRow("notify", row.event_id, "intake", "handled", None) for row in said[:2]]
    heard += [HeardRow("intake", row.event_id, "routing", "handled", None) for row in said[2:]]
    return said, heard


def sound() -> Evidence:
    """Two requests: a pothole that roads has accepted, a lamp that another agency does."""
    said, heard = what_was_said_and_heard()
    return Evidence(
        answered=[Answered("key-1", POTHOLE, "deep hole"), Answered("key-2", LAMP, "dark lamp")],
        requests=[
            Kept(POTHOLE, "deep hole", "in_progress", "roads", None, None),
            Kept(LAMP, "dark lamp", "referred", None, None, None),
        ],
        keys=[Given("hash-1", POTHOLE), Given("hash-2", LAMP)],
        history=[Step(POTHOLE, s, None, None) for s in ("open", "assigned", "in_progress")]
        + [Step(LAMP, s, None, None) for s in ("open", "referred")],
        said=said,
        heard=heard,
        cases={POTHOLE: "department", LAMP: "agency"},
        assignments=[Assigned("a-1", POTHOLE, "roads", "accepted", True)],
        feed=[FeedEntry("roads", 1, "routing-1"), FeedEntry("roads", 2, "routing-2")],
        deliveries=[a_delivery(1, 1), a_delivery(2, 2)],
        messages=[Message(f"m-{n}", f"intake-{n}", "hash", POTHOLE, "opened", "email", "sent") for n in (1, 2)],
        mails=[Mail(n, f"m-{n}", "ana@example.org", "We have your request") for n in (1, 2)],
        hears=HEARS,
    )


def invariants(evidence: Evidence) -> set[str]:
    return {finding.invariant for finding in check(evidence)}


def with_event(evidence: Evidence, position: int, **changes) -> list[Said]:
    said = list(evidence.said)
    said[position] = said[position]._replace(**changes)
    return said


def test_sound_evidence_has_no_finding():
    assert check(sound()) == []


PLANTED = {
    "a number that intake does not have": (
        "lost request", lambda e: {"answered": [*e.answered, Answered("key-3", "111-000-0001", "graffiti")]}),
    "a number that stands for another request": (
        "number", lambda e: {"answered": [Answered("key-1", POTHOLE, "something else"), e.answered[1]]}),
    "one number for two clients": (
        "number", lambda e: {"answered": [*e.answered, Answered("key-3", LAMP, "dark lamp")]}),
    "a wrong check digit": (
        "number", lambda e: {"requests": [e.requests[0], e.requests[1]._replace(number="943-000-0002")]}),
    "a create that ran twice": (
        "doubled request", lambda e: {"requests": [*e.requests, e.requests[0]._replace(number="111-000-0001")]}),
    "one key with two numbers": (
        "idempotency key", lambda e: {"answered": [*e.answered, Answered("key-1", LAMP, "dark lamp")]}),
    "a request without a key": ("idempotency key", lambda e: {"keys": e.keys[:1]}),
    "a create without an answer": ("answered", lambda e: {"refused": ["key-9: 500"]}),
    "two current assignments": (
        "assignment", lambda e: {"assignments": [*e.assignments, Assigned("a-2", POTHOLE, "parks", "assigned", True)]}),
    "no current assignment": ("assignment", lambda e: {"assignments": []}),
    "a request that routing never decided": ("assignment", lambda e: {"cases": {LAMP: "agency"}}),
    "a resident who sees another department": (
        "assignment", lambda e: {"requests": [e.requests[0]._replace(department="parks"), e.requests[1]]}),
    "a request lost on its way to triage": ("assignment", lambda e: {"cases": e.cases | {LAMP: "triage"}}),
    "sequences said in the wrong order": (
        "sequence", lambda e: {"said": [*e.said[:2], e.said[3]._replace(row=1), e.said[2]._replace(row=2), e.said[4]]}),
    "a hole in a sequence": ("sequence", lambda e: {"said": with_event(e, 3, sequence=3)}),
    "a sequence received before a lower one": (
        "sequence", lambda e: {"deliveries": [a_delivery(1, 2), a_delivery(2, 1)]}),
    "a hole in the positions": ("feed", lambda e: {"feed": [e.feed[0], e.feed[1]._replace(position=3)]}),
    "an event that never came out of a queue": ("feed", lambda e: {"deliveries": e.deliveries[:1]}),
    "an event of another department": (
        "feed", lambda e: {"deliveries": [*e.deliveries, a_delivery(1, 1, department="parks")]}),
    "positions out of order": ("feed", lambda e: {"deliveries": list(reversed(e.deliveries))}),
    "an event that one service never heard": ("lost event", lambda e: {"heard": e.heard[1:]}),
    "an event that was never said": (
        "lost event", lambda e: {"heard": [*e.heard, HeardRow("routing", "ghost", "intake", "handled", None)]}),
    "an event not published": ("outbox", lambda e: {"said": with_event(e, 0, published=False)}),
    "an event parked": ("parked", lambda e: {"heard": [e.heard[0]._replace(state="parked"), *e.heard[1:]]}),
    "an event waiting": ("waiting", lambda e: {"heard": [e.heard[0]._replace(state="waiting"), *e.heard[1:]]}),
    "a dead letter": ("dead letter", lambda e: {"dead": ["hub311.intake.request_opened.v1 x"]}),
    "an event without a way": ("unrouted", lambda e: {"unrouted": ["hub311.intake.request_opened.v1 x"]}),
    "a message written twice": (
        "mail", lambda e: {"messages": [*e.messages, e.messages[0]._replace(id="m-3", state="pending")]}),
    "a resident who was not told": ("mail", lambda e: {"messages": e.messages[:1], "mails": e.mails[:1]}),
    "a mail that never arrived": ("mail", lambda e: {"mails": e.mails[:1]}),
    "a mail with an id of its own": ("mail", lambda e: {"mails": [*e.mails, e.mails[0]._replace(message_id="m-9")]}),
    "a second copy without a kill": ("mail", lambda e: {"mails": [*e.mails, e.mails[0]]}),
    "a step that may not follow": ("history", lambda e: {"history": [e.history[0], e.history[2], *e.history[3:]]}),
    "a history that ends elsewhere": ("history", lambda e: {"history": [*e.history, Step(LAMP, "open", None, None)]}),
    "a request closed without a word": (
        "history", lambda e: {"history": [*e.history, Step(POTHOLE, "closed", "done", None)],
                              "requests": [e.requests[0]._replace(status="closed"), e.requests[1]]}),
}  # fmt: skip


@pytest.mark.parametrize(("invariant", "change"), PLANTED.values(), ids=PLANTED)
def test_what_is_not_right_is_named(invariant, change):
    evidence = sound()

    broken = replace(evidence, **change(evidence))

    assert invariant in invariants(broken)


def test_a_second_copy_is_forgiven_when_notify_was_killed():
    evidence = sound()

    broken = replace(evidence, mails=[*evidence.mails, evidence.mails[0]], notify_kills=1)

    assert check(broken) == []


def test_a_resident_s_name_in_an_event_is_found():
    evidence = sound()
    body = evidence.said[0].body.replace("true", json.dumps(NAME))

    findings = check(replace(evidence, said=with_event(evidence, 0, body=body)))

    assert [(f.invariant, "intake-1" in f.says) for f in findings] == [("personal data", True)]


def test_a_resident_s_name_in_a_log_is_found_with_its_line(tmp_path: Path):
    log = tmp_path / "intake.log"
    log.write_text(f"started\nopened for {NAME} 17\n")

    findings = check(replace(sound(), logs=[log]))

    assert [finding.says[:12] for finding in findings] == ["intake.log:2"]


def test_redeliveries_are_no_finding():
    evidence = sound()

    again = replace(evidence, deliveries=[*evidence.deliveries, evidence.deliveries[0]])

    assert check(again) == []


@pytest.mark.parametrize("number", ["572-000-0005", "572-000-000", "572000-0008", "5a2-000-0008"])
def test_a_number_with_a_wrong_digit_is_not_well_formed(number):
    assert is_well_formed(POTHOLE)
    assert not is_well_formed(number)
