"""No query walks a table: each statement of the lists that people wait for is explained on some thousand rows."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import event

from services.common import clock
from services.common.contract import load
from services.common.database import Store, engine_for
from services.intake import contract, finding, policy, views
from services.intake.catalogue import Catalogue
from services.intake.ledger import listing as contacts
from services.intake.models import ServiceRequest
from services.intake.people import lookups
from services.intake.privacy import rules
from services.intake.records import listing as records
from services.intake.records import showing
from services.intake.records.counting import recount
from services.intake.records.kinds import KINDS, county_zone
from services.routing import contract as routing_contract
from services.routing.policy import Reach
from services.routing.work import worklists
from tests.intake.county import AGENT
from tests.load import contact_history, history, search_history, work_history

EVERYTHING = Reach(None, [], "supervisor-1")
ROWS = 6_000
DAYS_COUNTED = 40  # what a month's counts read, and some more
# What a page may read beside what it shows: rows of one index entry more, never a share of the table.
MOST_REMOVED = ROWS // 2
BIG = {"service_requests", "request_history", "contacts", "contact_items", "residents", "assignments", "cases",
       "decisions", "daily_counts", "request_search"}  # fmt: skip


class Years:
    """Both databases with years in them."""

    def __init__(self, databases) -> None:
        intake, routing = databases.lasting("intake"), databases.lasting("routing")
        history.fill(intake, ROWS)
        contact_history.fill(intake, ROWS)
        work_history.fill(routing, intake, ROWS)
        search_history.fill(intake)
        self.intake, self.routing = (Store(engine_for(url), name) for name, url in
                                     (("intake", intake), ("routing", routing)))  # fmt: skip
        self.catalogue = Catalogue(self.intake)
        with self.intake.transaction() as session:
            for kind, days_ago in product(KINDS.values(), range(DAYS_COUNTED)):
                recount(session, kind, clock.now().date() - timedelta(days=days_ago), county_zone())
            self.number = session.query(ServiceRequest.number).order_by(ServiceRequest.id).offset(ROWS // 2).first()[0]
            self.standing = policy.standing(session, AGENT)

    def page(self, **search):
        """A page of requests for an agent."""
        said = load(contract.FIND_REQUESTS.request, search)
        return lambda session: finding.find(session, said, self.standing, self.catalogue)

    def whole(self, session):
        """A request with everything about it."""
        row = session.query(ServiceRequest).filter_by(number=self.number).one()
        return views.full(session, row, self.catalogue, views.Sight(internal=True, plain=False))


@pytest.fixture(scope="module")
def years(databases_of_kind) -> Iterator[Years]:
    """Ten years in small, on PostgreSQL: SQLite keeps no statistics worth asking."""
    if databases_of_kind.kind != "postgresql":
        pytest.skip("the plans of PostgreSQL are looked at")
    made = Years(databases_of_kind)
    yield made
    for store in (made.intake, made.routing):
        store.engine.dispose()


def day():
    """A day of the past."""
    start = clock.now() - timedelta(days=700)
    return {"since": clock.instant_text(start), "until": clock.instant_text(start + timedelta(days=1))}


PAGES = {
    "newest": {}, "words that nobody said": {"q": "elderberry wine"},
    "a number": {"q": "NUMBER"}, "department and status": {"department": "dot", "status": ["assigned"]},
    "status": {"status": ["assigned"]}, "type": {"service": ["pothole"]}, "ZIP code": {"zip": "21307"},
    "district, oldest first": {"district": "3", "sort": "requested_at"}, "a day": "DAY",
    "department and day": ("DAY", {"department": "dot"}),
}  # fmt: skip
QUESTIONS = {
    "a request": lambda y: y.whole,
    "contacts, newest": lambda y: lambda s: contacts.find(s, load(contract.FIND_CONTACTS.request, {}), y.standing),
    "contacts of a request": lambda y: (
        lambda s: contacts.find(s, load(contract.FIND_CONTACTS.request, {"number": y.number}), y.standing)
    ),
    "a name and a telephone number": lambda y: (
        lambda s: lookups.find(s, {"name": "Ana Dorkov", "factor": {"phone": "240-555-0147"}})
    ),
    "a name and about when it was": lambda y: (
        lambda s: lookups.find(s, {"name": "Ana Dorkov", "factor": {"date": date(2026, 11, 20)}})
    ),
    "counts of a month": lambda y: lambda s: showing.show(s, load(contract.LIST_COUNTS.request, {}), y.standing),
    "what a rule of retention is about": lambda y: lambda s: rules.portion(s, FORGOTTEN, [FORGOTTEN], clock.now(), 100),
    "records of requests": lambda y: (
        lambda s: records.list_requests(s, load(contract.LIST_REQUEST_RECORDS.request, {"limit": 50}))
    ),
    "records of contacts": lambda y: (
        lambda s: records.list_contacts(s, load(contract.LIST_CONTACT_RECORDS.request, {"limit": 50}))
    ),
}
FORGOTTEN = {"object": "request", "forget": "everything", "service_code": None, "days": 365}
WORK = {
    "open work of a department": {"department": "dot", "status": ["assigned", "accepted"]},
    "finished work of a department": {"department": "dot", "status": ["completed"]},
    "the work on a request": {"number": "NUMBER"},
}


@contextmanager
def explained(store, found):
    """Explain every SELECT that is run meanwhile, with its own parameters, and collect the plans."""

    def explain(connection, cursor, statement, parameters, context, many):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            with connection.connection.driver_connection.cursor() as other:
                # So few rows are read faster without an index; what is walked nevertheless has none.
                other.execute("SET LOCAL enable_seqscan = off")
                other.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
                plan = other.fetchone()[0]
            found.append((statement, plan if isinstance(plan, list) else json.loads(plan)))

    event.listen(store.engine, "before_cursor_execute", explain)
    try:
        with store.transaction() as session:
            yield session
    finally:
        event.remove(store.engine, "before_cursor_execute", explain)


def nodes(plan):
    """Every step of a plan."""
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def walks(plans):
    """The steps that read a big table from end to end, or throw away most of what they read."""
    for statement, [whole] in plans:
        for node in nodes(whole["Plan"]):
            if node.get("Relation Name") not in BIG:
                continue
            removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            if node["Node Type"] == "Seq Scan" or removed * node["Actual Loops"] > MOST_REMOVED:
                yield node["Node Type"], node["Relation Name"], removed, node.get("Filter"), statement[:300]


@pytest.mark.parametrize("wanted", PAGES.values(), ids=PAGES)
def test_no_page_of_requests_walks_a_table_by(years, wanted):
    search = wanted if isinstance(wanted, dict) else day() | (wanted[1] if isinstance(wanted, tuple) else {})
    search = {name: years.number if value == "NUMBER" else value for name, value in search.items()}
    plans = []

    with explained(years.intake, plans) as session:
        years.page(**search)(session)

    assert plans
    assert list(walks(plans)) == []


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_no_table_is_walked_for(years, question):
    plans = []

    with explained(years.intake, plans) as session:
        question(years)(session)

    assert plans
    assert list(walks(plans)) == []


@pytest.mark.parametrize("wanted", WORK.values(), ids=WORK)
def test_no_work_list_walks_a_table(years, wanted):
    search = {name: years.number if value == "NUMBER" else value for name, value in wanted.items()}
    plans = []

    with explained(years.routing, plans) as session:
        worklists.list_assignments(session, load(routing_contract.LIST_ASSIGNMENTS.request, search), EVERYTHING)

    assert plans
    assert list(walks(plans)) == []
