"""A pace: strides of a stream keep apart, nobody waits after a rest, and a full stride goes at once."""

import eventlet

from services.common import clock
from services.common.pace import Pace

FOR_EVER = 3600.0


def test_the_first_stride_begins_at_once():
    with eventlet.Timeout(20):
        Pace(FOR_EVER).keep()


def test_strides_of_a_stream_begin_that_far_apart():
    pace = Pace(0.05)
    pace.keep()
    first = clock.monotonic_seconds()

    pace.keep()

    assert clock.monotonic_seconds() - first >= 0.04


def test_a_full_stride_does_not_wait():
    pace = Pace(FOR_EVER)
    pace.keep()

    with eventlet.Timeout(20):
        pace.keep(until=lambda: True)


def test_a_stride_begins_as_soon_as_it_is_full():
    pace, arrived = Pace(FOR_EVER), []
    pace.keep()
    eventlet.spawn_after(0.01, arrived.append, "a request")

    with eventlet.Timeout(20):
        pace.keep(until=lambda: bool(arrived))
