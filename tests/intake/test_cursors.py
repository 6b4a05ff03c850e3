"""Where a list goes on: what was handed out is read again, and nothing else is."""

import base64

import pytest

from services.common import clock
from services.common.errors import InvalidInput
from services.intake import cursors

STRANGE = {
    "no time": b"soon|7",
    "a time without a zone": b"2026-11-21T22:42:51|7",
    "no row": b"2026-11-21T22:42:51+00:00|",
    "a row that is too large": b"2026-11-21T22:42:51+00:00|9223372036854775808",
}


def test_a_cursor_is_read_as_it_was_written():
    now = clock.now()

    assert cursors.read(cursors.write(now, 7), int) == (now, 7)
    assert cursors.read(cursors.write(now, "a|b"), str) == (now, "a|b")


@pytest.mark.parametrize("inside", STRANGE.values(), ids=STRANGE)
def test_what_no_list_has_handed_out_is_refused(inside):
    with pytest.raises(InvalidInput):
        cursors.read(base64.urlsafe_b64encode(inside).decode(), int)


def test_an_id_that_no_database_could_hold_is_refused():
    with pytest.raises(InvalidInput):
        cursors.read(cursors.write(clock.now(), "note\x00"), str)
