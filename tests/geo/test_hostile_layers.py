"""Files that were made to harm, or went wrong on their way: refused with a reason, and nothing of them is kept."""

import gzip
import resource
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from shapely import box

from deploy.places import PROJECT
from services.geo.layers import downloads, limits
from services.geo.layers.features import LayerUnusable
from services.geo.layers.reading import Form, read_layer
from services.geo.layers.sources import staged
from services.geo.layers.tables import Wanted
from tests.geo.county import FORM, a_feature, a_file, square
from tests.geo.tiger_files import write_zipped_shapefile

SQUARE = box(-77.2, 39.0, -77.1, 39.1)
GOOD = a_file([a_feature("1", [square(-77.2, 39.0, -77.1, 39.1)])])
FEET = "EPSG:2248"  # Maryland's plane, US survey feet


def read(place, form=FORM, wanted=None):
    with staged(place, (wanted or Wanted()).layer) as source:
        return read_layer(source, form, wanted)


def an_archive(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def in_feet(shape):
    turn = pyproj.Transformer.from_crs("OGC:CRS84", FEET, always_xy=True)
    return shapely.transform(shape, lambda pairs: np.column_stack(turn.transform(pairs[:, 0], pairs[:, 1])))


def test_a_zipped_shapefile_in_feet_lands_where_it_belongs(tmp_path):
    path = write_zipped_shapefile(tmp_path / "a.zip", {"code": ["1"], "name": ["One"]}, [in_feet(SQUARE)], FEET)

    [feature], report = read(path)

    assert shapely.hausdorff_distance(feature.geometry, SQUARE) < 1e-7
    assert report.crs == FEET


def test_a_geopackage_has_layers_by_name(tmp_path):
    for name in ("districts", "parks"):
        values = [np.array([name], dtype=object)] * 2
        pyogrio.raw.write(
            tmp_path / "a.gpkg", shapely.to_wkb([SQUARE]), values, ["code", "name"], geometry_type="Polygon",
            crs="EPSG:4326", layer=name, append=(tmp_path / "a.gpkg").exists(),
        )  # fmt: skip

    assert read(tmp_path / "a.gpkg", wanted=Wanted(layer="parks"))[0][0].code == "parks"


def test_a_compressed_file_is_read(tmp_path):
    (tmp_path / "a.geojson.gz").write_bytes(gzip.compress(GOOD))

    assert read(tmp_path / "a.geojson.gz")[0][0].code == "1"


def test_an_encoding_that_is_named_is_used(tmp_path):
    values = [np.array(["1"], dtype=object), np.array(["Cañón"], dtype=object)]
    pyogrio.raw.write(
        tmp_path / "a.shp", shapely.to_wkb([SQUARE]), values, ["code", "name"], geometry_type="Polygon",
        crs="EPSG:4326", encoding="ISO-8859-1",
    )  # fmt: skip
    (tmp_path / "a.cpg").unlink()

    assert read(tmp_path / "a.shp", wanted=Wanted(encoding="ISO-8859-1"))[0][0].name == "Cañón"


def test_a_shapefile_that_does_not_say_where_it_is_needs_a_crs(tmp_path):
    path = write_zipped_shapefile(tmp_path / "a.zip", {"code": ["1"], "name": ["One"]}, [in_feet(SQUARE)], FEET)
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist() if not name.endswith(".prj")}
    an_archive(path, parts)

    with pytest.raises(LayerUnusable, match="does not say in which coordinate system"):
        read(path)
    assert read(path, wanted=Wanted(crs=FEET))[1].crs == FEET


def test_parts_of_one_area_are_joined_when_that_is_asked_for(tmp_path):
    two = [a_feature("4", [square(-77.2, 39.0, -77.1, 39.1)]), a_feature("4", [square(-77.0, 39.0, -76.9, 39.1)])]
    (tmp_path / "a.geojson").write_bytes(a_file(two))

    [feature], report = read(tmp_path / "a.geojson", Form("code", "name", merge=True))

    assert (feature.geometry.geom_type, report.merged) == ("MultiPolygon", ["4"])


ARCHIVES = {
    "a way out": ({"../../etc/a.geojson": GOOD}, "points out of it"),
    "a root": ({"/etc/a.geojson": GOOD}, "points out of it"),
    "a drive": ({"C:\\a.geojson": GOOD}, "points out of it"),
    "a backslash": ({"..\\a.geojson": GOOD}, "points out of it"),
    "nothing of use": ({"readme.txt": b"x", "inner.zip": b"PK"}, "holds no shapefile"),
    "several layers": ({"a.geojson": GOOD, "b.geojson": GOOD}, r"several layers \(a, b\)"),
    "a shapefile that is none": ({"a.shp": b"x" * 200}, "neither GeoJSON"),
    "a cut shapefile": ({"a.shp": b"\x00\x00\x27\x0a" + bytes(96)}, "cannot be read"),
    "a bomb": ({"a.geojson": bytes(80 * limits.MEGABYTE)}, "100 times its size"),
}


@pytest.mark.parametrize(("parts", "reason"), ARCHIVES.values(), ids=ARCHIVES)
def test_an_archive_is_refused_with_a_reason(tmp_path, parts, reason):
    with pytest.raises(LayerUnusable, match=reason):
        read(an_archive(tmp_path / "a.zip", parts))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


def test_a_link_in_an_archive_is_refused(tmp_path):
    link = zipfile.ZipInfo("a.geojson")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(LayerUnusable, match="is a link"):
        read(tmp_path / "a.zip")


def test_an_archive_of_too_many_parts_is_refused(tmp_path):
    parts = {f"{number}.txt": b"" for number in range(limits.MOST_PARTS + 1)}

    with pytest.raises(LayerUnusable, match="1001 parts, more than 1000"):
        read(an_archive(tmp_path / "a.zip", parts))


def test_an_encrypted_archive_is_refused(tmp_path):
    content = bytearray(an_archive(tmp_path / "a.zip", {"a.geojson": GOOD}).read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 8] |= 1
    (tmp_path / "a.zip").write_bytes(content)

    with pytest.raises(LayerUnusable, match="is encrypted"):
        read(tmp_path / "a.zip")


SIZES = {"one part": ({"a.geojson": 3}, "a.geojson unpacks to more than 2 MB"),
         "all together": ({"a.shp": 1.2, "a.dbf": 1.2}, "The archive unpacks to more than 2 MB")}  # fmt: skip


@pytest.mark.parametrize(("parts", "reason"), SIZES.values(), ids=SIZES)
def test_an_archive_that_is_too_large_unpacked_is_refused(tmp_path, monkeypatch, parts, reason):
    monkeypatch.setattr(limits, "LARGEST_UNPACKED", 2 * limits.MEGABYTE)
    content = {name: bytes(int(size * limits.MEGABYTE)) for name, size in parts.items()}

    with pytest.raises(LayerUnusable, match=reason):
        read(an_archive(tmp_path / "a.zip", content))


def test_one_of_several_layers_of_an_archive_is_read_by_its_name(tmp_path):
    other = a_file([a_feature("2", [square(-77.2, 39.0, -77.1, 39.1)])])
    path = an_archive(tmp_path / "a.zip", {"a.geojson": GOOD, "b.geojson": other})

    assert read(path, wanted=Wanted(layer="b"))[0][0].code == "2"


TOO_MUCH = {
    "features": ("MOST_FEATURES", "2 features, more than 1"),
    "vertices": ("MOST_VERTICES", "vertices, more than 1"),
}


@pytest.mark.parametrize(("limit", "reason"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_layer_above_a_limit_is_refused(tmp_path, monkeypatch, limit, reason):
    monkeypatch.setattr(limits, limit, 1)
    two = [a_feature(code, [square(-77.2, 39.0, -77.1, 39.1)]) for code in "12"]
    (tmp_path / "a.geojson").write_bytes(a_file(two))

    with pytest.raises(LayerUnusable, match=reason):
        read(tmp_path / "a.geojson")


def test_a_choice_by_a_column_that_is_not_there_names_those_that_are(tmp_path):
    (tmp_path / "a.geojson").write_bytes(GOOD)

    with pytest.raises(LayerUnusable, match="no column STATEFP to choose by; there are code, name"):
        read(tmp_path / "a.geojson", wanted=Wanted(where={"STATEFP": "24"}))


def test_a_number_chooses_too(tmp_path):
    features = [a_feature(code, [square(-77.2, 39.0, -77.1, 39.1)]) for code in "12"]
    for number, feature in enumerate(features):
        feature["properties"]["state"] = number
    (tmp_path / "a.geojson").write_bytes(a_file(features))

    assert [f.code for f in read(tmp_path / "a.geojson", wanted=Wanted(where={"STATE": 1}))[0]] == ["2"]


def test_a_date_is_text(tmp_path):
    feature = a_feature("1", [square(-77.2, 39.0, -77.1, 39.1)])
    feature["properties"]["opened"] = "2015-06-01"
    (tmp_path / "a.geojson").write_bytes(a_file([feature]))

    assert read(tmp_path / "a.geojson")[0][0].properties["opened"].startswith("2015-06-01")


def test_an_archive_that_lies_about_its_size_is_stopped_while_it_is_unpacked(tmp_path):
    content = bytearray(an_archive(tmp_path / "a.zip", {"a.geojson": bytes(80 * limits.MEGABYTE)}).read_bytes())
    size = (80 * limits.MEGABYTE).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(content.replace(size, (1000).to_bytes(4, "little")))

    with pytest.raises(LayerUnusable):
        read(tmp_path / "a.zip")


def test_a_compressed_bomb_is_stopped_while_it_is_unpacked(tmp_path):
    with gzip.open(tmp_path / "a.geojson.gz", "wb") as packed:
        for _ in range(80):
            packed.write(bytes(limits.MEGABYTE))

    with pytest.raises(LayerUnusable, match="100 times its size"):
        read(tmp_path / "a.geojson.gz")


def test_a_cut_archive_is_refused(tmp_path):
    whole = an_archive(tmp_path / "a.zip", {"a.geojson": GOOD}).read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[:60])

    with pytest.raises(LayerUnusable, match="cannot be unpacked"):
        read(tmp_path / "a.zip")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "a.geojson").open("wb") as file:
        file.write(b'{"type": "FeatureCollection", "features": [')
        file.truncate(limits.LARGEST_FILE + 1)

    with pytest.raises(LayerUnusable, match="more than 256 MB"):
        read(tmp_path / "a.geojson")


def test_an_area_that_crosses_itself_at_too_many_corners_is_not_mended(tmp_path):
    corners = np.random.default_rng(311).uniform((-77.2, 39.0), (-77.1, 39.1), (200_001, 2))
    values = [np.array(["1"], dtype=object)] * 2
    pyogrio.raw.write(
        tmp_path / "a.gpkg", shapely.to_wkb([shapely.Polygon(corners)]), values, ["code", "name"],
        geometry_type="Polygon", crs="EPSG:4326",
    )  # fmt: skip

    with pytest.raises(LayerUnusable, match="crosses itself"):
        read(tmp_path / "a.gpkg")


TEN_MILLION = """
import numpy as np, pyogrio, shapely, sys
turn = np.linspace(0, 2 * np.pi, 1_000_000)
ring = lambda n: np.column_stack((-77.5 + n / 20 + 0.02 * np.cos(turn), 39 + 0.02 * np.sin(turn)))
shapes = [shapely.to_wkb(shapely.Polygon(ring(n))) for n in range(10)]
values = [np.array([str(n) for n in range(10)], dtype=object)] * 2
pyogrio.raw.write(sys.argv[1], np.array(shapes, dtype=object), values, ["code", "name"], geometry_type="Polygon",
                  crs="EPSG:4326")
"""


def test_ten_million_vertices_are_refused_within_the_memory(tmp_path, database, monkeypatch):
    path = tmp_path / "large.gpkg"
    subprocess.run([sys.executable, "-c", TEN_MILLION, str(path)], check=True, timeout=120)
    (tmp_path / "m.toml").write_text('[[layer]]\nkind = "huge"\nfile = "large.gpkg"\n')
    monkeypatch.setenv("HUB311_DATABASE_GEO", database.engine.url.render_as_string(hide_password=False))
    command = [sys.executable, "-m", "services.geo.load", str(tmp_path / "m.toml")]

    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)

    assert (ended.returncode, "10,000,008 vertices, more than 4,000,000." in ended.stderr) == (1, True)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < limits.MEMORY


class Tricky(BaseHTTPRequestHandler):
    """Answers what its path asks for."""

    def do_GET(self):
        """Redirect, refuse, or go on for ever."""
        if self.path == "/around":
            self.send_response(302)
            self.send_header("Location", "/around")
            self.end_headers()
        elif self.path == "/file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        elif self.path == "/large":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(bytes(3 * limits.MEGABYTE))
        else:
            self.send_error(404)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def tricky():
    with ThreadingHTTPServer(("127.0.0.1", 0), Tricky) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


URLS = {
    "a circle": ("/around", "redirects"),
    "a redirect to a file": ("/file", "neither http nor https"),
    "nothing": ("/away", "answers 404"),
    "too much": ("/large", "larger than 1 MB"),
}


@pytest.mark.parametrize(("path", "reason"), URLS.values(), ids=URLS)
def test_a_url_is_refused_with_a_reason(tricky, monkeypatch, path, reason):
    monkeypatch.setattr(limits, "LARGEST_DOWNLOAD", limits.MEGABYTE)

    with pytest.raises(LayerUnusable, match=reason):
        read(tricky + path)


def test_a_download_that_takes_too_long_is_given_up(tricky, monkeypatch):
    monkeypatch.setattr(limits, "DOWNLOAD_SECONDS", -1)

    with pytest.raises(LayerUnusable, match="takes longer"):
        read(tricky + "/large")


GONE = {
    "nobody who listens": ("http://127.0.0.1:9/a.geojson", "cannot be fetched"),
    "a host that is not known": ("http://nowhere.invalid/a.geojson", "is not known|cannot be fetched"),
}


@pytest.mark.parametrize(("url", "reason"), GONE.values(), ids=GONE)
def test_a_url_where_nothing_is_is_refused(url, reason):
    with pytest.raises(LayerUnusable, match=reason):
        read(url)


HOPS = {
    "into a private network": ("http://8.8.8.8/a", "http://10.0.0.1/a", True),
    "to the machine itself": ("https://8.8.8.8/a", "http://127.0.0.1/a", True),
    "to another public place": ("http://8.8.8.8/a", "https://8.8.4.4/a", False),
    "within the private network in which it began": ("http://10.0.0.1/a", "http://10.0.0.2/a", False),
}


@pytest.mark.parametrize(("first", "then", "inward"), HOPS.values(), ids=HOPS)
def test_a_public_address_may_not_lead_into_a_private_network(first, then, inward):
    assert downloads.leads_inward(first, then) is inward


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a.zip", "http:///a"], ids=str)
def test_only_http_is_fetched(url):
    with pytest.raises(LayerUnusable, match="neither http nor https"):
        read(url)
