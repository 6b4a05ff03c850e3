"""The loop: who asked was told, or stands in the gap; mix, first contact and languages are counted to the unit."""

from datetime import timedelta

import pytest

from services.common import clock
from services.common.contract import dump, load
from services.common.envelope import Heard
from services.common.errors import InvalidInput
from services.common.ids import uuid7
from services.intake import changes, contacts, contract, policy
from services.intake.contract.refusals import NoticeNotDue
from services.intake.ledger import loop, mix, reports
from tests.intake.county import AGENT, RESIDENT, SUPERVISOR
from tests.intake.steps import follow
from tests.intake.test_contacts import ANSWERED, COMPLAINT, PRAISE, REFERRED, record
from tests.intake.test_ledger import keep

WRITTEN = {"channel": "email", "resident": RESIDENT}


def about(number):
    """An item about a request."""
    return {"outcome": "request", "number": number}


def settled(county, number, outcome, reason=None, step="closed"):
    """Hear from notify how the resident was told of the end."""
    data = {"number": number, "step": step, "outcome": outcome, "reason": reason, "event_id": uuid7(), "drill": False}
    event = Heard(uuid7(), "notify", "notice_settled", number, 1, clock.instant_text(clock.now()), data)
    with county.db.transaction() as session:
        loop.keep_settled(session, [event])


def report(county, **wanted):
    """Count the last day."""
    said = load(contract.REPORT_CONTACTS.request, wanted)
    with county.db.reading() as session:
        counted = reports.report(session, said, mix.read_expectation())
    return dump(contract.REPORT_CONTACTS.answer, counted)


def gap(county, caller=SUPERVISOR):
    """The gap as somebody sees it."""
    with county.db.reading() as session:
        page = loop.gap(session, {"limit": 50, "cursor": None}, policy.standing(session, caller))
    return dump(contract.LIST_GAP.answer, page)


def settle(county, contact, caller=AGENT, **notice):
    """Close the gap by hand."""
    with county.db.transaction() as session:
        found = contacts.find(session, contact["id"], policy.standing(session, caller), lock=True)
        loop.settle(session, found, {"way": None, "reason": None} | notice, caller.subject)


def state(county):
    """The one state of the loop that is not empty."""
    counted = report(county)["loop"]
    [found] = [name for name in loop.ALL_OUTCOMES if counted[name]]
    assert counted["contacts"] == 1
    assert counted["closed"] == (0 if found == "open" else 1)
    assert gap(county)["gap"] == (1 if found == "gap" else 0)
    return found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, "delivered"),
        ({"channel": "counter"}, "delivered"),
        (WRITTEN, "gap"),
        (WRITTEN | {"notice": {"outcome": "delivered", "way": "email"}}, "delivered"),
        (WRITTEN | {"notice": {"outcome": "printed"}}, "printed"),
        (WRITTEN | {"notice": {"outcome": "waived", "reason": "withdrew"}}, "waived"),
        ({"channel": "letter", "anonymous": True}, "waived"),
        ({"channel": "web"}, "not_needed"),
        ({"channel": "web", "resident": RESIDENT | {"notify": "none"}}, "waived"),
    ],
    ids=["spoken", "at the counter", "an e-mail that nobody answered", "answered by e-mail", "answered by letter",
         "waived", "anonymous", "nobody known", "nothing wished"],
)  # fmt: skip
def test_a_contact_is_in_one_state_of_the_loop(county, said, found):
    record(county, ANSWERED, **said)

    assert state(county) == found


def test_waiving_needs_a_reason(county):
    with pytest.raises(InvalidInput):
        record(county, ANSWERED, notice={"outcome": "waived"})


@pytest.mark.parametrize(
    ("outcome", "reason", "found"),
    [
        (None, None, "gap"),
        ("delivered", None, "delivered"),
        ("printed", None, "printed"),
        ("waived", "anonymous", "waived"),
        ("unreachable", "phone_only", "gap"),
        ("unreachable", "550", "gap"),
        ("unreachable", "no_contact", "not_needed"),
    ],
    ids=lambda value: str(value),
)
def test_a_contact_about_a_request_is_told_when_its_end_is_told(county, outcome, reason, found):
    number = county.number(resident=RESIDENT)
    record(county, about(number))
    assert state(county) == "open"

    follow(county, "request_assigned", number)
    follow(county, "assignment_completed", number)
    if outcome:
        settled(county, number, outcome, reason)

    assert state(county) == found


def test_a_contact_of_two_things_waits_for_both(county):
    number = county.number(resident=RESIDENT)
    record(county, ANSWERED, about(number), **WRITTEN)
    follow(county, "request_referred", number)
    settled(county, number, "delivered", step="referred")

    assert state(county) == "gap"


def test_a_request_that_is_reopened_has_to_be_told_again(county):
    number = county.number(resident=RESIDENT)
    record(county, about(number))
    follow(county, "request_referred", number)
    settled(county, number, "delivered", step="referred")

    with county.changing(number) as (session, request):
        changes.reopen(session, request, "nobody came", "agent-1")
    assert state(county) == "open"
    with county.changing(number) as (session, request):
        changes.close(session, request, "done", "Done now.", "agent-1")

    assert state(county) == "gap"


def test_word_of_an_end_that_was_undone_meanwhile_means_nothing(county):
    number = county.number(resident=RESIDENT)
    record(county, about(number))

    settled(county, number, "delivered")

    assert county.row(number).told is None


def test_the_gap_is_closed_by_hand_once(county):
    contact = record(county, ANSWERED, **WRITTEN)

    settle(county, contact, outcome="waived", reason="Called twice, nobody answered.")

    assert state(county) == "waived"
    with pytest.raises(NoticeNotDue):
        settle(county, contact, outcome="delivered", way="phone")


def test_what_is_not_in_the_gap_cannot_be_waived(county):
    contact = record(county, about(county.number(resident=RESIDENT)))

    with pytest.raises(NoticeNotDue):
        settle(county, contact, outcome="waived", reason="too long")


def test_a_complaint_about_an_employee_is_counted_in_the_gap_and_listed_for_management_alone(county):
    complaint = record(county, COMPLAINT, **WRITTEN)

    seen = {caller.subject: gap(county, caller) for caller in (AGENT, SUPERVISOR)}

    assert [row["id"] for row in seen["supervisor-1"]["items"]] == [complaint["id"]]
    assert (seen["agent-1"]["items"], seen["agent-1"]["gap"]) == ([], 1)


def test_types_and_first_contact_count_residents_once(county):
    first = record(county, ANSWERED)
    record(county, PRAISE)
    record(county, REFERRED, ANSWERED)
    record(county, about(county.number()))
    record(county, ANSWERED, channel="letter", same_as=first["id"])
    record(county, ANSWERED, channel="internal", caller_type="staff")

    counted = report(county)

    assert {row["type"]: row["contacts"] for row in counted["types"]} == {
        "general_information": 1, "referral": 1, "service_request": 1, "miscellaneous": 1,
    }  # fmt: skip
    assert counted["first_contact"] == {"resolved": 2, "of": 4, "percent": 50.0}
    assert (counted["contacts"], counted["internal"], counted["repeated"]) == (6, 1, 1)
    assert counted["outcomes"] == {"answered": 4, "recorded": 1, "referred": 1, "request": 1}


def test_drills_count_nowhere(county):
    record(county, ANSWERED, drill=True, **WRITTEN)

    counted = report(county)

    assert (counted["contacts"], counted["loop"]["contacts"], gap(county)["gap"]) == (0, 0, 0)


def test_languages_show_what_interpreters_had_to_do(county):
    session = {"vendor": "language-line", "language": "am", "started_at": "2026-11-20T15:00:00Z"}
    calls = [session | {"stopped_at": "2026-11-20T15:05:00Z", "cost_cents": 400},
             session | {"stopped_at": "2026-11-20T15:01:00Z"}]  # fmt: skip
    record(county, ANSWERED, language="am", interpreters=calls)
    record(county, ANSWERED)
    record(county, ANSWERED)

    counted = report(county)

    none = {"sessions": 0, "interpreter_seconds": 0, "cost_cents": 0}
    done = {"sessions": 2, "interpreter_seconds": 360, "cost_cents": 400}
    assert counted["languages"] == [{"language": "en", "contacts": 2} | none, {"language": "am", "contacts": 1} | done]
    assert counted["vendors"] == [{"vendor": "language-line", "language": "am"} | done]


def test_calls_are_measured_as_centres_compare_them(county):
    now = clock.instant_text(clock.now())
    keep(
        county,
        {"id": "a", "started_at": now, "ring_seconds": 4, "queue_seconds": 16, "talk_seconds": 100, "wrap_seconds": 20},
        {"id": "b", "started_at": now, "ring_seconds": 10, "talk_seconds": 80},
        {"id": "c", "started_at": now, "queue_seconds": 300, "abandoned": True},
    )

    counted = report(county)["telephone"]

    assert (counted["offered"], counted["abandoned"], counted["abandoned_percent"]) == (3, 1, 33.3)
    assert (counted["mean_answer_seconds"], counted["mean_handling_seconds"]) == (15.0, 100.0)


def test_a_report_has_a_span_of_a_month_at_most(county):
    with pytest.raises(InvalidInput):
        report(county, since="2026-01-01T00:00:00Z", until="2026-03-01T00:00:00Z")
    with pytest.raises(InvalidInput):
        report(county, since="2020-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("referrals", "of", "drifts"), [(40, 100, True), (34, 100, False), (9, 10, False)],
    ids=["far more", "within ten points", "too few to say"],
)  # fmt: skip
def test_a_share_drifts_when_enough_contacts_are_far_from_what_is_expected(referrals, of, drifts):
    counted = {"referral": referrals, "general_information": of - referrals}

    [share] = [s for s in mix.read_expectation().shares(counted) if s["type"] == "referral"]

    assert (share["drifts"], share["percent"]) == (drifts, 100 * referrals / of)


@pytest.mark.parametrize("text", ["referral=100", "general_information=50 referral=25 service_request=20 other=5",
                                  "general_information=half"])  # fmt: skip
def test_an_expected_mix_that_is_none_stops_the_start(monkeypatch, text):
    monkeypatch.setenv("HUB311_CONTACT_MIX", text)

    with pytest.raises(mix.MixUnreadable):
        mix.read_expectation()


def test_the_gap_is_found_by_the_few_rows_that_are_untold(county):
    with county.db.reading() as session:
        if session.get_bind().dialect.name != "sqlite":
            pytest.skip("PostgreSQL walks tables as long as they are empty")
        query = loop.in_gap().compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
        bound = tuple(query.params[name] for name in query.positiontup)
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", bound)]

    assert [step for step in plan if "contacts_untold" in step]
    assert [step for step in plan if "service_requests_untold" in step]
    assert [step for step in plan if step.startswith("SCAN") and "INDEX" not in step and "subquery" not in step] == []


def test_the_list_of_the_gap_and_the_report_agree(county):
    for _ in range(3):
        record(county, ANSWERED)
    contact = record(county, ANSWERED, **WRITTEN)

    assert [row["id"] for row in gap(county)["items"]] == [contact["id"]]
    assert report(county, since=clock.instant_text(clock.now() - timedelta(hours=1)))["loop"]["gap"] == 1
