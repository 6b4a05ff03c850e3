"""Loading a manifest: new versions only of what changed, active together, said once; nothing half active."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from services.common import clock
from services.common.outbox import OUTBOX
from services.geo.layers import activation, listing, replicas, versions
from services.geo.layers.features import LayerUnusable
from services.geo.layers.loading import Options
from services.geo.load import load, main
from services.geo.models import FeatureRow, Layer, Replica
from tests.geo.county import a_feature, a_file, square
from tests.geo.layer_files import write_county

ALL = {"limit": 250}


def quietly(database, manifest):
    return load(database, manifest, tell=lambda line: None)


def listed(database, moment=None, **wish):
    with database.reading() as session:
        return listing.list_layers(session, {**ALL, **wish}, moment or clock.now())["items"]


def a_replica(database, revision=1):
    """A process that answers from these tables."""
    with database.transaction() as session:
        replicas.report(session, Replica(id="geo-1", revision=revision, built_seconds=0.5, seen_at=clock.now()))


def said(database):
    with database.reading() as session:
        return list(session.execute(select(OUTBOX.c.type, OUTBOX.c.subject).order_by(OUTBOX.c.id)))


def test_a_first_load_is_active_at_once_and_said_once(database, tmp_path):
    quietly(database, write_county(tmp_path))

    assert {item["kind"]: item["state"] for item in listed(database)} == dict.fromkeys(
        ("county", "council_district", "road", "address"), "active"
    )
    assert said(database) == [("layers_activated", "sample")]


def test_every_activation_raises_the_revision_that_replicas_look_at(database, tmp_path):
    quietly(database, write_county(tmp_path))
    quietly(database, write_county(tmp_path, border=-77.14))

    with database.reading() as session:
        assert versions.revision(session) == 2


def test_loading_the_same_again_changes_nothing(database, tmp_path):
    quietly(database, write_county(tmp_path))

    again = quietly(database, write_county(tmp_path))

    assert [item.new for item in again] == [False] * 4
    assert (len(listed(database)), len(said(database))) == (4, 1)


def test_where_nothing_runs_a_changed_layer_holds_at_once(database, tmp_path):
    quietly(database, write_county(tmp_path))

    quietly(database, write_county(tmp_path, border=-77.14))

    assert [item["state"] for item in listed(database, kind="council_district")] == ["active", "superseded"]


def test_a_changed_layer_becomes_a_new_version_that_holds_a_little_later(database, tmp_path):
    quietly(database, write_county(tmp_path))
    a_replica(database)
    began = clock.now()

    quietly(database, write_county(tmp_path, border=-77.14))

    new, old = listed(database, kind="council_district")
    assert (new["version"], new["state"], old["state"]) == (2, "scheduled", "active")
    assert timedelta(seconds=5) <= new["active_at"] - began < timedelta(seconds=10)
    assert len(listed(database)) == 5


def test_at_its_instant_the_new_version_supersedes_the_old_one(database, tmp_path):
    a_replica(database)
    quietly(database, write_county(tmp_path))
    quietly(database, write_county(tmp_path, border=-77.14))

    new, old = listed(database, clock.now() + timedelta(seconds=10), kind="council_district")

    assert (new["state"], old["state"]) == ("active", "superseded")


def test_an_older_version_can_be_activated_again(database, tmp_path):
    quietly(database, write_county(tmp_path))
    quietly(database, write_county(tmp_path, border=-77.14))
    later = clock.now() + timedelta(seconds=20)
    with database.transaction() as session:
        first = session.execute(select(Layer).where(Layer.kind == "council_district", Layer.version == 1)).scalar_one()
        versions.activate(session, [first], later)

    new, old = listed(database, later, kind="council_district")

    assert (new["state"], old["state"]) == ("superseded", "active")


def test_when_one_layer_is_unusable_nothing_is_stored(database, tmp_path):
    manifest = write_county(tmp_path)
    (tmp_path / "addresses.geojson").write_bytes(b"{")

    with pytest.raises(LayerUnusable, match=r"addresses\.geojson"):
        quietly(database, manifest)

    assert (listed(database), said(database)) == ([], [])


def test_a_dry_run_reads_everything_and_stores_nothing(database, tmp_path):
    lines = []

    load(database, write_county(tmp_path), lines.append, Options(dry_run=True))

    assert [line.split(":")[0] for line in lines] == [
        "[1/4] county of sample", "[2/4] council_district of sample", "[3/4] road of sample", "[4/4] address of sample"
    ]  # fmt: skip
    assert listed(database) == []


def test_a_draft_holds_only_when_it_is_activated(database, tmp_path):
    quietly(database, write_county(tmp_path))
    load(database, write_county(tmp_path, border=-77.14), str, Options(draft=True))
    assert [item["state"] for item in listed(database, kind="council_district")] == ["draft", "active"]

    quietly(database, write_county(tmp_path, border=-77.14))

    assert [item["state"] for item in listed(database, kind="council_district")] == ["active", "superseded"]


def test_features_are_stored_as_wkb_with_their_properties(database, tmp_path):
    quietly(database, write_county(tmp_path))

    with database.reading() as session:
        row = session.execute(select(FeatureRow).where(FeatureRow.code == "7300-carroll")).scalar_one()
    assert (row.properties["zip"], len(bytes(row.geometry))) == ("21301", 21)


def test_layers_are_listed_in_pages(database, tmp_path):
    quietly(database, write_county(tmp_path))

    with database.reading() as session:
        first = listing.list_layers(session, {"limit": 3}, clock.now())
        second = listing.list_layers(session, {"limit": 3, "cursor": first["next"]}, clock.now())

    assert (len(first["items"]), len(second["items"]), second["next"]) == (3, 1, None)


def test_a_listed_layer_tells_how_much_of_it_was_mended(database, tmp_path):
    manifest = write_county(tmp_path)
    bow_tie = [[[-77.2, 39.0], [-77.1, 39.1], [-77.1, 39.0], [-77.2, 39.1], [-77.2, 39.0]]]
    (tmp_path / "council.geojson").write_bytes(a_file([a_feature("1", bow_tie), a_feature("2", bow_tie)]))

    quietly(database, manifest)

    report = listed(database, kind="council_district")[0]["report"]
    assert (report["repaired"], report["first_repaired"][0]) == (2, "1: Self-intersection[-77.15 39.05]")


def test_only_layers_in_a_wanted_state_are_listed(database, tmp_path):
    quietly(database, write_county(tmp_path))

    assert listed(database, state="draft") == []
    assert len(listed(database, state="active", jurisdiction_id="sample")) == 4


def test_the_command_prints_a_line_for_each_layer_and_one_at_the_end(database, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HUB311_DATABASE_GEO", database.engine.url.render_as_string(hide_password=False))

    assert main([str(write_county(tmp_path))]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("[1/4] county of sample: 1 features, 5 vertices, new, ")
    assert lines[-1] == "hub311: geo has 4 layers with 5 features (4 new, 0 unchanged)"


def test_the_command_says_what_is_wrong_and_fails(database, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HUB311_DATABASE_GEO", database.engine.url.render_as_string(hide_password=False))

    assert main([str(tmp_path / "manifest.toml")]) == 1
    assert "manifest.toml" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([])


ENTRIES = {
    "areas of a county that is not there": ("within_county = true", "within_county needs a county layer"),
    "a code in two files": ('files = ["a.geojson", "b.geojson"]', "A code stands in more than one of the files"),
}


@pytest.mark.parametrize(("line", "reason"), ENTRIES.values(), ids=ENTRIES)
def test_an_entry_that_cannot_be_read_is_refused_with_a_reason(database, tmp_path, line, reason):
    for name in "ab":
        (tmp_path / f"{name}.geojson").write_bytes(a_file([a_feature("1", [square(-77.2, 39.0, -77.1, 39.1)])]))
    file = "" if "files" in line else 'file = "a.geojson"\n'
    (tmp_path / "m.toml").write_text(f'[[layer]]\nkind = "park"\n{file}{line}\n')

    with pytest.raises(LayerUnusable, match=reason):
        quietly(database, tmp_path / "m.toml")


ELSEWHERE = a_file([a_feature("1", [square(10.0, 50.0, 10.1, 50.1)])])


CUT = "within_county = true"
AWAY = {
    "beside it": (ELSEWHERE, "", "Nothing of the layer lies in the county"),
    "far from it when it is cut out": (ELSEWHERE, CUT, "has no features"),
    "at its line when it is cut out": (
        a_file([a_feature("1", [square(-77.0995, 39.0, -77.0992, 39.1)])]), CUT, "Nothing of the layer lies in the"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "line", "reason"), AWAY.values(), ids=AWAY)
def test_a_layer_that_lies_outside_its_county_is_refused(database, tmp_path, content, line, reason):
    quietly(database, write_county(tmp_path))
    (tmp_path / "away.geojson").write_bytes(content)
    (tmp_path / "m.toml").write_text(f'[[layer]]\nkind = "park"\nfile = "away.geojson"\n{line}\n')

    with pytest.raises(LayerUnusable, match=rf"away\.geojson: .*{reason}"):
        quietly(database, tmp_path / "m.toml")


def test_a_layer_that_may_be_empty_is_left_out_where_it_has_nothing(database, tmp_path):
    quietly(database, write_county(tmp_path))
    (tmp_path / "away.geojson").write_bytes(ELSEWHERE)
    lines = 'kind = "park"\nfile = "away.geojson"\nwithin_county = true\nmay_be_empty = true'
    (tmp_path / "m.toml").write_text(f"[[layer]]\n{lines}\n")

    quietly(database, tmp_path / "m.toml")

    assert "park" not in {item["kind"] for item in listed(database)}


def test_what_should_be_looked_at_is_refused_where_that_is_wished(database, tmp_path):
    quietly(database, write_county(tmp_path))
    (tmp_path / "m.toml").write_text('[[layer]]\nkind = "service_area"\nfile = "a.geojson"\n')
    (tmp_path / "a.geojson").write_bytes(a_file([a_feature("1", [square(-77.2, 39.0, -77.19, 39.01)])]))

    with pytest.raises(LayerUnusable, match="gaps"):
        load(database, tmp_path / "m.toml", lambda line: None, Options(strict=True))


def test_a_county_that_is_not_in_its_file_is_refused(database, tmp_path):
    (tmp_path / "a.geojson").write_bytes(a_file([a_feature("1", [square(-77.2, 39.0, -77.1, 39.1)])]))
    (tmp_path / "m.toml").write_text('[[layer]]\nkind = "county"\nfile = "a.geojson"\nown = "2"\n')

    with pytest.raises(LayerUnusable, match="there is no 2, which is said to be the county itself"):
        quietly(database, tmp_path / "m.toml")


def test_a_large_layer_gets_more_time_before_it_holds(database, tmp_path, monkeypatch):
    monkeypatch.setattr(activation, "VERTICES_A_SECOND", 1)
    quietly(database, write_county(tmp_path))
    a_replica(database)
    began = clock.now()

    quietly(database, write_county(tmp_path, border=-77.14))

    assert listed(database, kind="council_district")[0]["active_at"] - began >= timedelta(seconds=15)
