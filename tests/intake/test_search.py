"""Searching for staff: facets, promises, words that follow every change, and filters that are kept and shared."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from services.common import clock
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput
from services.intake import contract, finding, policy
from services.intake.contract.refusals import SearchNotFound, TooManySearches
from services.intake.models import ServiceRequest
from services.intake.search import saved, words
from tests.intake.county import AGENT, EMPLOYEE, MANAGER, STRANGER, SUPERVISOR
from tests.intake.steps import assign, withdraw


def numbers(county, caller=AGENT, **search):
    """The numbers of the first page, found as the entrypoint does."""
    said = load(contract.FIND_REQUESTS.request, search)
    words.Words(county.db).catch_up()
    with county.db.reading() as session:
        standing = policy.standing(session, caller)
        said = saved.filled(session, said, standing)
        return [item["number"] for item in finding.find(session, said, standing, county.catalogue)["items"]]


def keep(county, caller=AGENT, **message):
    """Filters that somebody keeps."""
    said = load(contract.SAVE_SEARCH.request, {"name": "late", "filters": {"q": "hole"}} | message)
    with county.db.transaction() as session:
        return saved.save(session, said, policy.standing(session, caller))


def listed(county, caller):
    wanted = load(contract.LIST_SEARCHES.request, {})
    with county.db.reading() as session:
        return [row["id"] for row in saved.page(session, wanted, policy.standing(session, caller))["items"]]


def promise(county, number, **from_now):
    with county.db.transaction() as session:
        later = {"promised_by": clock.now() + timedelta(**from_now), "updated_at": clock.now()}
        session.execute(update(ServiceRequest).where(ServiceRequest.number == number).values(later))


def test_facets_find_what_they_name_and_nothing_that_is_only_written(county):
    web, phone = county.number(language="es", description="area0silverspring"), county.number(channel="phone")
    assign(county, phone, area="Silver Spring")

    assert numbers(county, area="silver spring") == [phone]
    assert numbers(county, area="Silver") == []
    assert numbers(county, channel="phone") == [phone]
    assert numbers(county, language="es") == [web]
    assert numbers(county, channel="phone", q="nothing such") == []


def test_the_state_of_the_promise_is_that_of_open_requests(county):
    missed, near, ahead, closed, none = (county.number() for _ in range(5))
    for number, hours in ((missed, -1), (near, 5), (ahead, 50), (closed, -1)):
        promise(county, number, hours=hours)
    withdraw(county, closed)

    assert [numbers(county, promise=p) for p in ("missed", "near", "ahead", "none")] == [
        [missed], [near], [ahead], [none],
    ]  # fmt: skip


def test_what_is_amended_is_found_by_its_new_words_alone(county):
    number = county.number(description="Deep hole")
    assert numbers(county, q="deep") == [number]

    county.amend(number, description="Flat stone")

    assert numbers(county, q="deep") == []
    assert numbers(county, q="stone") == [number]


def test_words_of_a_request_that_is_taken_out_leave_the_index_too(county):
    number = county.number(description="unforgettable")
    assert numbers(county, q="unforgettable") == [number]

    row_id = county.row(number).id
    with county.db.transaction() as session:
        words.forget(session, [row_id])
        on_sqlite = session.get_bind().dialect.name == "sqlite"
        table = "request_search_fts_data" if on_sqlite else "request_search"
        left = session.execute(text(f"SELECT * FROM {table}")).all()

    assert "unforgettable" not in str(left)


def test_a_page_of_a_common_word_is_filled_from_the_newest_and_goes_on(county, monkeypatch):
    monkeypatch.setattr(finding, "RECENT", 2)
    opened = [county.number(description="hole") for _ in range(7)]
    words.Words(county.db).catch_up()
    seen, cursor = [], None

    with county.db.reading() as session:
        standing = policy.standing(session, AGENT)
        for _ in range(4):
            said = load(contract.FIND_REQUESTS.request, {"q": "hole", "limit": 2, "cursor": cursor})
            page = finding.find(session, said, standing, county.catalogue)
            seen, cursor = seen + [item["number"] for item in page["items"]], page["next"]

    assert (seen, cursor) == (opened[::-1], None)


def test_all_changes_are_read_in_portions_and_once(county, monkeypatch):
    monkeypatch.setattr(words, "AT_ONCE", 3)
    for _ in range(8):
        county.number()
    keeper = words.Words(county.db)

    assert keeper.catch_up(portions=2) == 6
    assert keeper.catch_up() == 2
    assert keeper.catch_up() == 0


def test_kept_filters_stand_where_a_search_says_nothing(county):
    hole, pickup = (
        county.number(description="hole"),
        county.number(service_code="bulk-pickup", answers={"what": "hole"}),
    )
    kept = keep(county, filters={"q": "hole", "service": ["pothole"]})["id"]

    assert numbers(county, saved=kept) == [hole]
    assert numbers(county, saved=kept, service=["bulk-pickup"]) == [pickup]


def test_filters_are_seen_by_whom_they_are_shared_with(county):
    own, dots, everybodys = (
        keep(county),
        keep(county, EMPLOYEE, shared=True, department="dot"),
        keep(county, SUPERVISOR, shared=True),
    )

    assert listed(county, AGENT) == [everybodys["id"], dots["id"], own["id"]]
    assert listed(county, MANAGER) == [dots["id"]]
    assert listed(county, STRANGER) == []
    with pytest.raises(SearchNotFound):
        numbers(county, STRANGER, saved=dots["id"])


def test_a_departments_staff_see_no_more_by_the_filters_of_others(county):
    theirs = county.number(description="hole")
    assign(county, theirs, department="dhs")
    kept = keep(county, SUPERVISOR, shared=True, department="dot", filters={"q": "hole"})

    assert numbers(county, EMPLOYEE, saved=kept["id"]) == []
    assert numbers(county, AGENT, saved=kept["id"]) == [theirs]


def test_filters_are_changed_and_forgotten_by_who_keeps_them(county):
    kept = keep(county, SUPERVISOR, shared=True)
    change = load(contract.CHANGE_SEARCH.request, {"id": kept["id"], "name": "open", "filters": {"status": ["open"]}})

    with county.db.transaction() as session:
        supervisor, agent = policy.standing(session, SUPERVISOR), policy.standing(session, AGENT)
        with pytest.raises(SearchNotFound):
            saved.change(session, change, agent)
        changed = saved.change(session, change, supervisor)
        with pytest.raises(SearchNotFound):
            saved.delete(session, kept["id"], agent)
        saved.delete(session, kept["id"], supervisor)

    assert (changed["filters"], changed["shared"]) == ({"status": ["open"]}, False)
    assert listed(county, SUPERVISOR) == []


def test_an_employee_shares_with_the_own_department_alone(county):
    for department in (None, "dhs"):
        with pytest.raises(Forbidden):
            keep(county, EMPLOYEE, shared=True, department=department)


def test_a_hundred_filters_are_the_most(county, monkeypatch):
    monkeypatch.setattr(saved, "MOST_OF_ONE", 1)
    keep(county)

    with pytest.raises(TooManySearches):
        keep(county)


@pytest.mark.parametrize(
    "message",
    [{"filters": {}}, {"filters": {"cursor": "x"}}, {"filters": {"status": ["lost"]}}, {"department": "dot"}],
    ids=["that leave nothing out", "with a page", "with no such status", "for a department without being shared"],
)
def test_filters_are_refused(message):
    with pytest.raises(InvalidInput):
        load(contract.SAVE_SEARCH.request, {"name": "late", "filters": {"q": "hole"}} | message)
