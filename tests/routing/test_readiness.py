"""The go/no-go list: each line from facts, and a hard launch that goes by it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.routing.contract.launch import CHECKS, NotReady, RequestNotWithDepartment
from services.routing.contract.refusals import MemberNotFound
from services.routing.districts.offices import at_work
from services.routing.launch import plans, readiness
from services.routing.launch.readiness import Facts, go_no_go, phase
from services.routing.models import Drill, DrillResult, FeedReader
from tests.routing.desk import NUMBER, opened

SOFT_AT, HARD_AT = datetime(2026, 11, 16, 14, tzinfo=UTC), datetime(2026, 12, 16, 14, tzinfo=UTC)
PEOPLE = {name: {"name": "Ida Brandt", "phone": "240-555-0111", "email": None} for name in readiness.PEOPLE}
COVERAGE = {"questions": 20, "answered": 18, "percent": 90.0}
READY = Facts("pothole", ("passed", None, SOFT_AT), PEOPLE, 2, COVERAGE, {"department-system": True})


@pytest.mark.parametrize(
    ("fact", "check"),
    [
        ({"service_type": None}, "rule"),
        ({"drill": None}, "drill"),
        ({"drill": ("failed", "overdue", None)}, "drill"),
        ({"people": PEOPLE | {"relationship_manager": None}}, "relationship_manager"),
        ({"people": PEOPLE | {"backup": None}}, "contacts"),
        ({"trained": 1}, "trained"),
        ({"coverage": None}, "coverage"),
        ({"coverage": COVERAGE | {"answered": 17, "percent": 85.0}}, "coverage"),
        ({"readers": {}}, "feed"),
        ({"readers": {"queue": True, "department-system": False}}, "feed"),
    ],
    ids=[
        "no rule",
        "no drill",
        "drill failed",
        "no manager",
        "no backup",
        "one trained",
        "nothing expected",
        "too little answered",
        "no reader",
        "one is stuck",
    ],
)
def test_each_missing_thing_is_named_and_nothing_else(fact, check):
    assert readiness.missing(go_no_go(READY)) == []
    assert readiness.missing(go_no_go(replace(READY, **fact))) == [check]


def test_the_list_has_every_check_once_in_one_order():
    assert tuple(line["check"] for line in go_no_go(Facts())) == CHECKS


@pytest.mark.parametrize(
    ("after", "expected"),
    [(timedelta(seconds=-1), "before"), (timedelta(0), "soft"), (HARD_AT - SOFT_AT, "hard")],
    ids=["before", "at the soft instant", "at the hard instant"],
)
def test_a_phase_follows_from_the_clock(after, expected):
    assert phase(SOFT_AT, HARD_AT, SOFT_AT + after) == expected


def test_a_department_without_a_plan_is_before_its_launch():
    assert phase(None, None, SOFT_AT) == "before"


class Launch:
    """A department's launch on a desk's store."""

    def __init__(self, desk):
        self.desk, self.db = desk, desk.store

    def plan(self, **said):
        wish = {"department": "dot", "soft_at": SOFT_AT, "hard_at": None, "despite": None} | PEOPLE | said
        with self.db.transaction() as session:
            return plans.set_plan(
                session, self.desk.catalogue(session), wish, "relationship-manager-1", {"dot": COVERAGE}
            )

    def train(self, subject, day=date(2026, 11, 18)):
        with self.db.transaction() as session:
            wish = {"department": "dot", "subject": subject, "trained_on": day}
            return plans.set_training(session, wish, "manager-dot")

    def make_ready(self):
        """What else the list asks for: a closed drill, two trained people, a reader that goes on."""
        for subject in ("employee-dot", "manager-dot"):
            self.train(subject)
        seen = {"position": 1, "seen_at": SOFT_AT, "moved_at": SOFT_AT, "silent": False, "overflowed": False}
        with self.db.transaction() as session:
            session.add(FeedReader(department="dot", reader="queue", kind="queue", **seen))
            session.add(Drill(id="d-1", started_at=SOFT_AT, started_by="operations-1", until=SOFT_AT))
            session.add(DrillResult(
                drill_id="d-1", department="dot", state="passed", position=0, to_end=False, closed_at=SOFT_AT,
            ))  # fmt: skip

    def show(self):
        with self.db.reading() as session:
            return plans.show(session, self.desk.catalogue(session), "dot", {"dot": COVERAGE})

    def ask(self, number=NUMBER):
        with self.db.reading() as session:
            return plans.whom_to_ask(session, *plans.department_of(session, number))


@pytest.fixture
def launch(desk):
    return Launch(desk)


def test_a_department_that_is_ready_launches_without_a_word(launch):
    launch.make_ready()

    shown = launch.plan(hard_at=HARD_AT)

    assert (shown["go"], shown["hard_at"]) == (True, HARD_AT)


def test_a_hard_launch_of_a_department_that_is_not_ready_takes_a_reason_that_is_kept(launch):
    with pytest.raises(NotReady, match=r"Missing: drill, trained, feed\."):
        launch.plan(hard_at=HARD_AT)

    launch.plan(hard_at=HARD_AT, despite="The council has set the day.")

    assert [step["despite"] for step in launch.show()["history"]] == ["The council has set the day."]


def test_a_plan_can_be_taken_back_and_its_history_shows_both(launch):
    launch.plan(hard_at=HARD_AT, despite="Agreed.")
    launch.plan(soft_at=None)

    shown = launch.show()

    assert (shown["soft_at"], shown["hard_at"]) == (None, None)
    assert [step["hard_at"] for step in shown["history"]] == [None, HARD_AT]


def test_who_was_trained_counts_while_they_belong_to_the_department(launch):
    launch.train("employee-dot")
    launch.train("manager-dot")
    launch.train("employee-dot", None)

    [check] = [line for line in launch.show()["checks"] if line["check"] == "trained"]

    assert check["detail"] == "1 of 2 people are trained."
    with pytest.raises(MemberNotFound):
        launch.train("employee-waste")


def test_staff_read_whom_to_ask_about_a_request(launch):
    launch.desk.open(opened())
    launch.plan()

    assert launch.ask() == {"number": NUMBER, "department": "dot"} | PEOPLE


def test_a_request_that_no_department_has_has_nobody_to_ask(launch):
    with pytest.raises(RequestNotWithDepartment):
        launch.ask("111-111-1111")


def test_the_board_shows_every_department_that_gets_work(desk):
    with desk.store.reading() as session:
        catalogue = desk.catalogue(session)
        board = plans.board(session, catalogue, at_work(catalogue.departments), {})

    assert len(board) == 12
    assert all(line["checks"][0]["met"] and not line["go"] for line in board)
