"""Who sees and does what: the number alone, the PIN, and one policy table for staff."""

import itertools
import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from services.common import clock
from services.common.caller import Caller
from services.common.contract import dump
from services.common.errors import Forbidden, Unauthenticated
from services.intake import access, changes, contract, pins, policy
from services.intake.contract.refusals import PinLocked, RequestNotFound, WrongPin
from services.intake.models import PinAttempts
from services.intake.policy import ALL, COUNTY_ROLES, DEPARTMENT, OWN, POLICY
from tests.intake.county import AGENT, ANYBODY, EMPLOYEE, MANAGER, RESIDENT, STRANGER, SUPERVISOR
from tests.intake.steps import assign

PUBLIC = {"number", "service", "status", "department", "requested_at", "updated_at", "promised_by", "area"}
SCOPES = ("create", "read", "update")
SYSTEM = Caller(kind="system", subject="dot-1", department="dot", scopes=SCOPES)
OTHER_SYSTEM = Caller(kind="system", subject="dhs-1", department="dhs", scopes=SCOPES)
FRONTEND = Caller(kind="system", subject="app-1", roles=("frontend",), scopes=SCOPES)
SERVICE = Caller(kind="service", subject="routing")
SIGNED_IN = Caller(kind="resident", subject="resident-1")
LEVELS = [
    *COUNTY_ROLES,
    "employee",
    "manager",
    "department_system",
    "frontend",
    "open311",
    "test",
    "service",
    "resident",
    "anonymous",
]


@pytest.fixture
def number(county):
    """A request of a named resident that the department of transport has, with a note of each kind."""
    number = county.number(resident=RESIDENT, description="Deep hole in the right lane")
    assign(county, number)
    with county.changing(number) as (session, request):
        changes.add_note(session, request, {"text": "for us alone"}, "agent-1", public=False)
        changes.add_note(session, request, {"text": "for the resident"}, "agent-1", public=True)
    return number


def test_the_number_alone_shows_exactly_the_public_members(county, number):
    shown = dump(contract.READ_REQUEST.answer, county.read(number))

    assert set(shown) == PUBLIC


@pytest.mark.parametrize("caller", [SIGNED_IN, STRANGER, OTHER_SYSTEM, FRONTEND], ids=lambda c: f"{c.kind} {c.subject}")
def test_who_has_nothing_to_do_with_it_sees_what_the_number_alone_shows(county, number, caller):
    assert set(dump(contract.READ_REQUEST.answer, county.read(number, caller))) == PUBLIC


def test_the_resident_sees_everything_but_internal_notes_and_who_acted(county, number):
    shown = dump(contract.READ_REQUEST.answer, county.read(number, pin=county.pin(number)))

    assert shown["resident"]["email"] == RESIDENT["email"]
    assert [note["text"] for note in shown["notes"]] == ["for the resident"]
    assert "by" not in shown["notes"][0]
    assert all("by" not in step for step in shown["history"])
    assert "agent-1" not in json.dumps(shown)


@pytest.mark.parametrize("caller", [AGENT, SUPERVISOR, EMPLOYEE, MANAGER, SYSTEM], ids=lambda c: c.subject)
def test_staff_with_the_request_before_them_see_internal_notes(county, number, caller):
    shown = county.read(number, caller)

    assert [note["text"] for note in shown["notes"]] == ["for us alone", "for the resident"]
    assert shown["history"][0]["by"] == "anonymous"


def test_a_removed_member_sees_nothing_more(county, number):
    with county.db.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM members WHERE subject = 'employee-dot'")

    assert set(dump(contract.READ_REQUEST.answer, county.read(number, EMPLOYEE))) == PUBLIC


def test_a_number_with_a_wrong_digit_is_not_found(county, number):
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)

    with pytest.raises(RequestNotFound):
        county.read(wrong)


class TestPins:
    """Six digits, five tries, a quarter of an hour."""

    def wrong(self, county, number):
        """A PIN that is not the right one."""
        return f"{(int(county.pin(number)) + 1) % 10**6:06d}"

    def try_wrong(self, county, number, times):
        """Try wrong PINs and return what came of each."""
        found = []
        for _ in range(times):
            try:
                county.read(number, pin=self.wrong(county, number))
            except (WrongPin, PinLocked) as refusal:
                found.append(type(refusal))
        return found

    def test_the_sixth_try_finds_it_locked_even_with_the_right_pin(self, county, number):
        assert self.try_wrong(county, number, 6) == [WrongPin] * 5 + [PinLocked]
        with pytest.raises(PinLocked):
            county.read(number, pin=county.pin(number))

    def test_the_number_alone_still_shows_what_it_shows(self, county, number):
        self.try_wrong(county, number, 6)

        assert county.read(number)["status"] == "assigned"

    def test_a_right_pin_forgives_the_wrong_ones(self, county, number):
        self.try_wrong(county, number, 4)

        county.read(number, pin=county.pin(number))

        assert self.try_wrong(county, number, 5) == [WrongPin] * 5

    def test_the_lock_opens_after_a_quarter_of_an_hour(self, county, number):
        self.try_wrong(county, number, 5)
        with county.db.transaction() as session:
            session.execute(update(PinAttempts).values(locked_until=clock.now() - timedelta(seconds=1)))

        assert county.read(number, pin=county.pin(number))["resident"]

    def test_another_request_is_not_locked(self, county, number):
        self.try_wrong(county, number, 5)
        other = county.number()

        assert county.read(other, pin=county.pin(other))["description"] == ""

    def test_a_pin_in_any_spacing_is_understood(self, county, number):
        assert county.read(number, pin=f" {county.pin(number)} ")["resident"]

    @pytest.mark.parametrize("pin", ["é", "０", "x" * 12], ids=repr)
    def test_a_pin_that_is_none_is_wrong(self, county, number, pin):
        with pytest.raises(WrongPin):
            county.read(number, pin=pin)

    def test_a_pin_opens_its_own_request_only(self, county, number):
        other = county.number()

        with pytest.raises(WrongPin):
            county.read(other, pin=county.pin(number))

    def test_the_pin_stands_in_no_table(self, county, number):
        pin = county.pin(number)
        with county.db.reading() as session:
            tables = [t.name for t in PinAttempts.metadata.sorted_tables]
            rows = [session.connection().exec_driver_sql(f"SELECT * FROM {t}").all() for t in tables]

        assert pin not in str(rows)
        assert pins.MOST_WRONG == 5


def standing(county, level):
    """The standing of somebody of a level; department levels hold in the department of transport."""
    callers = {
        "employee": EMPLOYEE,
        "manager": MANAGER,
        "department_system": SYSTEM,
        "frontend": FRONTEND,
        "open311": Caller(kind="system", roles=("open311",), scopes=SCOPES),
        "test": Caller(kind="system", roles=("test",), scopes=SCOPES),
        "service": SERVICE,
        "resident": SIGNED_IN,
        "anonymous": ANYBODY,
    }
    with county.db.reading() as session:
        return policy.standing(session, callers.get(level) or Caller(kind="staff", subject="s", roles=(level,)))


@pytest.mark.parametrize(("action", "level"), list(itertools.product(POLICY, LEVELS)), ids=str)
def test_the_policy_table_is_what_holds_for(county_once, action, level):
    someone = standing(county_once, level)
    allowed = POLICY[action].get(level)
    if level == "manager":
        allowed = allowed or POLICY[action].get("employee")

    own, other = someone.may(action, "dot"), someone.may(action, "dhs")

    assert own == (allowed in (ALL, DEPARTMENT))
    assert other == (allowed == ALL)


@pytest.fixture(scope="module")
def county_once(tmp_path_factory):
    """One county for the whole table, which only reads."""
    from services.common.database import Store, engine_for
    from tests.databases import Databases
    from tests.intake.county import SERVICES, County, catalogue_events

    databases = Databases("sqlite", tmp_path_factory.mktemp("county"))
    store = Store(engine_for(databases.migrated("intake")), "intake")
    yield County(store, catalogue_events(SERVICES))
    store.engine.dispose()
    databases.drop_all()


def test_every_scope_and_level_of_the_table_is_a_known_one():
    assert {scope for levels in POLICY.values() for scope in levels.values()} <= {ALL, DEPARTMENT, OWN}
    assert {level for levels in POLICY.values() for level in levels} <= {*LEVELS, "contractor", "telephony"}


def test_a_role_that_is_none_gives_nothing(county):
    nobody = Caller(kind="staff", subject="x", roles=("employee", "manager", "service", "king"))

    with county.db.reading() as session:
        someone = policy.standing(session, nobody)

    assert [action for action in POLICY if someone.may(action, "dot")] == []


@pytest.mark.parametrize(
    ("caller", "refusal"), [(ANYBODY, Unauthenticated), (STRANGER, Forbidden)], ids=["anybody", "a stranger"]
)
def test_a_refusal_tells_who_may_sign_in_from_who_may_not(county, caller, refusal):
    with county.db.reading() as session, pytest.raises(refusal):
        policy.standing(session, caller).require("key.manage")


@pytest.mark.parametrize("caller", [ANYBODY, AGENT, EMPLOYEE], ids=lambda c: c.subject or "anybody")
def test_a_drill_is_run_by_those_who_run_drills(county, caller):
    with county.db.reading() as session:
        someone = policy.standing(session, caller) if caller.kind == "staff" else None

    with pytest.raises((Unauthenticated, Forbidden)):
        access.require_opening(someone, {"drill": True}, caller)
    access.require_opening(someone, {"drill": False}, caller)


@pytest.mark.parametrize(
    ("caller", "refusal"),
    [(ANYBODY, Unauthenticated), (STRANGER, RequestNotFound), (Caller("staff", "x", ("analyst",)), Forbidden)],
    ids=["anybody has to sign in", "another department knows of nothing", "an analyst may not"],
)
def test_who_may_not_note_on_a_request_is_told(county, caller, refusal):
    number = county.number()

    with pytest.raises(refusal), county.changing(number, caller, "request.note"):
        pass
