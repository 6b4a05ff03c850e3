"""A timer whose method fails goes on, and what failed is seen."""

import json

import pytest

from tests.common import probing

FAILURES = 'timer_failures_total{timer="tick"}'


@pytest.fixture
def probe(virtual_host, databases, services):
    """A probe that ticks; a file `bug` or `away` in its folder makes it stumble."""
    url = databases.empty()
    probing.prepare_tables(url)
    probing.prepare_queues(virtual_host)
    return probing.start(services, virtual_host, url)


def said(probe):
    """What the probe has logged of its timer, as (level, error)."""
    lines = [json.loads(line) for line in probe.log.read_text().splitlines() if line.startswith("{")]
    return [(line["level"], line["error"]) for line in lines if line.get("timer") == "tick"]


def test_an_error_in_a_timer_is_counted_and_logged_without_its_words(probe, tmp_path):
    (tmp_path / "bug").touch()

    probe.wait_for_metric(FAILURES, 2)

    assert said(probe)[:2] == [("error", "RuntimeError")] * 2
    assert "Ana Flores" not in probe.log.read_text()


def test_a_timer_that_waits_for_the_database_says_so_once_and_goes_on(probe, tmp_path):
    (tmp_path / "away").touch()

    probing.wait_for_lines(tmp_path, "ticks", 4)

    assert said(probe) == [("warning", "DatabaseAway")]
    assert probe.metric(FAILURES) == 0
