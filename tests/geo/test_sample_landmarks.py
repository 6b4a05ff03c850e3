"""The sample county's landmarks are its facilities: one list, told twice."""

import json

from deploy.places import PROJECT

SAMPLE = PROJECT / "deploy" / "sample"


def test_every_facility_is_a_landmark_at_the_same_place():
    features = json.loads((SAMPLE / "layers" / "landmarks.geojson").read_text())["features"]
    facilities = json.loads((SAMPLE / "facilities.json").read_text())

    landmarks = {f["properties"]["id"]: (f["properties"]["name"], *f["geometry"]["coordinates"]) for f in features}
    assert landmarks == {row["id"]: (row["name"], row["long"], row["lat"]) for row in facilities}
