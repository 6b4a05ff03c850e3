"""Service discovery."""

from tests.open311.suite import case, each
from tests.open311.world import World

GEOREPORT = "http://wiki.open311.org/GeoReport_v2"


def _document(world: World):
    return world.get_at(world.discovery).good("discovery")


def _own(world: World):
    return [e for e in _document(world)["endpoints"] if e["url"].rstrip("/") == world.root]


@case("discovery")
def the_document_has_the_form_of_the_standard(world):
    _document(world)


@each("discovery", "changeset", "contact", "key_service", "endpoints")
def _member(world, name):
    """The document says {}"""
    assert _document(world)[name]


@case("discovery")
def this_endpoint_is_listed(world):
    assert len(_own(world)) == 1


@case("discovery")
def the_specification_is_named_by_its_address(world):
    assert _own(world)[0]["specification"] == GEOREPORT


@case("discovery")
def this_endpoint_is_for_production(world):
    assert _own(world)[0]["type"] == "production"


@case("discovery")
def there_is_an_endpoint_for_tests(world):
    assert [e for e in _document(world)["endpoints"] if e["type"] == "test" and e["specification"] == GEOREPORT]


@case("discovery")
def both_formats_are_listed(world):
    assert {"text/xml", "application/json"} <= set(_own(world)[0]["formats"])


@case("discovery")
def addresses_do_not_follow_what_a_request_says_of_its_host(world):
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "Forwarded": "host=evil.example"}
    answer = world.ask("GET", f"{world.discovery}.{world.form}", headers=headers)

    assert "evil.example" not in answer.text
    assert "gopher" not in answer.text
