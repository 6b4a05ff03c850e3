"""Tier 2: contacts move to a department's people and come to an end, whoever takes them or does not."""

import json
import random
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from services.common import clock
from services.common.contract import dump, load
from services.common.envelope import Heard
from services.common.errors import Forbidden, InvalidInput
from services.common.ids import uuid7
from services.intake import catalogue, contacts, contract, openings, policy
from services.intake.contract.refusals import ContactOpen, DeskFull, HandoverNotFound, HandoverOver
from services.intake.ledger import loop, seeing
from services.intake.models import Contact, Handover, Presence
from services.intake.tier2 import asking, fallbacks, handovers, presence, showing
from tests.intake.county import AGENT, EMPLOYEE, MANAGER, RESIDENT, STRANGER, SUPERVISOR
from tests.intake.test_contacts import ANSWERED, PRAISE, read, record
from tests.intake.test_loop import report

QUESTION = "The landlord has shut off the heat."
REQUEST = {"kind": "request", "service_code": "pothole"}
PLACED = {"kind": "request", "service_code": "flu-shot"}


@pytest.fixture
def desk(county):
    """The county with a department whose people are at the desk."""
    entry = {"kind": "department", "code": "dot", "version": 1, "entry": {"code": "dot", "name": {"en": "Roads"}}}
    with county.db.transaction() as session:
        catalogue.keep_entries(session, [Heard(uuid7(), "routing", "catalogue_changed", "dot", 1, "", entry)])
    for who in (EMPLOYEE, MANAGER):
        be_present(county, who)
    return county


def be_present(county, caller, **said):
    """Be at the desk."""
    message = load(contract.SET_PRESENCE.request, {"desk": "tier2", "state": "available"} | said)
    with county.db.transaction() as session:
        return presence.be_present(session, caller.subject, message)


def hand_over(county, *items, fallback=None, wait=120, **members):
    """Log a contact that is handed over; return the contact and the hand-over."""
    wish = {"department": "dot", "question": QUESTION, "fallback": fallback, "max_wait_seconds": wait}
    contact = record(county, *items, handover=wish, **members)
    return contact, contact["handover"]


def act(county, handover, step, caller=EMPLOYEE, action="handover.take", **message):
    """Take a step as its entrypoint does."""
    with county.db.transaction() as session:
        row = handovers.find(session, handover, policy.standing(session, caller), action, lock=True)
        step(session, row, *message.values(), openings.actor(caller))


def accept(county, handover, caller=EMPLOYEE):
    """Take it."""
    act(county, handover, handovers.accept, caller)


def answer(county, handover, caller=EMPLOYEE, action="handover.take", **said):
    """End it."""
    message = load(contract.ANSWER_HANDOVER.request, {"id": handover} | said)
    act(county, handover, handovers.answer, caller, action, message=message)


def expire(county, handover, seconds=3600):
    """Let time pass and the clock of overdue ones tick."""
    later = clock.now() + timedelta(seconds=seconds)
    with county.db.transaction() as session:
        session.execute(update(Handover).where(Handover.id == handover, Handover.state == "requested").values(
            expires_at=clock.now() - timedelta(seconds=1)))  # fmt: skip
    with county.db.reading() as session:
        over = fallbacks.overdue(session)
    for one in over:
        number = fallbacks.open_instead(county, lambda o: openings.open_group(county.db, [o])[0], one.request)
        with county.db.transaction() as session:
            fallbacks.expire(session, one.id, number, later)


def shown(county, handover, caller=AGENT):
    """A hand-over as somebody sees it."""
    with county.db.reading() as session:
        standing = policy.standing(session, caller)
        row = handovers.find(session, handover, standing, "handover.read")
        return dump(contract.READ_HANDOVER.answer, showing.whole(session, row, standing))


def consult(county, **said):
    """Ask without giving the contact away."""
    wish = {"kind": "consult", "department": "dot", "question": "Whose road is it?"} | said
    message = load(contract.REQUEST_HANDOVER.request, wish)
    with county.db.transaction() as session:
        return asking.ask(session, message, None, "agent-1").id


def test_a_contact_that_is_handed_over_is_open_until_the_department_answers(desk):
    contact, handover = hand_over(desk)
    assert (contact["state"], contact["type"]) == ("open", "referral")
    assert report(desk)["loop"]["open"] == 1

    accept(desk, handover)
    answer(desk, handover, items=[ANSWERED])

    ended = read(desk, contact, EMPLOYEE)
    assert (ended["state"], ended["type"]) == ("closed", "general_information")
    assert [item["outcome"] for item in ended["items"]] == ["answered"]
    assert (ended["notice"]["outcome"], ended["notice"]["way"]) == ("delivered", "spoken")


def test_what_tier_2_answers_on_the_line_is_resolved_at_first_contact(desk):
    _, handover = hand_over(desk, ANSWERED)
    assert report(desk)["first_contact"] == {"resolved": 0, "of": 1, "percent": 0.0}

    accept(desk, handover)
    answer(desk, handover, items=[PRAISE])

    assert report(desk)["first_contact"] == {"resolved": 1, "of": 1, "percent": 100.0}


def test_its_events_tell_the_way_and_no_words(desk):
    contact, handover = hand_over(desk, resident=RESIDENT)
    accept(desk, handover)
    answer(desk, handover, items=[PRAISE], text="Paid by the fund.")

    kinds = ("contact_logged", "handover_requested", "contact_closed", "handover_answered")
    said = {kind: desk.said(kind)[0] for kind in kinds}

    assert {row.subject for row in said.values()} == {contact["id"]}
    assert said["handover_requested"].routing_key == "handover_requested.dot.none"
    assert json.loads(said["handover_answered"].body)["data"]["outcome"] == "answered"
    bodies = b"".join(row.body for row in said.values()).decode()
    assert not [word for word in (QUESTION, "fund", "Thank", RESIDENT["name"]) if word in bodies]


@pytest.mark.parametrize("state", ["requested", "accepted", "answered", "returned", "expired", "withdrawn"])
@pytest.mark.parametrize("step", ["accepted", "answered", "returned", "expired", "withdrawn"])
def test_a_step_is_made_from_the_right_state_only(state, step):
    allowed = {
        "requested": {"accepted", "returned", "expired", "withdrawn"},
        "accepted": {"answered", "returned", "expired", "withdrawn"},
    }
    row = Handover(state=state)

    try:
        handovers.move(row, step)
    except HandoverOver:
        assert step not in allowed.get(state, ())
    else:
        assert step in allowed[state]


def test_nobody_takes_more_than_there_is_room_for(desk):
    taken = [hand_over(desk)[1] for _ in range(3)]
    be_present(desk, EMPLOYEE, capacity=2)
    accept(desk, taken[0])
    accept(desk, taken[1])

    with pytest.raises(DeskFull):
        accept(desk, taken[2])
    accept(desk, taken[2], MANAGER)


def test_who_is_not_at_the_desk_takes_nothing(desk):
    _, handover = hand_over(desk)
    be_present(desk, EMPLOYEE, state="away")

    with pytest.raises(DeskFull):
        accept(desk, handover)


def test_two_who_take_it_at_once_are_told_apart(desk):
    _, handover = hand_over(desk)
    accept(desk, handover)

    with pytest.raises(HandoverOver):
        accept(desk, handover, MANAGER)


def test_another_department_sees_nothing_of_it(desk):
    contact, handover = hand_over(desk)

    with pytest.raises(HandoverNotFound):
        shown(desk, handover, STRANGER)
    with pytest.raises(Exception, match="no such contact"):
        read(desk, contact, STRANGER)
    assert read(desk, contact, EMPLOYEE)["handover"] == handover


def test_what_the_department_writes_is_read_there_alone(desk):
    contact, handover = hand_over(desk, resident=RESIDENT)
    accept(desk, handover)
    act(desk, handover, handovers.note, text="Has an open case.")
    answer(desk, handover, items=[PRAISE | {"text": "Private."}], text="Also private.")

    inside = str((shown(desk, handover, EMPLOYEE), read(desk, contact, EMPLOYEE)))
    outside = [str((shown(desk, handover, who), read(desk, contact, who))) for who in (AGENT, SUPERVISOR)]

    words = ("Private.", "Also private.", "Has an open case.")
    assert [word for word in words if word not in inside] == []
    assert [word for text in outside for word in words if word in text] == []
    assert [item["outcome"] for item in read(desk, contact, AGENT)["items"]] == ["recorded"]


def test_words_that_one_may_not_read_cannot_be_replaced(desk):
    contact, handover = hand_over(desk)
    accept(desk, handover)
    answer(desk, handover, items=[PRAISE])
    said = load(contract.AMEND_CONTACT.request, {"id": contact["id"], "version": 2, "items": [ANSWERED]})

    with desk.db.transaction() as session, pytest.raises(Forbidden):
        contacts.amend(session, said, policy.standing(session, SUPERVISOR), None)


def test_an_agent_who_consults_keeps_the_contact_and_reads_the_answer(desk):
    asked = consult(desk)
    accept(desk, asked)
    answer(desk, asked, text="The state's, 410-555-0100.")

    told = shown(desk, asked)

    assert (told["state"], told["answer"]) == ("answered", "The state's, 410-555-0100.")
    again = consult(desk)
    accept(desk, again)
    with pytest.raises(InvalidInput):
        answer(desk, again)


def test_a_contact_on_a_desk_is_not_handed_over_again(desk):
    contact, _ = hand_over(desk)
    wish = {"kind": "handover", "contact": contact["id"], "department": "dot", "question": QUESTION}
    message = load(contract.REQUEST_HANDOVER.request, wish)

    with desk.db.transaction() as session, pytest.raises(ContactOpen):
        asking.ask(session, message, session.get_one(Contact, contact["id"]), "agent-1")


def test_what_nobody_takes_becomes_a_promised_call(desk):
    promised = "2030-01-02T15:00:00.000Z"
    contact, handover = hand_over(desk, fallback={"kind": "callback", "promised_by": promised})

    expire(desk, handover)

    told = shown(desk, handover)
    assert (told["state"], told["fallback"], told["callback_by"]) == ("expired", "callback", promised)
    assert read(desk, contact, AGENT)["state"] == "open"


def test_a_call_back_may_be_made_by_311_and_ends_the_contact(desk):
    contact, handover = hand_over(desk, channel="email", resident=RESIDENT)
    expire(desk, handover)

    answer(desk, handover, AGENT, "handover.call_back", items=[ANSWERED])

    ended = read(desk, contact, AGENT)
    assert (ended["state"], ended["notice"]["outcome"]) == ("closed", "delivered")
    assert shown(desk, handover)["callback_done_at"] is not None
    assert report(desk)["first_contact"]["resolved"] == 0


def test_where_a_request_was_agreed_on_it_is_opened_once(desk):
    contact, handover = hand_over(desk, fallback={"kind": "request", "service_code": "bulk-pickup"})
    _, other = hand_over(desk, fallback=PLACED, resident=RESIDENT)

    expire(desk, other)
    expire(desk, other)

    told = shown(desk, other)
    assert told["state"] == "expired"
    assert desk.row(told["number"]).service_code == "flu-shot"
    assert len(desk.said("request_opened")) == 1
    assert shown(desk, handover)["state"] == "requested"
    assert read(desk, contact, AGENT)["state"] == "open"


def test_two_processes_whose_clocks_tick_at_once_open_one_request_and_keep_it(desk):
    _, handover = hand_over(desk, fallback=PLACED, resident=RESIDENT)
    with desk.db.transaction() as session:
        session.get_one(Handover, handover).expires_at = clock.now() - timedelta(seconds=1)
    with desk.db.reading() as session:
        [one] = fallbacks.overdue(session)
    opener = lambda o: openings.open_group(desk.db, [o])[0]  # noqa: E731
    numbers = [fallbacks.open_instead(desk, opener, one.request) for _ in range(2)]

    ended = []
    for number in numbers:
        with desk.db.transaction() as session:
            ended.append(fallbacks.expire(session, handover, number, clock.now()))

    assert ended == [True, False]
    assert numbers[0] == numbers[1] == shown(desk, handover)["number"]
    assert desk.row(numbers[0]).status == "open"


def test_a_request_that_its_type_does_not_allow_is_a_call_instead(desk):
    _, handover = hand_over(desk, fallback=REQUEST)

    expire(desk, handover)

    told = shown(desk, handover)
    assert (told["number"], told["fallback"]) == (None, "callback")
    assert told["callback_by"] is not None


def test_who_answers_while_the_request_is_opened_wins(desk):
    contact, handover = hand_over(desk, fallback=PLACED, resident=RESIDENT)
    with desk.db.reading() as session:
        wanted = fallbacks.request_for(session, session.get_one(Handover, handover))
    number = fallbacks.open_instead(desk, lambda o: openings.open_group(desk.db, [o])[0], wanted)
    accept(desk, handover)
    answer(desk, handover, items=[ANSWERED])

    with desk.db.transaction() as session:
        assert not fallbacks.expire(session, handover, number, clock.now() + timedelta(days=1))

    assert desk.row(number).close_code == "withdrawn"
    assert [item["outcome"] for item in read(desk, contact, EMPLOYEE)["items"]] == ["answered"]


def test_what_is_given_back_falls_back_too(desk):
    _, handover = hand_over(desk)
    accept(desk, handover)
    act(desk, handover, handovers.give_back, reason="For the inspectors.")

    told = shown(desk, handover)

    assert (told["state"], told["reason"]) == ("returned", "For the inspectors.")
    assert told["callback_by"] is not None


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({"department": "moon"}, "/department"),
        ({"fallback": {"kind": "request", "service_code": "moonlight"}}, "/fallback/service_code"),
        ({"fallback": {"kind": "request", "service_code": "pothole"}}, "/fallback/service_code"),
        ({"fallback": {"kind": "callback", "promised_by": "2020-01-01T00:00:00Z"}}, "/fallback/promised_by"),
    ],
    ids=["no department", "no type", "a type that needs a place", "a time that is over"],
)
def test_what_cannot_be_kept_is_refused_at_once(desk, wish, pointer):
    base = {"kind": "consult", "department": "dot", "question": QUESTION}
    message = load(contract.REQUEST_HANDOVER.request, base | wish)

    with pytest.raises(InvalidInput) as refused:
        asking.check(desk.catalogue, message)

    assert [fault["pointer"] for fault in refused.value.errors] == [pointer]


def test_callers_go_to_who_is_free_speaks_their_language_and_waits_longest(county):
    for name, said in (
        ("busy", {"state": "busy", "languages": ["es"]}),
        ("english", {}),
        ("spanish-2", {"languages": ["en", "es"]}),
        ("spanish-1", {"languages": ["es"]}),
        ("gone", {"languages": ["es"]}),
    ):
        be_present(county, AGENT.__class__(kind="staff", subject=name), desk="front", **said)
    with county.db.transaction() as session:
        for name, minutes in (("spanish-1", 9), ("spanish-2", 5), ("english", 30), ("busy", 60), ("gone", 60)):
            ago = clock.now() - timedelta(minutes=minutes)
            session.execute(update(Presence).where(Presence.subject == name).values(idle_since=ago))
        session.execute(update(Presence).where(Presence.subject == "gone").values(seen_at=ago))

    with county.db.reading() as session:
        found = presence.who_could(session, {"department": None, "skill": None, "language": "es"})

    assert [one["subject"] for one in found] == ["spanish-1", "spanish-2", "english", "busy"]


def test_a_skill_is_asked_of_the_departments_own_people_only(desk):
    be_present(desk, EMPLOYEE, skills=["signals"])
    be_present(desk, STRANGER, skills=["signals"])

    with desk.db.reading() as session:
        found = presence.who_could(session, {"department": "dot", "skill": "signals", "language": None})

    assert [one["subject"] for one in found] == [EMPLOYEE.subject]


@pytest.mark.parametrize("seed", range(3))
def test_no_contact_is_stranded_whatever_people_do(desk, seed):
    chance = random.Random(seed)
    be_present(desk, EMPLOYEE, capacity=10)
    made = [hand_over(desk, resident=RESIDENT, fallback=chance.choice([None, PLACED, REQUEST])) for _ in range(5)]

    for _ in range(25):
        _, handover = chance.choice(made)
        step = chance.choice([accept, lambda c, h: answer(c, h, items=[ANSWERED]), expire,
                              lambda c, h: act(c, h, handovers.give_back, reason="no")])  # fmt: skip
        try:
            step(desk, handover)
        except (HandoverOver, DeskFull):
            continue
    for _, handover in made:
        expire(desk, handover)

    with desk.db.reading() as session:
        rows = session.execute(select(Contact, Handover).join(Handover, Handover.contact_id == Contact.id)).all()
    for contact, handover in rows:
        waits = handover.callback_by is not None and handover.callback_done_at is None
        at_work = handover.state == "accepted"
        outcomes = [item["outcome"] for item in read(desk, {"id": contact.id}, EMPLOYEE)["items"]]
        assert (contact.state == "open") == (waits or at_work) == ("handed_over" in outcomes)
        assert len(outcomes) == 1


def test_the_words_of_a_department_are_in_no_list(desk):
    _, handover = hand_over(desk)
    accept(desk, handover)
    answer(desk, handover, items=[PRAISE | {"text": "Private."}])

    with desk.db.reading() as session:
        standing = policy.standing(session, SUPERVISOR)
        search = load(contract.LIST_HANDOVERS.request, {})
        listed = str(showing.find(session, search, standing)) + str(
            loop.gap(session, {"limit": 9, "cursor": None}, standing)
        )
        assert seeing.visible(standing) is not None

    assert handover in listed
    assert not [word for word in ("Private.", QUESTION) if word in listed]
