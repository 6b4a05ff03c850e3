"""A small day of contacts, counted by the system and by a program that reads the log alone, to the unit."""

import ast

from tests.journeys.contacts.day import play
from tests.journeys.contacts.figures import TALLY


def test_the_ledger_counts_a_day_of_contacts_as_its_log_does(running, tmp_path):
    counted, differing = play(running.url, running.run_json["tokens"], tmp_path, (80, 209))

    assert differing == []
    assert {"open", "gap", "delivered", "waived"} <= set(counted["loop"])
    assert {"handed_over", "answered", "referred", "request", "recorded"} <= set(counted["outcomes"])


def test_the_second_program_is_short_and_knows_nothing_of_the_project():
    text = TALLY.read_text()
    imported = {name.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for name in node.names}
    origins = {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}

    assert len(text.splitlines()) <= 100
    assert imported | origins == {"json", "sys", "collections"}
