"""Any county from public files: found by their names in a folder or on a server, described, loaded, answered."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from services.common import clock
from services.geo import county
from services.geo.atlas.shelf import Shelf
from services.geo.layers import listing
from services.geo.layers.features import LayerUnusable
from services.geo.layers.manifest import read_manifest
from services.geo.places.lookups import locate
from services.geo.tiger.manifest import write_manifest
from tests.geo.tiger_files import FIPS, write_tiger

IN_TOWN, IN_NEXT = {"lat": 39.03, "long": -77.15}, {"lat": 39.05, "long": -76.95}


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def server(tmp_path):
    """A server with the files, as a URL."""
    folder = write_tiger(tmp_path / "tiger")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture
def here(database, tmp_path, monkeypatch):
    """The command's surroundings: a database and a state folder."""
    monkeypatch.setenv("HUB311_DATABASE_GEO", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("HUB311_VAR", str(tmp_path / "var"))
    return database


def an_atlas(database):
    shelf = Shelf(aside=lambda function, *values: function(*values), pause=lambda: None)
    shelf.refresh(database)
    return shelf.now()


def codes(answer):
    return {kind: layer and (layer["code"], layer["name"]) for kind, layer in answer["layers"].items()}


def test_a_county_has_all_its_layers_from_a_server(here, server):
    assert county.main([FIPS, server]) == 0

    assert codes(locate(an_atlas(here), IN_TOWN)) == {
        "county": ("24031", "Montgomery"),
        "municipality": ("2431175", "Gaithersburg"),
        "census_place": None,
        "county_subdivision": ("2403190324", "9, Gaithersburg"),
        "zip_code": ("20877", "20877"),
        "congressional_district": ("08", "Congressional District 8"),
        "state_senate_district": ("017", "State Senate District 17"),
        "state_house_district": ("017", "State Legislative District 17"),
        "school_district": ("2400480", "Montgomery County Public Schools"),
    }


def test_a_county_has_its_state_roads_and_finds_addresses_between_the_ends_of_a_range(here, tmp_path):
    assert county.main([FIPS, str(write_tiger(tmp_path / "flat", flat=True))]) == 0
    atlas = an_atlas(here)

    georgia = locate(atlas, {"address": "50 Georgia Ave"})
    carroll = locate(atlas, {"address": "7300 Carroll Ave"})

    assert (georgia["road"]["owner"], georgia["road"]["route_number"]) == ("state", "MD 97")
    assert (carroll["road"]["owner"], carroll["road"]["street"]) == ("county", "Carroll Ave")
    assert carroll["position"]["method"] == "address_range"


def test_the_neighbour_is_shown_and_is_outside(here, tmp_path):
    county.main([FIPS, str(write_tiger(tmp_path / "tiger"))])

    answer = locate(an_atlas(here), IN_NEXT)

    assert codes(answer)["county"] == ("24027", "Howard")
    assert not answer["jurisdiction"]["inside"]


def test_only_what_lies_in_the_county_is_loaded(here, tmp_path):
    county.main([FIPS, str(write_tiger(tmp_path / "tiger"))])

    with here.reading() as session:
        items = listing.list_layers(session, {"limit": 250}, clock.now())["items"]
    counts = {item["kind"]: item["features"] for item in items}
    assert (counts["county"], counts["municipality"], counts["zip_code"], counts["road"]) == (2, 1, 1, 4)


def test_what_the_source_does_not_have_is_said_and_left_out(here, tmp_path, capsys):
    folder = write_tiger(tmp_path / "tiger", without=("UNSD", "ROADS", "ADDRFEAT"))

    assert county.main([FIPS, str(folder)]) == 0

    said = capsys.readouterr().out
    assert "there is no school district" in said
    assert "there are no roads" in said


def test_files_are_fetched_once(server, tmp_path):
    said = []
    write_manifest(FIPS, server, tmp_path / "24031.toml", said.append)
    first = len(said)

    write_manifest(FIPS, server, tmp_path / "24031.toml", said.append)

    assert (first, len(said)) == (10, 10)
    assert len(read_manifest(tmp_path / "24031.toml")) == 10


UNUSABLE = {
    "no such county": ("24999", "24999"),
    "letters": ("2403x", "five digits"),
    "no such state": ("99031", "five digits"),
}


@pytest.mark.parametrize(("fips", "reason"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_county_that_cannot_be_is_refused(tmp_path, fips, reason):
    folder = write_tiger(tmp_path / "tiger")

    with pytest.raises(LayerUnusable, match=reason):
        write_manifest(fips, str(folder), tmp_path / "x.toml", str)


USAGE = {"nothing": ([], 2, "usage:"), "a folder that is not there": (["24031", "/nowhere"], 1, "no folder /nowhere")}


@pytest.mark.parametrize(("words", "status", "said"), USAGE.values(), ids=USAGE)
def test_the_command_says_what_is_wrong(here, capsys, words, status, said):
    assert county.main(words) == status
    assert said in capsys.readouterr().err


def test_a_source_without_counties_is_refused(tmp_path):
    with pytest.raises(LayerUnusable, match="no file tl_"):
        write_manifest(FIPS, str(tmp_path), tmp_path / "x.toml", str)
