"""The program that fills a database with years of requests: whole, with all indexes, also when it is run again."""

from sqlalchemy import inspect, select

from services.common.database import Store, engine_for
from services.intake import request_numbers
from services.intake.models import RequestHistory, ServiceRequest
from tests.load.history import fill


def indexes(url):
    engine = engine_for(url)
    found = {index["name"] for index in inspect(engine).get_indexes("service_requests")}
    engine.dispose()
    return found


def test_it_writes_what_is_missing_and_leaves_every_index_standing(on_postgresql):
    url = on_postgresql.migrated("intake")
    before = indexes(url)

    fill(url, 120)
    fill(url, 200)

    store = Store(engine_for(url), "intake")
    with store.reading() as session:
        rows = session.execute(select(ServiceRequest)).scalars().all()
        steps = session.execute(select(RequestHistory.number)).scalars().all()
    store.engine.dispose()
    assert indexes(url) == before
    assert len({request_numbers.parse(row.number) for row in rows}) == 200
    assert {row.number for row in rows} == set(steps)
    assert {row.status for row in rows} == {"closed", "assigned"}
