"""The running service: called over the broker, with its events, health and metrics."""

import json

import pytest
from nameko.exceptions import RemoteError

from services.geo.load import load
from tests.geo.layer_files import write_county
from tests.geo.running import wait_for


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


def test_a_wrong_message_and_an_unknown_feature_are_refused_by_name(geo):
    for call, message, refusal in (
        ("locate", {"lat": 91, "long": 0}, "InvalidInput"),
        ("read_feature", {"kind": "county", "code": "atlantis"}, "FeatureNotFound"),
    ):
        with pytest.raises(RemoteError) as refused:
            geo.call(call, message)
        assert refused.value.exc_type == refusal


def test_health_and_metrics_tell_of_the_map(geo):
    geo.call("locate", {"lat": 39.05, "long": -77.16})

    assert json.loads(geo.get("/ready")[1])["checks"]["map"]
    metrics = geo.get("/metrics")[1]
    for name in ("places_located_total", "locate_seconds", "map_revision", "map_areas", "map_roads", "map_addresses"):
        assert f"\n{name}" in metrics


def test_a_layer_that_is_loaded_while_it_runs_is_said_and_then_answered(geo, tmp_path):
    events = geo.events("layers_activated")
    between = {"lat": 39.05, "long": -77.145}

    load(geo.store, write_county(tmp_path, border=-77.14), tell=str)

    said = wait_for(lambda: geo.next_with(events, "council_district"), "the event of the new version")
    assert said["data"]["layers"] == [{"kind": "council_district", "version": 2, "valid_from": "2022-12-05"}]
    wait_for(lambda: geo.call("locate", between)["layers"]["council_district"]["version"] == 2, "the new version")
    events.close()
