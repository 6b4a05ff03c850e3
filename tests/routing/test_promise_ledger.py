"""Random promises agree with an oracle that shares nothing with the services; 10,000 with `make check-promises`."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.routing import promise_oracle
from tests.routing.check_promises import a_store
from tests.routing.promise_trial import Trial

MANY = 120


@pytest.fixture
def store(tmp_path):
    """An empty database."""
    made = a_store(tmp_path)
    yield made
    made.engine.dispose()


@pytest.mark.parametrize("seed", [1, 2], ids=["autumn", "spring"])
def test_every_promise_of_a_random_county_is_what_the_oracle_says(store, seed):
    assert Trial(store, seed).run(MANY) == []


def test_the_oracle_shares_no_code_and_no_table_with_the_services():
    tree = ast.parse(Path(promise_oracle.__file__).read_text("utf-8"))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }

    assert names == {"bisect", "collections", "dataclasses", "datetime", "typing"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("promised_by = datetime(promised_by, '+1 day')", id="a-day-late"),
        pytest.param("promise = replace(promise, '2026', '2027')", id="what-was-given"),
        pytest.param("near_at = datetime(near_at, '+1 hour')", id="at-risk-an-hour-later"),
    ],
)
def test_the_oracle_finds_what_was_changed_afterwards(store, change):
    trial = Trial(store, 1)
    assert trial.run(30) == []

    with store.transaction() as session:
        session.execute(text(f"UPDATE assignments SET {change} WHERE promised_by IS NOT NULL"))

    assert len(trial.differences()) > 10


def test_the_oracle_finds_what_was_said_twice_or_never(store):
    trial = Trial(store, 1)
    trial.run(30)

    with store.transaction() as session:
        session.execute(text("DELETE FROM promise_marks WHERE mark = 'missed'"))

    assert len(trial.differences()) > 10
