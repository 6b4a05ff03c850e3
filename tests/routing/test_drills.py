"""Drills: opened once, followed through the rows of the real path, and ended whatever happens."""

from datetime import timedelta

import pytest

from services.common import clock
from services.routing.contract.drills import DrillNotFound, DrillRunning
from services.routing.launch import drills, progress
from services.routing.models import Drill, DrillResult
from services.routing.policy import Reach
from services.routing.work import rerouting, steps, worklists
from services.routing.work.places import NOWHERE
from tests.routing.desk import MONDAY, NUMBER, heard, opened
from tests.routing.test_feed import prepare

ASKED = {"place": NOWHERE, "location": None, "minutes": 60}
DONE = {"code": "done", "text": "Drill."}
NOT_OURS = {"reason_code": "not_ours", "reason": "Not ours.", "suggest": None}


class Drilling:
    """A drill of one department on a desk's store."""

    def __init__(self, desk):
        self.desk, self.db = desk, desk.store

    def start(self, *departments):
        with self.db.transaction() as session:
            return drills.start(session, self.desk.catalogue(session), departments or ("dot",), ASKED, "supervisor-1")

    def open(self, number=NUMBER, **data):
        """Do what the clock and intake do: a number, then the request is heard."""
        with self.db.reading() as session:
            [wanted] = drills.to_open(session)
        with self.db.transaction() as session:
            drills.note_opened(session, wanted, number)
        self.desk.open(opened(number, **({"service": wanted["request"]["service_code"], "drill": True} | data)))
        prepare(self.desk)

    def close(self, number=NUMBER):
        with self.db.transaction() as session:
            event = heard("request_closed", number, 2, clock.instant_text(clock.now()), drill=True)
            progress.note_closed(session, [event])

    def look(self):
        """Look how far it is; return the newest drill as it is shown."""
        with self.db.transaction() as session:
            progress.look(session)
        with self.db.reading() as session:
            [newest, *_] = drills.page(session, {"limit": 1, "cursor": None}, None)["items"]
            return drills.read(session, newest["id"], None)

    def pass_time(self):
        """Let the time of every drill be over."""
        with self.db.transaction() as session:
            for drill in session.query(Drill):
                drill.until = clock.now() - timedelta(seconds=1)

    def to_end(self):
        with self.db.reading() as session:
            return drills.to_end(session)


@pytest.fixture
def drilling(desk):
    return Drilling(desk)


def taken(drill):
    return [one["step"] for one in drill["results"][0]["steps"]]


def test_a_department_that_accepts_and_completes_its_request_has_passed(drilling):
    drilling.start()
    drilling.open()
    drilling.desk.move(steps.accept)
    drilling.desk.move(steps.complete, DONE)
    drilling.close()

    drill = drilling.look()

    assert taken(drill) == ["opened", "routed", "delivered", "accepted", "completed", "closed"]
    assert (drill["passed"], drill["failed"], drill["running"]) == (1, 0, 0)
    assert drill["finished_at"] is not None
    assert drilling.to_end() == []


def test_who_does_not_close_in_time_has_failed_and_the_request_is_to_be_withdrawn(drilling):
    drilling.start()
    drilling.open()
    drilling.pass_time()

    [result] = drilling.look()["results"]

    assert (result["state"], result["stopped_before"], result["reason"]) == ("failed", "accepted", "overdue")
    assert drilling.to_end() == [NUMBER]


def test_the_withdrawal_of_a_failed_request_is_no_step_of_its_department(drilling):
    drilling.start()
    drilling.open()
    drilling.pass_time()
    drilling.look()
    drilling.close()

    with drilling.db.reading() as session:
        [failed] = session.query(DrillResult)

    assert (failed.state, failed.closed_at) == ("failed", None)


def test_a_request_that_rules_give_to_somebody_else_fails_at_once_and_names_who_has_it(drilling):
    drilling.start()
    drilling.open(service="missed-trash")

    [result] = drilling.look()["results"]

    assert (result["state"], result["stopped_before"], result["reason"]) == ("failed", "delivered", "department: waste")


def test_a_department_that_returns_its_request_has_failed(drilling):
    drilling.start()
    drilling.open()
    drilling.desk.change_hands(rerouting.return_assignment, NOT_OURS)

    assert drilling.look()["results"][0]["reason"] == "triage: returned_without_other"


def test_a_department_to_which_no_type_leads_fails_before_anything_is_opened(drilling, monkeypatch):
    monkeypatch.setattr(drills, "plan", lambda *_: None)

    drill = drilling.start()

    assert (drill["failed"], drill["results"][0]["reason"]) == (1, "no_service_type")
    assert drill["finished_at"] is not None


def test_a_department_has_one_drill_at_a_time(drilling):
    drilling.start("dot")

    with pytest.raises(DrillRunning):
        drilling.start("dot", "waste")


def test_a_refusal_of_intake_is_the_reason(drilling):
    drilling.start()
    with drilling.db.reading() as session:
        [wanted] = drills.to_open(session)
    with drilling.db.transaction() as session:
        drills.note_opened(session, wanted, None, "InvalidInput")

    [result] = drilling.look()["results"]

    assert (result["stopped_before"], result["reason"]) == ("opened", "InvalidInput")


def test_another_departments_part_is_not_shown(drilling):
    made = drilling.start("dot", "waste")

    with drilling.db.reading() as session:
        assert [one["department"] for one in drills.read(session, made["id"], ["waste"])["results"]] == ["waste"]
        with pytest.raises(DrillNotFound):
            drills.read(session, made["id"], ["police"])


def test_a_drill_is_in_the_work_list_and_in_no_count(drilling):
    drilling.desk.open(opened(drill=True), opened("1111111111"))
    everything = Reach(None, [], "supervisor-1")

    with drilling.db.reading() as session:
        lines = worklists.count_work(session, everything)

    assert [line["open"] for line in lines] == [1]


def test_the_last_result_of_each_department_is_that_of_its_newest_drill(drilling):
    drilling.start()
    drilling.open()
    drilling.pass_time()
    drilling.look()
    drilling.start()

    with drilling.db.reading() as session:
        last = drills.last_results(session)

    assert {department: result.state for department, result in last.items()} == {"dot": "failed"}


def test_an_event_of_a_real_request_is_none_of_a_drills_business(drilling):
    drilling.start()
    drilling.open()
    with drilling.db.transaction() as session:
        progress.note_closed(session, [heard("request_closed", NUMBER, 2, MONDAY)])

    assert "closed" not in taken(drilling.look())
