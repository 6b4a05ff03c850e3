"""Batches on disk: the working day, whole files and manifests that never claim too much."""

import csv
import hashlib
import json
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from services.notify import batches

COUNTY = ZoneInfo("America/New_York")
CUT_OFF = time(17, 30)


def letter(sequence, **values):
    return {
        "batch_sequence": sequence, "id": f"letter-{sequence}", "number": "482-913-0757", "sha256": "ab" * 32,
        "pages": 1, "addressee": ["Ana Ruiz", "7300 Carroll Ave", "Hartwell, MD 21301"],
    } | values  # fmt: skip


def read(folder, batch_id="2026-11-20"):
    return json.loads((folder / batch_id / "manifest.json").read_text())


@pytest.mark.parametrize(
    ("now", "day"),
    [
        pytest.param(datetime(2026, 11, 20, 15, 0), date(2026, 11, 20), id="Friday morning: today"),
        pytest.param(datetime(2026, 11, 20, 22, 29), date(2026, 11, 20), id="a minute before the cut-off: today"),
        pytest.param(datetime(2026, 11, 20, 22, 30), date(2026, 11, 23), id="at the cut-off: Monday"),
        pytest.param(datetime(2026, 11, 21, 15, 0), date(2026, 11, 23), id="Saturday: Monday"),
        pytest.param(datetime(2026, 11, 23, 3, 0), date(2026, 11, 23), id="Sunday night in the county: Monday"),
        pytest.param(datetime(2026, 11, 26, 15, 0), date(2026, 11, 27), id="Thanksgiving: Friday"),
        pytest.param(datetime(2026, 7, 3, 15, 0), date(2026, 7, 6), id="the observed Fourth of July: Monday"),
    ],
)
def test_a_letter_goes_into_the_batch_of_a_working_day(now, day):
    assert batches.batch_day(now.replace(tzinfo=UTC), COUNTY, CUT_OFF) == day


def test_the_manifest_lists_every_letter_with_its_sum_and_address(tmp_path):
    batches.write_manifest(tmp_path, "2026-11-20", "open", [letter(1), letter(2, pages=2)])

    manifest = read(tmp_path)

    assert (manifest["count"], manifest["pages"], manifest["state"]) == (2, 3, "open")
    assert manifest["letters"][0] == {
        "sequence": 1, "id": "letter-1", "number": "482-913-0757", "file": "letter-1.pdf", "sha256": "ab" * 32,
        "pages": 1, "address": ["Ana Ruiz", "7300 Carroll Ave", "Hartwell, MD 21301"], "zip": "21301",
    }  # fmt: skip


def test_both_forms_of_the_manifest_say_the_same(tmp_path):
    batches.write_manifest(tmp_path, "2026-11-20", "ready", [letter(1), letter(2)])

    with (tmp_path / "2026-11-20" / "manifest.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    letters = read(tmp_path)["letters"]
    assert [row["sha256"] for row in rows] == [row["sha256"] for row in letters]
    assert rows[0]["address"] == "Ana Ruiz | 7300 Carroll Ave | Hartwell, MD 21301"


def test_a_second_run_writes_the_same_bytes(tmp_path):
    sums = []
    for _ in range(2):
        batches.write_manifest(tmp_path, "2026-11-20", "ready", [letter(1)])
        sums.append([hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted((tmp_path / "2026-11-20").iterdir())])

    assert sums[0] == sums[1]


@pytest.mark.parametrize(
    ("state", "count"), [pytest.param("open", 3, id="an open one"), pytest.param("ready", 1, id="a shorter one")]
)
def test_a_final_manifest_is_not_replaced_by_an_earlier_one(tmp_path, state, count):
    batches.write_manifest(tmp_path, "2026-11-20", "ready", [letter(1), letter(2)])

    batches.write_manifest(tmp_path, "2026-11-20", state, [letter(n) for n in range(count)])

    assert (read(tmp_path)["state"], read(tmp_path)["count"]) == ("ready", 2)


def test_a_manifest_that_cannot_be_read_is_written_anew(tmp_path):
    (tmp_path / "2026-11-20").mkdir()
    (tmp_path / "2026-11-20" / "manifest.json").write_text('{"state": "rea')

    batches.write_manifest(tmp_path, "2026-11-20", "open", [letter(1)])

    assert read(tmp_path)["count"] == 1


def test_an_address_that_looks_like_a_formula_is_no_formula_in_a_spreadsheet(tmp_path):
    batches.write_manifest(tmp_path, "2026-11-20", "open", [letter(1, addressee=["=HYPERLINK(1)", "Hartwell 21301"])])

    assert "\n1,letter-1" in (tmp_path / "2026-11-20" / "manifest.csv").read_text().replace("\r", "")
    assert ",'=HYPERLINK(1)" in (tmp_path / "2026-11-20" / "manifest.csv").read_text()


def test_a_write_that_fails_half_way_leaves_what_was_there(tmp_path):
    path = tmp_path / "letter.pdf"
    batches.write_whole(path, b"first")

    with pytest.raises(TypeError):
        batches.write_whole(path, "text instead of bytes")

    assert path.read_bytes() == b"first"


def test_only_the_owner_can_read_letters(tmp_path):
    path = batches.letter_path(tmp_path / "letters", "2026-11-20", "letter-1")
    batches.write_letter(path, b"%PDF")

    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
