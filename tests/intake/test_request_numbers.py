"""Numbers that residents quote: each once, none to be guessed, no slip of the tongue unnoticed."""

import itertools
import random
import subprocess
import sys

import pytest

from deploy.places import PROJECT
from services.intake import request_numbers
from services.intake.contract.refusals import RequestNotFound
from services.intake.request_numbers import Allocator

KEY = bytes(range(32))
SAMPLE = [
    request_numbers.number_for(counter, KEY)
    for counter in random.Random(311).sample(range(request_numbers.CAPACITY), 2000)
]
TAKE = """
import sys
from services.common.database import Store, engine_for
from services.intake.request_numbers import Allocator
allocator = Allocator(Store(engine_for(sys.argv[1]), "intake"))
for _ in range(int(sys.argv[2])):
    print(allocator.take(1)[0])
"""


def digits(number):
    """The ten digits of a number."""
    return number.replace("-", "")


def test_counters_that_differ_make_numbers_that_differ():
    counters = random.Random(1).sample(range(request_numbers.CAPACITY), 30_000)

    permuted = {request_numbers.permute(counter, KEY) for counter in counters}

    assert len(permuted) == 30_000
    assert min(permuted) >= 0
    assert max(permuted) < request_numbers.CAPACITY


def test_another_key_makes_other_numbers():
    assert request_numbers.permute(311, KEY) != request_numbers.permute(311, bytes(32))


def test_neighbours_of_the_counter_are_no_neighbours_as_numbers():
    shown = [request_numbers.permute(counter, KEY) for counter in range(1000)]

    assert min(abs(a - b) for a, b in itertools.pairwise(shown)) > 1000
    assert len({a // 10**8 for a in shown}) == 10


def test_every_number_is_understood():
    assert [number for number in SAMPLE if request_numbers.parse(number) != number] == []


def test_every_single_wrong_digit_is_found():
    slips = [d[:i] + w + d[i + 1 :] for d in map(digits, SAMPLE) for i in range(10) for w in "0123456789" if w != d[i]]

    assert [slip for slip in slips if request_numbers.check_digit(slip) == 0] == []


def test_every_swap_of_neighbours_is_found():
    swaps = [d[:i] + d[i + 1] + d[i] + d[i + 2 :] for d in map(digits, SAMPLE) for i in range(9) if d[i] != d[i + 1]]

    assert [swap for swap in swaps if request_numbers.check_digit(swap) == 0] == []


@pytest.mark.parametrize(
    "form", ["{}-{}-{}", "{}{}{}", " {} {} {} ", "{}.{}.{}", "{}–{}–{}", "{}\u00a0{}\t{}"], ids=repr
)
def test_a_number_is_understood_in_any_spacing(form):
    number = SAMPLE[0]

    assert request_numbers.parse(form.format(*number.split("-"))) == number


@pytest.mark.parametrize(
    "text", ["", "7", "482-913-075", "482-913-07577", "482-913-075x", "４８２９１３０７５７"], ids=repr
)
def test_what_cannot_be_a_number_is_not_found(text):
    with pytest.raises(RequestNotFound):
        request_numbers.parse(text)


def test_a_pin_has_six_digits_and_follows_from_number_version_and_key():
    pins = {request_numbers.pin_for(number, version, KEY) for number in SAMPLE[:500] for version in (1, 2)}

    assert all(len(pin) == 6 and pin.isdecimal() for pin in pins)
    assert len(pins) > 990
    assert request_numbers.pin_for(SAMPLE[0], 1, KEY) != request_numbers.pin_for(SAMPLE[0], 1, bytes(32))


def test_numbers_go_on_after_a_restart(intake):
    before = Allocator(intake).take(40)

    after = Allocator(intake).take(40)

    assert len({*before, *after}) == 80


def test_eight_processes_take_five_hundred_numbers_each_and_no_number_twice(databases):
    url = databases.migrated("intake")
    command = [sys.executable, "-c", TAKE, url, "500"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) for _ in range(8)]

    taken = [number for process in processes for number in process.communicate(timeout=120)[0].split()]

    assert len(taken) == len(set(taken)) == 4000
