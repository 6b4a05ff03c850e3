"""GET requests and one request."""

from datetime import UTC, datetime, timedelta

from tests.open311.suite import case, each
from tests.open311.world import PERSON, WORDS

ALWAYS = ("service_request_id", "status", "service_name", "service_code", "requested_datetime", "updated_datetime")
MAY_BE_EMPTY = ("description", "address", "address_id", "zipcode", "lat", "long", "media_url")


def _now() -> datetime:
    return datetime.now(UTC)


def _text(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _numbers(reply, schema="service_requests"):
    return [r["service_request_id"] for r in reply.good(schema)]


@each("requests", *ALWAYS)
def _filled(world, name):
    """A request always has {}"""
    assert world.posted[name]


@each("requests", *MAY_BE_EMPTY)
def _present(world, name):
    """A request has {}, be it empty"""
    assert name in world.posted


@case("requests")
def one_request_comes_as_a_list_of_one(world):
    assert len(world.get(f"requests/{world.posted['service_request_id']}").good("service_requests")) == 1


@case("requests")
def what_was_said_comes_back_line_breaks_and_signs_included(world):
    assert world.posted["description"] == WORDS


@case("requests")
def the_place_comes_back(world):
    shown = world.posted

    assert (shown["lat"], shown["long"], shown["address"]) == (39.08, -77.15, "7300 Carroll Ave")


@case("requests")
def a_place_without_a_point_has_an_empty_one(world):
    number = world.opened(lat=None, long=None)

    [shown] = world.get(f"requests/{number}").good("service_requests")

    assert (shown["lat"], shown["long"]) == (None, None)


@case("requests")
def the_link_to_a_photo_comes_back(world):
    assert world.posted["media_url"] == "https://photos.example.org/pothole.jpg"


@case("requests")
def the_service_is_named_as_in_the_list(world):
    [service] = [s for s in world.services if s["service_code"] == world.posted["service_code"]]

    assert world.posted["service_name"] == service["service_name"]


@case("requests")
def a_new_request_is_open_and_was_asked_for_now(world):
    [shown] = world.get(f"requests/{world.opened()}").good("service_requests")

    assert shown["status"] in ("open", "closed")
    assert abs(datetime.fromisoformat(shown["requested_datetime"]) - _now()) < timedelta(minutes=5)


@each("requests", *PERSON)
def _private(world, name):
    """What was said as {} does not come back"""
    replies = (
        world.get(f"requests/{world.posted['service_request_id']}", extensions="true"),
        world.get("requests", service_request_id=world.posted["service_request_id"]),
        world.get("requests", q="Carroll", page_size=50),
    )
    for reply in replies:
        assert reply.status == 200
        assert PERSON[name] not in reply.raw.decode()
        assert f"<{name}>" not in reply.raw.decode()
        assert f'"{name}"' not in reply.raw.decode()


@case("requests")
def telephone_numbers_and_addresses_in_words_are_not_published(world):
    number = world.opened(description="Call 301-555-0177 or write to me@home.example, please")

    [shown] = world.get(f"requests/{number}").good("service_requests")

    assert "555-0177" not in shown["description"]
    assert "me@home.example" not in shown["description"]
    assert shown["description"].endswith("please")


@each("requests", "482-913-0757x", "no-such", "0", "1234567890", "%3Cscript%3E", "9" * 150)
def _unknown(world, number):
    """A request {:.20} is not found"""
    world.get(f"requests/{number}").refused(404)


@case("requests")
def a_request_of_another_jurisdiction_is_not_found(world):
    world.get(f"requests/{world.posted['service_request_id']}", jurisdiction_id="atlantis.example").refused(404)


@case("listing")
def a_listing_has_the_form_of_the_standard(world):
    assert world.posted
    assert world.get("requests").good("service_requests")


@case("listing")
def the_newest_come_first(world):
    first, second = world.opened(), world.opened()
    shown = _numbers(world.get("requests", page_size=50))

    assert shown.index(second) < shown.index(first)


@case("listing")
def several_numbers_stand_between_commas(world):
    wanted = [world.opened(), world.opened()]

    assert sorted(_numbers(world.get("requests", service_request_id=",".join(wanted)))) == sorted(wanted)


@case("listing")
def numbers_override_all_other_arguments(world):
    number = world.opened()
    found = world.get("requests", service_request_id=number, status="closed", service_code="no-such",
                      end_date="2001-01-01T00:00:00Z", page_size=1)  # fmt: skip

    assert _numbers(found) == [number]


@case("listing")
def unknown_numbers_are_left_out(world):
    number = world.opened()

    assert _numbers(world.get("requests", service_request_id=f"no-such,{number},0")) == [number]


@each(
    "listing",
    ("service_code", "no-such-service"),
    ("status", "no-such-status"),
    ("service_request_id", "no-such-number"),
    ("end_date", "2001-01-01T00:00:00Z"),
    ("q", "xyzzyx-nobody-wrote-this"),
    ("start_date", "2001-01-01T00:00:00Z"),
)
def _nothing(world, name, value):
    """No match by {} is an empty list"""
    assert world.get("requests", **{name: value}).good("service_requests") == []


@case("listing")
def a_service_code_leaves_the_others_out(world):
    number = world.opened()
    shown = world.get("requests", service_code=world.simple).good("service_requests")

    assert {r["service_code"] for r in shown} == {world.simple}
    assert number in [r["service_request_id"] for r in shown]


@case("listing")
def service_codes_stand_between_commas(world):
    code, _ = world.with_attribute("singlevaluelist", required=True)
    number = world.opened(service_code=code, **world.required(code))
    shown = world.get("requests", service_code=f"{world.simple},{code},no-such").good("service_requests")

    assert number in [r["service_request_id"] for r in shown]
    assert {r["service_code"] for r in shown} <= {world.simple, code}


@each("listing", "open", "closed")
def _status(world, status):
    """A listing of status {} holds no other"""
    world.opened()

    assert {r["status"] for r in world.get("requests", status=status).good("service_requests")} <= {status}


@case("listing")
def both_statuses_stand_between_commas(world):
    number = world.opened()

    assert number in _numbers(world.get("requests", status="open,closed", page_size=100))


@case("listing")
def a_span_of_time_holds_what_was_asked_for_in_it(world):
    number = world.opened()
    around = {"start_date": _text(_now() - timedelta(hours=1)), "end_date": _text(_now() + timedelta(hours=1))}
    before = {"start_date": _text(_now() - timedelta(hours=3)), "end_date": _text(_now() - timedelta(hours=2))}

    assert number in _numbers(world.get("requests", page_size=100, **around))
    assert number not in _numbers(world.get("requests", page_size=100, **before))


@case("listing")
def zones_are_honoured(world):
    number = world.opened()
    east = timedelta(hours=14)
    ends = (_now() + east + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S+14:00")

    assert number in _numbers(world.get("requests", page_size=100, end_date=ends))


@each("listing", "yesterday", "2026-13-01T00:00:00Z", "2026-11-20T25:00:00Z", "99999-01-01T00:00:00Z")
def _wrong_date(world, text):
    """A date {} is refused"""
    world.get("requests", start_date=text).refused(400)


@case("listing")
def a_span_is_cut_to_ninety_days(world):
    world.opened()
    found = world.get("requests", start_date="2001-01-01T00:00:00Z", end_date=_text(_now() + timedelta(days=60)))
    oldest = min(datetime.fromisoformat(r["requested_datetime"]) for r in found.good("service_requests"))

    assert oldest >= _now() - timedelta(days=30, minutes=5)


@case("listing")
def empty_arguments_are_as_good_as_none(world):
    world.opened()
    empty = dict.fromkeys(("service_code", "status", "start_date", "end_date", "service_request_id"), "")

    assert len(world.get("requests", page_size=5, **empty).good("service_requests")) == len(
        world.get("requests", page_size=5).good("service_requests")
    )


@case("listing")
def unknown_arguments_are_passed_over(world):
    assert world.get("requests", page_size=1, foo="bar").status == 200


@case("listing")
def an_unknown_jurisdiction_has_no_listing(world):
    world.get("requests", jurisdiction_id="atlantis.example").refused(404)


@case("listing")
def at_most_a_thousand_come_at_once(world):
    assert len(world.get("requests", page_size=100000).good("service_requests")) <= 1000
