"""Every column that can hold words is emptied with its person, or somebody has said why it stays."""

import importlib

import pytest
from sqlalchemy import JSON, LargeBinary, String, Text
from sqlalchemy.types import TypeDecorator

from services.common.settings import service_names

# The plumbing's own tables, of which services.common.erasing takes care, or which hold codes alone.
COMMON = {"outbox", "event_sequences", "inbox", "heard_up_to", "idempotency_keys"}
SHORTEST = 40  # letters: shorter columns hold ids and codes

every_service = pytest.mark.parametrize("service", service_names())


def of(service):
    """The register and the tables of a service."""
    models = importlib.import_module(f"services.{service}.models")
    return importlib.import_module(f"services.{service}.personal"), models.Base.metadata.tables


def holds_words(column):
    if isinstance(column.type, Text | JSON | LargeBinary | TypeDecorator):
        return True
    return isinstance(column.type, String) and (column.type.length or SHORTEST) >= SHORTEST


def emptied(register, table):
    """The columns that an erasure empties or finds its rows by; all of them where the rows go."""
    mine = [traces for traces in register.TRACES if traces.table.name == table.name]
    if any(traces.left is None for traces in mine):
        return set(table.columns.keys())
    return {name for traces in mine for name in (traces.key, *traces.left)}


@every_service
def test_every_table_is_in_the_register_or_has_nothing_of_residents(service):
    register, tables = of(service)
    named = {traces.table.name for traces in register.TRACES} | set(register.KEPT) | set(register.NOBODY) | COMMON

    assert set(tables) - named == set(), f"say in services/{service}/personal.py what these tables keep of residents"
    assert named - COMMON - set(tables) == set()


@every_service
def test_every_column_that_can_hold_words_is_emptied_or_said_to_stay(service):
    register, tables = of(service)
    open_questions = {
        f"{table.name}.{column.name}"
        for table in tables.values()
        if table.name not in {*register.NOBODY, *COMMON}
        for column in table.columns
        if holds_words(column) and column.name not in emptied(register, table) | set(register.KEPT.get(table.name, ()))
    }

    assert open_questions == set(), f"say in services/{service}/personal.py what an erasure leaves of these"


@every_service
def test_what_is_emptied_exists_and_may_be_empty(service):
    register, tables = of(service)
    wrong = [
        f"{traces.table.name}.{name}"
        for traces in register.TRACES
        for name, left in (traces.left or {}).items()
        if name not in tables[traces.table.name].columns
        or (left is None and not tables[traces.table.name].columns[name].nullable)
    ]

    assert wrong == []
