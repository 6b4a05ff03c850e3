"""Statements that are built once do what they say, on both databases."""

import pytest
from sqlalchemy import BigInteger, Column, MetaData, String, Table, create_engine, select
from sqlalchemy.orm import Session

from services.common.statements import insert_new, insert_or_add, insert_or_replace, plain_insert, run

COUNTS = Table(
    "counts",
    MetaData(),
    Column("subject", String, primary_key=True),
    Column("number", BigInteger),
    Column("note", String),
)


@pytest.fixture
def session(databases):
    engine = create_engine(databases.empty())
    COUNTS.metadata.create_all(engine)
    with Session(engine) as session:
        run(session, plain_insert(COUNTS), [{"subject": "pothole", "number": 3, "note": "first"}])
        yield session
    engine.dispose()


def rows(session):
    return [tuple(row) for row in run(session, select(COUNTS).order_by(COUNTS.c.subject))]


def test_new_rows_are_written_and_named_and_old_ones_left_alone(session):
    wanted = [{"subject": "graffiti", "number": 1, "note": "new"}, {"subject": "pothole", "number": 9, "note": "no"}]

    new = set(run(session, insert_new(session, COUNTS, "subject"), wanted).scalars())

    assert new == {"graffiti"}
    assert rows(session) == [("graffiti", 1, "new"), ("pothole", 3, "first")]


def test_the_columns_named_are_written_over_and_the_others_stay(session):
    wanted = [{"subject": "pothole", "number": 9, "note": "second"}]

    run(session, insert_or_replace(session, COUNTS, "subject", "note"), wanted)

    assert rows(session) == [("pothole", 3, "second")]


def test_a_counter_is_added_to_and_told(session):
    wanted = [{"subject": "graffiti", "number": 2}, {"subject": "pothole", "number": 4}]

    counts = dict(run(session, insert_or_add(session, COUNTS, "subject", "number"), wanted).all())

    assert counts == {"graffiti": 2, "pothole": 7}


def test_a_statement_is_built_once_for_a_table_and_a_dialect(session):
    first = insert_new(session, COUNTS, "subject")

    assert insert_new(session, COUNTS, "subject") is first
