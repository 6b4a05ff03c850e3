"""Who may do what: deny by default, departments to themselves."""

import pytest

from services.common.caller import ANONYMOUS, Caller
from services.common.errors import Forbidden, Unauthenticated
from services.routing.catalogue.members import set_member
from services.routing.contract.refusals import AssignmentNotFound
from services.routing.models import Assignment
from services.routing.policy import POLICY, actor, standing

DOT_SYSTEM = Caller("system", "key-1", department="dot")
FRONTEND = Caller("system", "key-2")
EMPLOYEE, MANAGER = Caller("staff", "employee-dot"), Caller("staff", "manager-dot")
SUPERVISOR, ADMINISTRATOR = Caller("staff", "s-1", ("supervisor",)), Caller("staff", "a-1", ("administrator",))
SERVICE = Caller("service", "intake")
CONTRACTOR = Caller("staff", "paving-inc")
DOTS, WASTES = Assignment(department="dot", assignee=None), Assignment(department="waste", assignee=None)
PAVING = Assignment(department="dot", assignee="paving-inc")


def may(desk, caller, action, department="dot"):
    with desk.store.reading() as session:
        return standing(session, caller).may(action, department)


@pytest.mark.parametrize(
    ("caller", "action", "department", "expected"),
    [
        pytest.param(DOT_SYSTEM, "assignment.accept", "dot", True, id="a-system-does-its-departments-work"),
        pytest.param(DOT_SYSTEM, "assignment.accept", "waste", False, id="a-system-leaves-others-work"),
        pytest.param(DOT_SYSTEM, "assignment.reassign", "dot", False, id="a-system-gives-nothing-away"),
        pytest.param(FRONTEND, "assignment.list", "dot", False, id="a-front-end-has-no-work"),
        pytest.param(EMPLOYEE, "assignment.complete", "dot", True, id="an-employee-works"),
        pytest.param(EMPLOYEE, "member.set", "dot", False, id="an-employee-names-nobody"),
        pytest.param(EMPLOYEE, "assignment.reassign", "dot", False, id="an-employee-does-not-reassign"),
        pytest.param(MANAGER, "assignment.reassign", "dot", True, id="a-manager-reassigns"),
        pytest.param(MANAGER, "member.set", "dot", True, id="a-manager-names-members"),
        pytest.param(MANAGER, "member.set", "waste", False, id="a-manager-names-nobody-elsewhere"),
        pytest.param(SUPERVISOR, "triage.assign", None, True, id="a-supervisor-decides"),
        pytest.param(SUPERVISOR, "assignment.complete", "dot", False, id="a-supervisor-does-not-work"),
        pytest.param(ADMINISTRATOR, "member.set", "dot", False, id="an-administrator-is-no-manager"),
        pytest.param(ADMINISTRATOR, "department.provision", None, True, id="an-administrator-gives-accounts"),
        pytest.param(SERVICE, "completions.read", None, True, id="a-service-reads-texts"),
        pytest.param(SUPERVISOR, "completions.read", None, False, id="only-services-read-them-in-bulk"),
        pytest.param(ANONYMOUS, "request.preview", None, True, id="anyone-may-preview"),
        pytest.param(ANONYMOUS, "assignment.read", "dot", False, id="nobody-reads-work"),
        pytest.param(Caller("staff", "x", ("manager",)), "assignment.read", "dot", False, id="a-claim-is-no-tier"),
        pytest.param(Caller("resident", "x", ("administrator",)), "triage.list", None, False, id="no-role"),
    ],
)
def test_the_table_says_who_may(steady_desk, caller, action, department, expected):
    assert may(steady_desk, caller, action, department) is expected


def test_a_removal_holds_at_once(desk):
    with desk.store.transaction() as session:
        set_member(session, {"department": "dot", "subject": "employee-dot", "tier": None}, "manager-dot")

    assert not may(desk, EMPLOYEE, "assignment.read")


def test_another_departments_assignment_does_not_exist(steady_desk):
    with steady_desk.store.reading() as session, pytest.raises(AssignmentNotFound):
        standing(session, DOT_SYSTEM).require_work("assignment.accept", WASTES, AssignmentNotFound)


@pytest.fixture
def with_contractor(desk):
    """A desk at which dot has a contractor."""
    with desk.store.transaction() as session:
        set_member(session, {"department": "dot", "subject": "paving-inc", "tier": "contractor"}, "manager-dot")
    return desk


def test_a_contractor_works_on_what_was_given_to_it_by_name_and_knows_of_nothing_else(with_contractor):
    with with_contractor.store.reading() as session:
        mine = standing(session, CONTRACTOR)
        mine.require_work("assignment.complete", PAVING, AssignmentNotFound)
        mine.require_work("assignment.read_task", PAVING, AssignmentNotFound)

        with pytest.raises(AssignmentNotFound):
            mine.require_work("assignment.complete", DOTS, AssignmentNotFound)


@pytest.mark.parametrize(
    "action", ["assignment.return", "assignment.claim", "assignment.assign", "assignment.reassign"]
)
def test_a_contractor_does_not_decide_who_has_the_work(with_contractor, action):
    with with_contractor.store.reading() as session, pytest.raises(Forbidden):
        standing(session, CONTRACTOR).require_work(action, PAVING, AssignmentNotFound)


@pytest.mark.parametrize("action", ["member.list", "member.set", "feed.read", "assignment.list"])
def test_a_contractor_sees_nothing_of_the_department_itself(with_contractor, action):
    assert not may(with_contractor, CONTRACTOR, action)


def test_what_one_may_see_and_not_do_is_forbidden(steady_desk):
    with steady_desk.store.reading() as session, pytest.raises(Forbidden):
        standing(session, EMPLOYEE).require_work("assignment.reassign", DOTS, AssignmentNotFound)


def test_who_does_not_say_who_it_is_is_asked_to(steady_desk):
    with steady_desk.store.reading() as session, pytest.raises(Unauthenticated):
        standing(session, ANONYMOUS).require_work("assignment.read", DOTS, AssignmentNotFound)


@pytest.mark.parametrize(
    ("caller", "action", "departments"),
    [
        pytest.param(SUPERVISOR, "assignment.list", None, id="a-supervisor-lists-all"),
        pytest.param(EMPLOYEE, "assignment.list", ["dot"], id="an-employee-lists-the-department's"),
        pytest.param(DOT_SYSTEM, "feed.read", ["dot"], id="a-system-reads-its-own-feed"),
        pytest.param(EMPLOYEE, "member.set", [], id="an-employee-names-nobody-anywhere"),
        pytest.param(ANONYMOUS, "assignment.list", [], id="nobody-lists-nothing"),
    ],
)
def test_a_list_is_of_the_departments_in_which_one_may(steady_desk, caller, action, departments):
    with steady_desk.store.reading() as session:
        assert standing(session, caller).departments_for(action) == departments


@pytest.mark.parametrize(
    ("caller", "written"),
    [
        pytest.param(DOT_SYSTEM, "system:dot", id="a-department's-system"),
        pytest.param(FRONTEND, "key-2", id="a-front-end"),
        pytest.param(EMPLOYEE, "employee-dot", id="a-person"),
        pytest.param(ANONYMOUS, "anonymous", id="nobody-in-particular"),
    ],
)
def test_who_did_it_is_written_down(caller, written):
    assert actor(caller) == written


def test_every_level_of_the_table_is_a_level_that_exists():
    levels = {level for allowed in POLICY.values() for level in allowed}

    assert levels <= {
        "anyone", "service", "department_system", "employee", "manager", "contractor", "agent", "supervisor", "tier2",
        "relationship_manager", "council_office", "analyst", "operations", "administrator", "auditor",
    }  # fmt: skip
