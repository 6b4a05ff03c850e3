"""Records for statisticians: everything once, late changes again, nobody named, files that add up."""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow.parquet as parquet
import pytest
from sqlalchemy import delete

from services.common import clock
from services.common.blobs import Blobs
from services.common.contract import dump, load
from services.common.errors import Forbidden, InvalidInput
from services.intake import contract, openings, policy
from services.intake.models import Contact, RecordFile
from services.intake.records import columns, kinds, listing, open_data, totals
from services.intake.records.closing import Closing
from services.intake.records.kinds import span
from tests.intake.county import AGENT, AT_LIBRARY
from tests.intake.steps import assign, follow, log_contact, withdraw

NEW_YORK = ZoneInfo("America/New_York")
ANSWERED = {"outcome": "answered", "article": {"id": "library-card", "version": 1}}
SECRET = "My neighbour Jo Doe, 240-555-0147, jo@example.org, parks across it"
RESIDENT = {"name": "Jo Doe", "email": "jo@example.org", "phone": "240-555-0147"}


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Every change is settled as soon as it is committed: nothing else writes here."""
    monkeypatch.setattr(kinds, "SETTLED", timedelta(0))


def pages(county, listed=listing.list_requests, cursor=None, limit=2):
    """All records from a cursor on, and where to go on."""
    records = []
    while True:
        said = load(contract.LIST_REQUEST_RECORDS.request, {"cursor": cursor, "limit": limit})
        with county.db.reading() as session:
            page = listed(session, said)
        records += page["items"]
        cursor = page["resume"]
        if page["next"] is None:
            return records, cursor


def days_of(**spans):
    """A message that names days."""
    return load(contract.READ_TOTALS.request, {name: day.isoformat() for name, day in spans.items()})


def today():
    """The county's day."""
    return clock.now().astimezone(NEW_YORK).date()


def test_every_request_is_listed_once_and_one_that_changes_later_comes_again(county):
    opened = [county.number() for _ in range(5)]
    first, resume = pages(county)

    assign(county, opened[1])
    later, end = pages(county, cursor=resume)

    assert [record["number"] for record in first] == opened
    assert [(record["number"], record["status"]) for record in later] == [(opened[1], "assigned")]
    assert pages(county, cursor=end) == ([], end)


def test_what_changed_a_moment_ago_waits_for_older_changes_that_may_still_be_committed(county, monkeypatch):
    county.number()

    monkeypatch.setattr(kinds, "SETTLED", timedelta(seconds=10))

    assert pages(county) == ([], None)


def test_a_record_says_nothing_that_people_wrote_and_nobody_s_name(county):
    number = county.number(description=SECRET, resident=RESIDENT, location={**AT_LIBRARY, "text": SECRET})
    item = {"outcome": "recorded", "kind": "complaint", "about": "department", "text": SECRET, "department": "dot"}
    log_contact(county, item, {"outcome": "request", "number": number}, resident=RESIDENT)

    shown = str(pages(county)) + str(pages(county, listing.list_contacts))

    assert number in shown
    words = ("Jo", "Doe", "555-0147", "5550147", "example.org", "neighbour", "Carroll")
    assert not [word for word in words if word in shown]


def test_a_contact_comes_with_what_was_asked_and_again_when_it_was_amended(county):
    logged = log_contact(county, ANSWERED, {"outcome": "referred", "to": "state-highways"})
    [record], resume = pages(county, listing.list_contacts)

    with county.db.transaction() as session:
        session.get_one(Contact, logged["id"]).type = "miscellaneous"
    [again], _ = pages(county, listing.list_contacts, resume)

    assert [item["outcome"] for item in record["items"]] == ["answered", "referred"]
    assert (record["type"], again["type"], again["id"]) == ("referral", "miscellaneous", logged["id"])


def test_drills_are_in_no_record_and_change_no_total(county):
    county.number()
    with county.db.reading() as session:
        before = totals.count(session, today(), today())

    county.number(caller=AGENT, drill=True)

    with county.db.reading() as session:
        assert totals.count(session, today(), today()) == before
    assert len(pages(county)[0]) == 1


@pytest.mark.parametrize(
    ("promised", "closed", "said"),
    [(None, None, "none"), (5, None, "open"), (5, 5, "kept"), (5, 6, "missed"), (None, 6, "none")],
    ids=["none was made", "not closed yet", "closed at the last moment", "closed too late", "closed without promise"],
)
def test_what_became_of_a_promise(promised, closed, said):
    from services.intake.records.rows import promise

    instants = [value and datetime(2026, 11, value, tzinfo=UTC) for value in (promised, closed)]

    assert promise(*instants) == said


def test_a_closed_request_says_when_it_was_closed_and_whether_the_promise_was_kept(county):
    number = county.number()
    assign(county, number, promised_by=clock.instant_text(clock.now() + timedelta(days=2)))
    follow(county, "assignment_completed", number)

    [record], _ = pages(county)

    assert (record["status"], record["promise"], record["close_code"]) == ("closed", "kept", "done")
    assert record["requested_at"] <= record["closed_at"] <= record["promised_by"]


@pytest.mark.parametrize("cursor", ["x", "é", "====", "MjAyNg==", "MjAyNi0xMS0yMVQyMjo0Mjo1MXw3"],
                         ids=["a letter", "not ASCII", "padding", "no row", "no zone"])  # fmt: skip
def test_a_cursor_is_refused_that_is(county, cursor):
    with pytest.raises(InvalidInput):
        pages(county, cursor=cursor)


def test_totals_add_up_to_the_records(county):
    closed, _ = county.number(), county.number(service_code="bulk-pickup", answers={"what": "sofa"}, language="es")
    withdraw(county, closed)
    log_contact(county, ANSWERED, {"outcome": "request", "number": closed}, language="am")

    with county.db.reading() as session:
        said = totals.show(session, days_of(since=today(), until=today()))

    assert said["requests"]["total"] == len(pages(county)[0]) == 2
    assert said["requests"]["by_type"] == {"bulk-pickup": 1, "pothole": 1}
    assert said["requests"]["by_status"] == {"closed": 1, "open": 1}
    assert said["contacts"]["by_language"] == {"am": 1}
    assert (said["contacts"]["items"], said["contacts"]["by_outcome"]) == (2, {"answered": 1, "request": 1})
    assert dump(contract.READ_TOTALS.answer, said)["since"] == today().isoformat()


@pytest.mark.parametrize("until", [date(2026, 11, 19), date(2027, 11, 21)], ids=["backwards", "more than a year"])
def test_totals_are_of_a_year_at_most(county, until):
    with county.db.reading() as session, pytest.raises(InvalidInput):
        totals.show(session, days_of(since=date(2026, 11, 20), until=until))


def test_the_days_on_which_clocks_change_have_23_and_25_hours():
    def hours(day):
        start, end = span(day, day, NEW_YORK)
        return (end - start) / timedelta(hours=1)

    assert [hours(date(2026, 3, 8)), hours(date(2026, 11, 1)), hours(date(2026, 11, 2))] == [23, 25, 24]


class Days:
    """Closes days of a county; time is moved on by hand."""

    def __init__(self, county, folder, monkeypatch):
        self.county, self.patch = county, monkeypatch
        now = datetime.now(NEW_YORK)
        self.passed = now.replace(hour=15, minute=0) - now
        self.pass_days(0)
        self.blobs = Blobs(folder)
        self.closing = Closing(county.db, self.blobs, county.catalogue, NEW_YORK)

    def pass_days(self, count=1):
        """Let the clock show a later day."""
        self.passed += timedelta(days=count)
        self.patch.setattr(clock, "now", lambda: datetime.now(UTC) + self.passed)

    def number(self, **said):
        """Open a request on the day that the clock shows."""
        opening = self.county.opening(**said)
        opening.at = clock.now()
        return openings.open_group(self.county.db, [opening])[0]["number"]

    def close(self):
        """Close what is due; the files by day, kind, part and format."""
        made = [file for day in self.closing.due() for file in self.closing.close(day)]
        return {(f["day"], f["kind"], f["part"], f["format"]): f for f in made}

    def table(self, file):
        """The rows of a file."""
        with self.blobs.open(file["sha256"]) as opened:
            if file["format"] == "parquet":
                return parquet.read_table(opened).to_pylist()
            text = opened.read().decode()
        return json.loads(text) if file["format"] == "json" else list(csv.DictReader(text.splitlines()))


@pytest.fixture
def days(county, tmp_path, monkeypatch):
    """Closes days."""
    return Days(county, tmp_path / "records", monkeypatch)


def test_a_day_that_is_over_gets_its_files_once_and_they_hold_every_record(county, days):
    numbers, day = [county.number(), county.number()], today()
    contact = log_contact(county, {"outcome": "request", "number": numbers[0]})
    days.pass_days()

    files = days.close()

    for form in ("parquet", "csv"):
        assert [row["number"] for row in days.table(files[day, "requests", "day", form])] == numbers
        assert [row["id"] for row in days.table(files[day, "contacts", "day", form])] == [contact["id"]]
        assert [row["contact_id"] for row in days.table(files[day, "contact_items", "day", form])] == [contact["id"]]
    assert days.close() == {}


def test_the_totals_file_counts_the_same_as_the_files_beside_it(county, days):
    county.number()
    log_contact(county, ANSWERED, ANSWERED)
    county.number(caller=AGENT, drill=True)
    day = today()
    days.pass_days()

    files = days.close()
    said = days.table(files[day, "totals", "day", "json"])

    rows = {f["kind"]: f["rows"] for f in said["files"] if f["format"] == "parquet"}
    assert rows == {"requests": 1, "contacts": 1, "contact_items": 2, "open_data": 1}
    assert (said["requests"]["total"], said["contacts"]["total"], said["contacts"]["items"]) == (1, 1, 2)
    assert all(
        file["sha256"] == files[day, file["kind"], file["part"], file["format"]]["sha256"] for file in said["files"]
    )


def test_a_drill_changes_no_byte_of_a_day_s_files(county, days):
    county.number()
    days.pass_days()
    without = days.close()
    with county.db.transaction() as session:
        session.execute(delete(RecordFile))
    days.pass_days(-1)
    drill = days.number(drill=True)
    assign(county, drill)
    follow(county, "assignment_completed", drill)
    days.pass_days()

    with_drill = days.close()

    assert {part: file["sha256"] for part, file in with_drill.items()} == {
        part: file["sha256"] for part, file in without.items()
    }


def test_what_changes_after_its_day_was_closed_stands_in_a_later_day_s_corrections_and_no_file_is_written_anew(
    county, days
):
    number, day = county.number(), today()
    days.pass_days()
    before = days.close()
    assign(county, number)
    days.pass_days()

    files = days.close()

    [row] = days.table(files[day + timedelta(days=1), "requests", "corrections", "parquet"])
    assert (row["number"], row["status"], row["department"]) == (number, "assigned", "dot")
    assert days.table(before[day, "requests", "day", "parquet"])[0]["status"] == "open"
    assert [key for key in files if key[0] == day] == []
    assert days.table(files[day + timedelta(days=1), "requests", "day", "parquet"]) == []


def test_files_of_all_days_newest_row_first_are_what_is_stored(county, days):
    stored, files = [], {}
    for step in range(3):
        stored.append(days.number())
        if step:
            assign(county, stored[0]) if step == 1 else withdraw(county, stored[1])
        days.pass_days()
        files |= days.close()

    newest = {}
    for key in sorted(k for k in files if k[1] == "requests" and k[3] == "parquet"):
        newest |= {row["number"]: row for row in days.table(files[key])}

    live = {record["number"]: record["status"] for record in pages(county)[0]}
    assert {number: row["status"] for number, row in newest.items()} == live


def test_parquet_says_its_types_and_its_version(county, days):
    county.number()
    day = today()
    days.pass_days()
    file = days.close()[day, "requests", "day", "parquet"]

    with days.blobs.open(file["sha256"]) as opened:
        schema = parquet.read_schema(opened)

    assert schema.names == list(columns.REQUESTS)
    assert str(schema.field("requested_at").type) == "timestamp[ms, tz=UTC]"
    assert schema.metadata[b"hub311.schema_version"] == b"1"


def test_published_data_has_the_columns_of_the_county_s_data_set_and_no_private_type(county, days):
    number, day = county.number(), today()
    county.number(service_code="flu-shot", resident=RESIDENT, location=None)
    days.pass_days()

    [row] = days.table(days.close()[day, "open_data", "day", "csv"])

    assert (row["sr_num"], row["sr_stat_id"], row["sr_sub_area"]) == (number, "Open", "Pothole")
    assert list(row) == PUBLISHED


# shared/data/reference/mc311_columns.csv
PUBLISHED = [
    "sr_num", "created", "closed", "sr_stat_id", "department", "sr_area", "sr_sub_area", "faq_ques_text", "x_sla",
    "x_city", "x_state", "x_zipcode", "sr_subtype_cd", "x_electiondist", "x_mdstatedist", "x_congdist", "x_cong_memb",
    "x_councildist", "x_councilmbr", "last_upd", "number_of_days_open", "within_sla_window", "sla_yes", "sla_no",
]  # fmt: skip


@pytest.mark.parametrize(("closed", "window"), [(4, ("Yes", 1, "0")), (6, ("No", 0, "1")), (None, (None, None, None))])
def test_published_data_says_whether_the_promise_was_kept(county, closed, window):
    opened, promised = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 5, tzinfo=UTC)
    record = dict.fromkeys(columns.REQUESTS) | {
        "number": "094-391-2922", "service_code": "pothole", "channel": "walk_in", "requested_at": opened,
        "status": "closed" if closed else "assigned", "promised_by": promised, "changed_at": promised,
        "closed_at": closed and datetime(2026, 11, closed, tzinfo=UTC),
    }  # fmt: skip

    row = open_data.publish(record, {"congressional_district": {"code": "9"}}, county.catalogue)

    assert (row["within_sla_window"], row["sla_yes"], row["sla_no"]) == window
    assert (row["sr_subtype_cd"], row["x_congdist"]) == ("Walk In", 9)
    assert row["number_of_days_open"] == (closed and closed - 1)


def test_a_cell_that_a_spreadsheet_would_run_is_text(tmp_path):
    from services.intake.records.writing import write_csv

    write_csv(tmp_path / "t.csv", {"area": "text"}, [{"area": "=HYPERLINK(1)"}, {"area": "Ashmere"}])

    assert (tmp_path / "t.csv").read_text() == "area\n'=HYPERLINK(1)\nAshmere\n"


def test_agents_are_given_no_records(county):
    with county.db.reading() as session:
        standing = policy.standing(session, AGENT)

    with pytest.raises(Forbidden):
        standing.require("records.read")
