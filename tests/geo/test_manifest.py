"""The manifest: entries that exist and are described, or a reason."""

import pytest

from services.geo.layers.manifest import ManifestUnusable, read_manifest
from tests.geo.county import a_feature, a_file, square

LAYER = '[[layer]]\nkind = "county"\nfile = "county.geojson"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "county.geojson").write_bytes(a_file([a_feature("ashmere", [square(-77.2, 39.0, -77.1, 39.1)])]))
    return tmp_path


def written(folder, text):
    (folder / "manifest.toml").write_text(text)
    return folder / "manifest.toml"


def test_an_entry_has_a_kind_a_file_and_what_is_known_of_it(folder):
    text = LAYER + 'valid_from = 2022-12-05\nlicence = "CC0-1.0"\n'

    entry = read_manifest(written(folder, text))[0]

    assert (entry.kind, entry.origin, entry.code_field) == ("county", "county.geojson", "code")
    assert (str(entry.valid_from), entry.licence, entry.jurisdiction_id) == ("2022-12-05", "CC0-1.0", "sample")


def test_roads_and_addresses_may_be_written_in_the_plural(folder):
    assert read_manifest(written(folder, LAYER.replace("county", "roads", 1)))[0].kind == "road"


def test_the_hash_changes_with_the_content_and_with_what_is_said_of_it(folder):
    plain = digest(folder, LAYER)
    dated = digest(folder, LAYER + "valid_from = 2024-01-01\n")
    again = digest(folder, LAYER)
    (folder / "county.geojson").write_bytes(a_file([a_feature("ashmere", [square(-77.2, 39.0, -77.0, 39.1)])]))

    assert plain == again
    assert len({plain, dated, digest(folder, LAYER)}) == 3


def digest(folder, text):
    with read_manifest(written(folder, text))[0].staged(None) as staged:
        return staged.digest


def test_a_file_may_lie_under_the_data_folder(folder, monkeypatch):
    monkeypatch.setenv("HUB311_DATA", str(folder))
    (folder / "counties").mkdir()
    (folder / "counties" / "manifest.toml").write_text(LAYER)

    assert read_manifest(folder / "counties" / "manifest.toml")[0].places == (folder / "county.geojson",)


UNUSABLE = {
    "no TOML": ("[[layer", "manifest.toml"),
    "no layer": ("title = 1", "no \\[\\[layer"),
    "no file": (LAYER.replace("county.geojson", "away.geojson"), "there is no file"),
    "a kind with capitals": (LAYER.replace('"county"', '"County"'), "Layer 1"),
    "a layer twice": (LAYER + LAYER, "stands twice"),
    "a date that is text": (LAYER + 'valid_from = "soon"', "valid_from is no date"),
    "a member that means nothing": (LAYER + 'name_feild = "name"', "name_feild means nothing"),
    "a box of three numbers": (LAYER + "box = [-77.2, 39.0, -77.1]", "box is not"),
    "a switch that is text": (LAYER + 'merge = "yes"', "merge is neither"),
    "fields of areas": (LAYER + 'fields = { street = "x" }', "for roads and addresses"),
    "no files at all": ('[[layer]]\nkind = "park"\nfiles = []\n', "no file and no url"),
    "conditions that are no table": (LAYER + 'where = "x"', "where is no table"),
    "fields that are no table": (LAYER + 'fields = "x"', "fields and owners are tables"),
    "a licence of numbers": (LAYER + "encoding = 8", "encoding is no text"),
    "a jurisdiction with spaces": (LAYER + 'jurisdiction_id = "a b"', "jurisdiction_id"),
}


@pytest.mark.parametrize(("text", "reason"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_manifest_is_refused_with_a_reason(folder, text, reason):
    with pytest.raises(ManifestUnusable, match=reason):
        read_manifest(written(folder, text))


def test_a_manifest_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ManifestUnusable):
        read_manifest(tmp_path / "manifest.toml")
