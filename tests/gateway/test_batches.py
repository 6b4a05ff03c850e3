"""Batches of places over HTTP: lines and tables in and out, sorted and grouped, refused as a whole."""

import csv
import json

import pytest

from services.common.errors import Unavailable

BATCH = "/v1/jurisdictions/batch"
NDJSON = {"Content-Type": "application/x-ndjson"}
TABLE = {"Content-Type": "text/csv"}
ZIPS = {"a": "20902", "b": "20901", "c": None, "d": "20902"}


def lines(message, caller):
    if message["form"] == "csv":
        columns = message["columns"] or ["id", "fields"]
        return {"lines": "".join(f"{p['id']},{message['fields']}\n" for p in message["places"]), "columns": columns}
    return {"lines": "".join(json.dumps({"id": p["id"]}) + "\n" for p in message["places"]), "columns": []}


def codes(message, caller):
    if message["kind"] != "zip_code":
        return {"known": False, "codes": [], "names": {}}
    found = [ZIPS.get(place["id"]) for place in message["places"]]
    return {"known": True, "codes": found, "names": {code: f"{code} Ashmere" for code in found if code}}


@pytest.fixture
def geo(gateway):
    gateway.fakes["geo"].answers |= {"locate_lines": lines, "find_codes": codes}
    return gateway.fakes["geo"]


def points(*ids):
    return "\n".join(json.dumps({"id": code, "lat": 39.08, "long": -77.15}) for code in ids)


def told(answer):
    return [json.loads(line) for line in answer.text.splitlines()]


def test_places_are_answered_in_their_own_order_line_by_line(gateway, geo):
    answer = gateway.ask("POST", BATCH, data=points("b", "a", "b"), headers=NDJSON)

    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert [line["id"] for line in told(answer)] == ["b", "a", "b"]


def test_ten_thousand_places_are_asked_for_in_pieces_and_come_back_in_order(gateway, geo):
    ids = [str(number) for number in range(10_000)]

    answer = gateway.ask("POST", BATCH + "?fields=codes", data=points(*ids), headers=NDJSON)

    assert [line["id"] for line in told(answer)] == ids
    assert {len(message["places"]) for _, message, _ in geo.heard} == {500}
    assert answer.headers["Transfer-Encoding"] == "chunked"


def test_one_place_more_is_refused_before_anything_is_asked(gateway, geo):
    answer = gateway.ask("POST", BATCH, data=points(*map(str, range(10_001))), headers=NDJSON)

    assert (answer.status_code, answer.json()["code"], geo.heard) == (413, "TooManyPlaces", [])


def test_a_place_without_an_id_is_named_by_its_line(gateway, geo):
    body = '{"lat": 39.08, "long": -77}\n\n{"address": "7300 Carroll Ave", "id": 7}\n{"address_id": "x"}\n'

    answer = gateway.ask("POST", BATCH, data=body, headers=NDJSON)

    assert [line["id"] for line in told(answer)] == ["1", "7", "4"]


def test_a_table_is_read_by_its_columns_and_others_are_passed_over(gateway, geo):
    body = '\ufeffID,Latitude,lon,remark,address\r\na,39.08,-77,=1+1,\r\nb,,,,"7300 Carroll Ave, Riverton"\r\n'

    answer = gateway.ask("POST", BATCH, data=body.encode(), headers=TABLE)

    assert [line["id"] for line in told(answer)] == ["a", "b"]
    assert geo.heard[0][1]["places"] == [
        {"id": "a", "lat": 39.08, "long": -77.0},
        {"id": "b", "address": "7300 Carroll Ave, Riverton"},
    ]


def test_who_accepts_a_table_gets_one_with_a_header_and_the_same_columns_throughout(gateway, geo):
    headers = NDJSON | {"Accept": "text/csv"}

    answer = gateway.ask("POST", BATCH, data=points(*map(str, range(120))), headers=headers)

    rows = list(csv.DictReader(answer.text.splitlines()))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["id"] for row in rows] == [str(number) for number in range(120)]
    assert [message["columns"] for _, message, _ in geo.heard] == [None, ["id", "fields"], ["id", "fields"]]


def test_places_are_sorted_by_a_layer_with_those_in_none_last(gateway, geo):
    answer = gateway.ask("POST", BATCH + "?sort=zip_code", data=points("c", "a", "b", "d"), headers=NDJSON)

    assert [line["id"] for line in told(answer)] == ["b", "a", "d", "c"]


def test_groups_begin_with_a_line_that_names_and_counts_them(gateway, geo):
    answer = gateway.ask("POST", BATCH + "?group=zip_code", data=points("c", "a", "b", "d"), headers=NDJSON)

    assert told(answer) == [
        {"group": {"kind": "zip_code", "code": "20901", "name": "20901 Ashmere", "places": 1}},
        {"id": "b"},
        {"group": {"kind": "zip_code", "code": "20902", "name": "20902 Ashmere", "places": 2}},
        {"id": "a"},
        {"id": "d"},
        {"group": {"kind": "zip_code", "code": None, "name": None, "places": 1}},
        {"id": "c"},
    ]


def test_no_places_are_no_lines(gateway, geo):
    answer = gateway.ask("POST", BATCH + "?group=zip_code", data="id,lat,long\n", headers=TABLE)

    assert (answer.status_code, answer.text) == (200, "")


def test_a_piece_is_asked_for_again_while_the_service_is_away(gateway, geo):
    refusals = [Unavailable(), Unavailable()]

    def shaky(message, caller):
        if refusals:
            raise refusals.pop()
        return lines(message, caller)

    geo.answers["locate_lines"] = shaky

    assert [line["id"] for line in told(gateway.ask("POST", BATCH, data=points("a"), headers=NDJSON))] == ["a"]


REFUSED = {
    "no JSON": (NDJSON, '{"id": "a"', "", 400, "Line 1"),
    "a list": (NDJSON, "[1, 2]", "", 400, "Line 1"),
    "a latitude beyond the pole": (NDJSON, points("a") + '\n{"lat": 91, "long": 0}', "", 422, "/1/lat"),
    "half a point": (NDJSON, '{"lat": 39}', "", 422, "/0"),
    "no place": (NDJSON, '{"id": "a"}', "", 422, "/0"),
    "an unknown member": (NDJSON, '{"lat": 39, "long": 0, "name": "Ana"}', "", 422, "/0/name"),
    "no number": (NDJSON, '{"lat": NaN, "long": 0}', "", 400, "NaN"),
    "a table without columns": (TABLE, "39.08,-77.15\n", "", 400, "The first line"),
    "a cell that is no number": (TABLE, "lat,long\n39.08,west\n", "", 422, "/0/long"),
    "an infinite cell": (TABLE, "lat,long\n39.08,inf\n", "", 422, "/0/long"),
    "a quote that never ends": (TABLE, 'lat,long,id\n39.08,-77,"a\n', "", 400, "The table"),
    "bytes that are no text": (TABLE, b"lat,long\n\xff\xfe,1\n", "", 400, "The table"),
    "a form": ({"Content-Type": "application/x-www-form-urlencoded"}, "lat=1", "", 415, "x-ndjson"),
    "a foreign character set": ({"Content-Type": "text/csv; charset=latin-1"}, "lat,long\n", "", 415, "UTF-8"),
    "a layer that is not loaded": (NDJSON, points("a"), "?sort=ward", 422, "/sort"),
    "a group that is not loaded": (NDJSON, points("a"), "?group=ward", 422, "/group"),
    "sorted and grouped": (NDJSON, points("a"), "?sort=zip_code&group=zip_code", 422, "/sort"),
    "an unknown parameter": (NDJSON, points("a"), "?order=zip_code", 422, "/order"),
    "other fields": (NDJSON, points("a"), "?fields=names", 422, "/fields"),
}  # fmt: skip


@pytest.mark.parametrize(("headers", "body", "query", "status", "says"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_sense_is_refused_as_a_whole(gateway, geo, headers, body, query, status, says):
    answer = gateway.ask("POST", BATCH + query, data=body, headers=headers)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert says in answer.text


def test_more_than_four_mebibytes_are_refused(gateway, geo):
    answer = gateway.ask("POST", BATCH, data=b" " * (4 * 1_048_576 + 1), headers=NDJSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "BodyTooLarge")
