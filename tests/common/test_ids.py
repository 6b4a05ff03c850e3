"""Identifiers: they sort by the time they were made."""

from datetime import timedelta

from services.common import clock
from services.common.ids import first_id, uuid7


def test_what_is_made_sorts_between_the_first_ids_of_the_times_around_it():
    now = clock.now()

    assert first_id(now - timedelta(seconds=1)) < uuid7() < first_id(now + timedelta(seconds=60))
