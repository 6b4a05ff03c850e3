"""The PIN: five wrong ones lock, and each is counted although it is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from services.common import clock
from services.common.caller import Caller
from services.intake.contract.refusals import PinLocked, RequestNotFound, WrongPin
from services.intake.models import PinAttempts


def wrong(county, number):
    """A PIN that is not the request's."""
    return f"{(int(county.pin(number)) + 1) % 10**6:06d}"


def attempts(county, number):
    """What is kept of wrong PINs of a request."""
    with county.db.reading() as session:
        return session.execute(select(PinAttempts).where(PinAttempts.number == number)).scalar_one_or_none()


def try_wrong(county, number, times):
    """Read with a wrong PIN so often, refused each time."""
    for _ in range(times):
        with pytest.raises(WrongPin):
            county.read(number, pin=wrong(county, number))


def test_the_right_pin_opens_and_is_not_kept(county):
    number = county.number()

    assert county.read(number, pin=county.pin(number))["number"] == number
    assert attempts(county, number) is None


def test_a_pin_may_come_with_the_caller(county):
    number = county.number()

    assert "history" in county.read(number, Caller("resident", pin=county.pin(number)))


def test_a_wrong_pin_stays_counted_although_it_is_refused(county):
    number = county.number()

    try_wrong(county, number, 3)

    assert attempts(county, number).wrong == 3


def test_after_five_wrong_pins_the_right_one_is_refused_too(county):
    number, other = county.number(), county.number()
    try_wrong(county, number, 5)

    with pytest.raises(PinLocked):
        county.read(number, pin=county.pin(number))

    assert county.read(other, pin=county.pin(other))["number"] == other
    assert county.read(number)["number"] == number


def test_a_locked_request_cannot_be_changed_with_its_pin(county):
    number = county.number()
    try_wrong(county, number, 5)

    with pytest.raises(PinLocked):
        county.amend(number, Caller(), pin=county.pin(number), description="Larger")


def test_a_lock_ends_after_a_quarter_of_an_hour_and_five_more_are_free(county):
    number = county.number()
    try_wrong(county, number, 5)
    until = clock.as_utc(attempts(county, number).locked_until)
    assert timedelta(minutes=14) < until - clock.now() <= timedelta(minutes=15)

    with county.db.transaction() as session:
        session.execute(update(PinAttempts).values(locked_until=clock.now() - timedelta(seconds=1)))

    try_wrong(county, number, 4)
    assert county.read(number, pin=county.pin(number))


def test_a_pin_for_no_request_is_not_counted(county):
    number = county.numbers.take(1)[0]

    with pytest.raises(RequestNotFound):
        county.read(number, pin="123456")

    assert attempts(county, number) is None


def test_of_many_wrong_pins_at_once_no_more_than_five_are_looked_at(county, on_postgresql):
    number, together = county.number(), Barrier(7)

    def guess(_):
        together.wait()
        try:
            county.read(number, pin=wrong(county, number))
        except (WrongPin, PinLocked) as refusal:
            return type(refusal)

    with ThreadPoolExecutor(7) as threads:
        refusals = list(threads.map(guess, range(7)))

    assert (refusals.count(WrongPin), refusals.count(PinLocked)) == (5, 2)
