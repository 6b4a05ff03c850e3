"""What good servers add: pages, details, places, words, other forms, pages of other origins, updates."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

from lxml import etree

from tests.open311.suite import case, each


def _numbers(reply, schema="service_requests"):
    return [r["service_request_id"] for r in reply.good(schema)]


def _three(world):
    return [world.opened() for _ in range(3)][::-1]


def _raw(world, path, **arguments):
    return world.ask("GET", f"{world.root}/{path}", params=arguments)


@case("pages")
def pages_hold_every_request_once(world):
    _three(world)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    pages = [_numbers(world.get("requests", page=p, page_size=2, end_date=now)) for p in (1, 2, 3)]
    whole = _numbers(world.get("requests", page_size=6, end_date=now))

    assert [number for page in pages for number in page] == whole[: sum(map(len, pages))]


@case("pages")
def a_page_is_no_larger_than_was_asked_for(world):
    _three(world)

    assert len(_numbers(world.get("requests", page_size=2))) == 2


@case("pages")
def behind_the_last_page_there_is_nothing(world):
    assert _numbers(world.get("requests", page=1000, page_size=1000)) == []
    assert _numbers(world.get("requests", page=999999999, page_size=1000)) == []


@each("pages", ("page", "-1"), ("page", "two"), ("page_size", "0"), ("page_size", "-5"), ("page_size", "1.5"))
def _wrong_page(world, name, value):
    """{}={} is refused"""
    world.get("requests", **{name: value}).refused(400)


@case("extensions")
def details_come_only_when_asked_for(world):
    number = world.posted["service_request_id"]

    assert "extended_attributes" not in world.get(f"requests/{number}").good("service_requests")[0]
    assert "extended_attributes" in world.get(f"requests/{number}", extensions="true").good("extended_requests")[0]


@case("extensions")
def details_come_in_listings_too(world):
    world.opened()

    assert all("notes" in r for r in world.get("requests", extensions="true", page_size=5).good("extended_requests"))


@case("extensions")
def details_name_the_channel_and_the_photos(world):
    number = world.posted["service_request_id"]

    [shown] = world.get(f"requests/{number}", extensions="true").good("extended_requests")

    assert shown["extended_attributes"]["channel"] == "open311"
    assert shown["extended_attributes"]["photos"] == [{"media_url": "https://photos.example.org/pothole.jpg"}]


@case("extensions")
def notes_begin_with_the_opening(world):
    [shown] = world.get(f"requests/{world.opened()}", extensions="true").good("extended_requests")

    assert shown["notes"][0]["summary"] == "Open"


@case("filters")
def changes_after_a_moment_are_found(world):
    number = world.opened()
    past, soon = ((datetime.now(UTC) + timedelta(minutes=m)).strftime("%Y-%m-%dT%H:%M:%SZ") for m in (-30, 30))

    assert number in _numbers(world.get("requests", updated_after=past, page_size=200))
    assert number in _numbers(world.get("requests", updated_before=soon, page_size=200))
    assert number not in _numbers(world.get("requests", updated_before=past))
    assert _numbers(world.get("requests", updated_after=soon)) == []


@case("filters")
def a_circle_holds_what_lies_in_it(world):
    near = world.opened(lat="39.0601", long="-77.1201")
    here = {"lat": "39.0600", "long": "-77.1200", "page_size": 200}

    assert near in _numbers(world.get("requests", radius=100, **here))
    assert near not in _numbers(world.get("requests", radius=5, **here))
    assert near in _numbers(world.get("requests", **here))


@case("filters")
def a_box_holds_what_lies_in_it(world):
    number = world.opened(lat="39.0611", long="-77.1211")

    assert number in _numbers(world.get("requests", bbox="-77.1212,39.0610,-77.1210,39.0612"))
    assert number not in _numbers(world.get("requests", bbox="-77.1222,39.0620,-77.1220,39.0622"))


@each("filters", ("bbox", "1,2,3"), ("bbox", "a,b,c,d"), ("bbox", "0,0,0,900"), ("lat", "39"), ("radius", "10"),
      ("updated_after", "now"))  # fmt: skip
def _wrong_filter(world, name, value):
    """{}={} alone is refused"""
    world.get("requests", **{name: value}).refused(400)


@case("filters")
def words_are_looked_for(world):
    number = world.opened(description="An aardvark sits on the swings")

    assert number in _numbers(world.get("requests", q="AARDVARK sits"))
    assert _numbers(world.get("requests", q="aardvark stands")) == []


@case("forms")
def a_listing_comes_as_a_table(world):
    number = world.opened(description="=HYPERLINK(1)\nsecond line")
    answer = _raw(world, "requests.csv", service_request_id=number)
    [row] = csv.DictReader(io.StringIO(answer.text))

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert row["service_request_id"] == number
    assert not row["description"].startswith("=")


@case("forms")
def a_listing_comes_as_a_feed(world):
    number = world.opened()
    answer = _raw(world, "requests.rss", service_request_id=number)
    feed = etree.fromstring(answer.content)

    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert [item.findtext("guid") for item in feed.iter("item")] == [f"{world.root}/requests/{number}.xml"]


@case("forms")
def a_page_may_name_a_function_to_call(world):
    answer = _raw(world, "services.json", callback="city.show_2")

    assert answer.headers["Content-Type"] == "application/javascript; charset=utf-8"
    body = answer.text.removeprefix("/**/city.show_2(").removesuffix(");")
    assert isinstance(json.loads(body), list)


@case("forms")
def a_listing_and_a_refusal_may_be_called_too(world):
    listing = _raw(world, "requests.json", jsonp="show", page_size=2)
    refusal = _raw(world, "requests/no-such.json", callback="show")

    assert isinstance(json.loads(listing.text.removeprefix("/**/show(").removesuffix(");")), list)
    assert refusal.status_code == 404
    assert json.loads(refusal.text.removeprefix("/**/show(").removesuffix(");"))[0]["code"] == "404"


@each("forms", "alert(1)", "a<script>", "1a", "a.b.", "x" * 300, "a;b", "a%0ab", "ä")
def _wrong_callback(world, name):
    """A function called {:.12} is refused"""
    answer = _raw(world, "services.json", callback=name)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert isinstance(answer.json(), list)


@case("origins")
def pages_of_all_origins_may_read(world):
    answer = world.ask("GET", f"{world.root}/services.{world.form}", headers={"Origin": "https://city.example"})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@case("origins")
def pages_of_all_origins_may_ask_before_they_post(world):
    asks = {"Origin": "https://city.example", "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type"}  # fmt: skip
    answer = world.ask("OPTIONS", f"{world.root}/requests.{world.form}", headers=asks)

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower()
    assert "Access-Control-Allow-Credentials" not in answer.headers


@case("updates")
def a_posted_update_is_listed(world):
    number = world.opened()
    [made] = world.post("servicerequestupdates", service_request_id=number, description="It has grown").good(
        "update_id"
    )
    found = world.get("servicerequestupdates", service_request_id=number).good("service_request_updates")

    [mine] = [u for u in found if u["update_id"] == made["update_id"]]
    assert (mine["service_request_id"], mine["description"]) == (number, "It has grown")


@case("updates")
def the_opening_is_the_first_update(world):
    number = world.opened()
    found = world.get("servicerequestupdates", service_request_id=number).good("service_request_updates")

    assert found[-1]["status"] == "open"


@case("updates")
def updates_are_found_by_time(world):
    number = world.opened()
    ago = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")

    found = world.get("servicerequestupdates", start_date=ago).good("service_request_updates")
    before = world.get("servicerequestupdates", end_date=ago).good("service_request_updates")

    assert number in {u["service_request_id"] for u in found}
    assert number not in {u["service_request_id"] for u in before}


@each(
    "updates",
    ("no words", {"description": None}, 400),
    ("no number", {"service_request_id": None}, 400),
    ("an unknown number", {"service_request_id": "no-such"}, 404),
    ("no key", {"api_key": None}, 403),
    ("a wrong key", {"api_key": "wrong"}, 403),
    ("an unknown jurisdiction", {"jurisdiction_id": "atlantis.example"}, 404),
    ("5,000 characters", {"description": "x" * 5000}, 400),
)
def _wrong_update(world, name, change, status):
    """An update with {0} is refused with {2}"""
    said = {"service_request_id": world.posted["service_request_id"], "description": "words"} | change

    world.post("servicerequestupdates", **said).refused(status)


@case("trial")
def the_endpoint_for_tests_keeps_its_requests_to_itself(world):
    document = world.get_at(world.discovery).good("discovery")
    [trial] = [e["url"] for e in document["endpoints"] if e["type"] == "test"]
    number = world.at(trial).opened()

    assert world.at(trial).get(f"requests/{number}").good("service_requests")
    world.get(f"requests/{number}").refused(404)
    assert number not in _numbers(world.get("requests", page_size=100))
    world.at(trial).get(f"requests/{world.opened()}").refused(404)
