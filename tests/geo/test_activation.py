"""Versions by hand: activated, taken back, imagined; every replica changes over at one instant."""

from datetime import timedelta

import pytest

from services.common import clock
from services.geo.atlas.shelf import Shelf
from services.geo.contract.layers import HeldAlready, NothingBefore, TooSoon, VersionNotFound
from services.geo.layers import activation, listing, replicas
from services.geo.layers.loading import Options
from services.geo.load import load
from services.geo.models import Replica
from services.geo.places.lookups import locate
from tests.geo.layer_files import write_county

COUNCIL = {"jurisdiction_id": "sample", "kind": "council_district"}
BETWEEN = {"lat": 39.05, "long": -77.145}  # between the old border and the new one


@pytest.fixture
def drafted(database, tmp_path):
    """A county that holds, a draft of other council districts, and a process that answers."""
    load(database, write_county(tmp_path), str)
    load(database, write_county(tmp_path, border=-77.14), str, Options(draft=True))
    with database.transaction() as session:
        replicas.report(session, Replica(id="geo-1", revision=1, built_seconds=0.5, seen_at=clock.now()))
    return database


def states(database, after=timedelta()):
    with database.reading() as session:
        items = listing.list_layers(session, {"limit": 9, **COUNCIL}, clock.now() + after)["items"]
    return {item["version"]: item["state"] for item in items}


def act(database, function, **wish):
    with database.transaction() as session:
        return function(session, COUNCIL | wish).version


def a_shelf(database):
    shelf = Shelf(aside=lambda function, *values: function(*values), pause=lambda: None)
    shelf.refresh(database)
    return shelf


def district(atlas):
    layer = locate(atlas, BETWEEN)["layers"]["council_district"]
    return layer["code"], layer["version"]


def test_a_draft_is_activated_at_the_first_instant_that_every_process_can_meet(drafted):
    act(drafted, activation.activate_version, version=2)

    assert states(drafted) == {1: "active", 2: "scheduled"}
    assert states(drafted, timedelta(seconds=10)) == {1: "superseded", 2: "active"}


def test_an_activation_may_be_dated_and_not_too_soon(drafted):
    at = clock.now() + timedelta(days=3)
    act(drafted, activation.activate_version, version=2, active_at=at)
    assert states(drafted, timedelta(days=4)) == {1: "superseded", 2: "active"}

    with pytest.raises(TooSoon):
        act(drafted, activation.activate_version, version=1, active_at=clock.now())


def test_going_back_lets_the_version_before_hold_again(drafted):
    with drafted.transaction() as session:
        session.query(Replica).delete()
    act(drafted, activation.activate_version, version=2)
    assert states(drafted) == {1: "superseded", 2: "active"}

    assert act(drafted, activation.roll_back) == 1
    assert states(drafted) == {1: "active", 2: "superseded"}


def test_going_back_before_the_instant_makes_it_a_draft_again(drafted):
    act(drafted, activation.activate_version, version=2, active_at=clock.now() + timedelta(days=3))

    act(drafted, activation.roll_back)

    assert states(drafted) == {1: "active", 2: "draft"}
    assert states(drafted, timedelta(days=4)) == {1: "active", 2: "draft"}


def test_there_is_nothing_before_a_first_version(drafted):
    with pytest.raises(NothingBefore):
        act(drafted, activation.roll_back)


@pytest.mark.parametrize(("version", "refusal"), [(9, VersionNotFound), (1, HeldAlready)], ids=["unknown", "held"])
def test_what_cannot_be_activated_is_refused(drafted, version, refusal):
    with pytest.raises(refusal):
        act(drafted, activation.activate_version, version=version)


def test_a_draft_is_imagined_and_what_holds_stays(drafted):
    shelf = a_shelf(drafted)

    imagined = shelf.imagine(drafted, [COUNCIL | {"version": 2}])

    assert (district(imagined), district(shelf.now())) == (("1", 2), ("2", 1))
    assert imagined is shelf.imagine(drafted, [COUNCIL | {"version": 2}])
    assert imagined.addresses is shelf.now().addresses


def test_what_holds_need_not_be_imagined(drafted):
    shelf = a_shelf(drafted)

    assert shelf.imagine(drafted, [COUNCIL | {"version": 1}]) is shelf.now()


def test_a_version_that_is_not_there_cannot_be_imagined(drafted):
    with pytest.raises(VersionNotFound):
        a_shelf(drafted).imagine(drafted, [COUNCIL | {"version": 9}])


def test_a_process_that_is_long_gone_is_not_waited_for(drafted):
    with drafted.transaction() as session:
        replicas.report(session, Replica(id="geo-0", revision=1, built_seconds=99.0,
                                         seen_at=clock.now() - timedelta(minutes=2)))  # fmt: skip

    with drafted.reading() as session:
        assert [one.id for one in replicas.live(session, clock.now())] == ["geo-1"]
