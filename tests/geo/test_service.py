"""The running service: called over the broker, with its events, health and metrics."""

import pytest
from nameko.exceptions import RemoteError

from deploy.processes import wait_until
from services.geo.load import load
from tests.geo.layer_files import write_county


def test_every_call_answers(geo):
    place = geo.call("locate", {"q": "7300 Carol Avenue"})
    places = geo.call("locate_many", {"places": [{"id": "a", "lat": 39.05, "long": -77.11}]})["places"]
    addresses = geo.call("find_addresses", {"q": "73 car"})["items"]
    layers = geo.call("list_layers", {"kind": "county"})["items"]
    feature = geo.call("read_feature", {"kind": "council_district", "code": "2"})

    assert place["layers"]["council_district"]["code"] == "1"
    assert places[0]["layers"]["council_district"]["code"] == "2"
    assert addresses[0]["label"] == "7300 Carroll Ave, Riverton 21301"
    assert layers[0]["state"] == "active"
    assert feature["properties"]["name"] == "District 2"


@pytest.mark.parametrize(
    ("call", "message", "refusal"),
    [
        ("locate", {"lat": 91, "long": 0}, "InvalidInput"),
        ("read_feature", {"kind": "county", "code": "atlantis"}, "FeatureNotFound"),
    ],
    ids=["a latitude beyond the pole", "an unknown county"],
)
def test_what_is_wrong_is_refused_by_name(geo, call, message, refusal):
    with pytest.raises(RemoteError) as refused:
        geo.call(call, message)

    assert refused.value.exc_type == refusal


def test_health_and_metrics_tell_of_the_map(geo):
    geo.call("locate", {"lat": 39.05, "long": -77.16})

    assert geo.process.get("/ready").json()["checks"]["map"] is True
    assert geo.process.metric("map_areas") == 3
    assert geo.process.metric('places_located_total{method="point"}') >= 1


def test_a_layer_that_is_loaded_while_it_runs_is_said_and_then_answered(geo, tmp_path):
    between = {"lat": 39.05, "long": -77.145}
    assert geo.next_event()["data"]["layers"][0]["version"] == 1

    load(geo.database, write_county(tmp_path, border=-77.14), tell=str)

    assert geo.next_event()["data"]["layers"] == [
        {"kind": "council_district", "version": 2, "valid_from": "2022-12-05"}
    ]
    version = lambda: geo.call("locate", between)["layers"]["council_district"]["version"]  # noqa: E731
    wait_until(lambda: version() == 2, 20, "the new version")
