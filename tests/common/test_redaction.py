"""What is blotted out before everybody reads it, and what must stay readable; each row says why."""

import pytest

from services.common.redaction.blotting import Blotted, blot, kinds_in, person

MARIA = person("María Elena Sample-Ruiz", ["7300 Carroll Ave, Apt 5", "Ashmere"], "12 Rose Way")
ROSE = person("Rose Park", [], "Rose Ave")
BLOTTED = [
    ("phone", "Call 301-555-0143 today", "Call [number removed] today", "dashes"),
    ("phone", "Call (301) 555 0144.", "Call [number removed].", "brackets"),
    ("phone", "Call 3015550143", "Call [number removed]", "ten digits together"),
    ("phone", "Call +1.301.555.0143", "Call [number removed]", "the country's number"),
    ("phone", "Call 301–555–0143", "Call [number removed]", "long dashes"),
    ("phone", "Call 555-0143", "Call [number removed]", "without area code"),
    ("phone", "it is 3 0 1 5 5 5 0 1 4 3", "it is [number removed]", "digit by digit"),
    ("phone", "Call +44 20 7946 0958", "Call [number removed]", "another country"),
    ("email", "Write ana.b+c@example.org!", "Write [e-mail removed]!", "an e-mail address"),
    ("email", "ana (at) example (dot) org", "[e-mail removed]", "an e-mail address in brackets"),
    ("email", "write ana at example dot org", "write [e-mail removed]", "an e-mail address in words"),
    ("identity_number", "my number 078-05-1120", "my number [number removed]", "a social security number"),
    ("identity_number", "SSN: 078051120", "[number removed]", "a social security number together"),
    ("card", "paid with 4111 1111 1111 1111", "paid with [number removed]", "a payment card"),
    ("card", "378282246310005", "[number removed]", "a payment card of 15 digits"),
    ("plate", "white van, plate 7AB 1234", "white van, plate [plate removed]", "a plate"),
    ("plate", "license plate number is MD 4CD5678", "license plate number is MD [plate removed]", "a plate and state"),
    ("plate", "van 1AB2345 again", "van [plate removed] again", "a plate of Maryland without the word"),
    ("plate", "VIN 1HGCM82633A004352", "VIN [plate removed]", "the number of a vehicle"),
    ("address", "I live at 42 Elm Street", "I live at [address removed]", "a home"),
    ("address", "mi casa está en 42 Elm St", "mi casa está en [address removed]", "a home in Spanish"),
    ("address", "ring at Apt. 5B", "ring at [address removed]", "a flat"),
    ("address", "in front of 7300  CARROLL ave", "in front of [address removed]", "the resident's own house"),
    ("name", "Maria Sample here", "[name removed] here", "the resident's own name"),
    ("name", "ask MARIA", "ask [name removed]", "a part of it, in capitals"),
    ("name", "it is maría's fence", "it is [name removed] fence", "a part with accent and apostrophe"),
    ("name", "Sample, Maria", "[name removed]", "swapped parts"),
    ("name", "Mrs. Ruiz", "Mrs. [name removed]", "one half of a double name"),
    ("name", "my name is Omar", "my name is [name removed]", "a name that is introduced"),
    ("name", "Thanks, Omar Example", "Thanks, [name removed]", "a signature"),
]
KEPT = [
    ("Bus 14 on 12-10-2026 at 10:30", "a date and a time"),
    ("Hole on MD 355 near I-270, 4 by 2 feet", "numbers of roads"),
    ("7300 block of Carroll Avenue", "a place of the county"),
    ("pole 48291 leans since 2026", "the number of a pole"),
    ("tag the trees with paint", "a word that is also used of plates"),
    ("order 4111 1111 1111 1112", "digits without a card's check digit"),
    ("meet at the corner, a dot on the map", "at and dot as words"),
    ("This is Dangerous and I am Angry", "capitals without a name"),
    ("See http://example.org/a", "a page"),
    ("Lat 39.0836, long -77.1478", "coordinates"),
]


@pytest.mark.parametrize(("kind", "text", "public", "why"), BLOTTED, ids=[row[-1] for row in BLOTTED])
def test_what_is_blotted_out_is(kind, text, public, why):
    assert blot(text, MARIA) == Blotted(public, (kind,))


@pytest.mark.parametrize(("text", "why"), KEPT, ids=[row[-1] for row in KEPT])
def test_what_stays_readable_is(text, why):
    assert blot(text, MARIA) == Blotted(text, ())


def test_a_name_that_is_a_word_of_the_place_stays_where_it_stands_alone():
    assert blot("hole on rose ave at the park", ROSE).text == "hole on rose ave at the [name removed]"
    assert blot("rose park", ROSE).text == "[name removed]"


def test_what_is_blotted_stays_blotted():
    once = blot("Maria Sample, 301-555-0143, ana@example.org, plate 7AB 1234", MARIA).text

    assert blot(once, MARIA) == Blotted(once, ())


def test_a_warning_names_each_kind_once_and_quotes_nothing():
    assert kinds_in(["Call 301-555-0143", None, "or 301-555-0144, ana@example.org"]) == ["email", "phone"]


@pytest.mark.parametrize("text", ["a" * 4000, "1 " * 2000, "plate " * 600, "I am " * 800, "(at) . dot " * 300],
                         ids=["letters", "digits", "plates", "introductions", "dots"])  # fmt: skip
def test_a_text_made_to_be_slow_is_read_to_its_end(text):
    assert blot(text, MARIA).text
