"""Bad input over HTTP: each kind gets the right 4xx as a problem, and no service hears of it."""

import json

import pytest

GOOD = {"service_code": "pothole"}
JSON = {"Content-Type": "application/json"}
PATH = "/v1/requests"


def deep(levels):
    return b'{"service_code": "pothole", "answers": ' + b'{"a":' * levels + b"1" + b"}" * levels + b"}"


BODIES = {
    "no JSON": (b"service_code=pothole", 400),
    "nothing": (b"", 400),
    "half an object": (b'{"service_code": "poth', 400),
    "text after the value": (b'{"service_code": "pothole"} {}', 400),
    "a list": (b'[{"service_code": "pothole"}]', 400),
    "a member twice": (b'{"service_code": "pothole", "service_code": "graffiti"}', 400),
    "NaN": (b'{"service_code": "pothole", "location": {"lat": NaN, "long": 1}}', 400),
    "an infinity": (b'{"service_code": "pothole", "location": {"lat": -Infinity, "long": 1}}', 400),
    "a number beyond all floats": (b'{"service_code": "pothole", "location": {"lat": 1e999, "long": 1}}', 400),
    "a whole number of 5000 digits": (b'{"service_code": "pothole", "answers": {"a": ' + b"9" * 5000 + b"}}", 400),
    "a whole number beyond 64 bits": (b'{"service_code": "pothole", "answers": {"a": 9223372036854775808}}', 400),
    "33 levels": (deep(32), 400),
    "100,000 levels": (deep(100_000), 400),
    "bytes that are not UTF-8": (b'{"service_code": "pothole", "description": "\xff\xfe"}', 400),
    "UTF-16": ('{"service_code": "pothole"}'.encode("utf-16"), 400),
    "a NUL escape": (b'{"service_code": "pothole", "description": "a\\u0000b"}', 400),
    "a NUL escape in an answer": (b'{"service_code": "pothole", "answers": {"lane": ["a\\u0000b"]}}', 400),
    "a NUL byte": (b'{"service_code": "pothole", "description": "a\x00b"}', 400),
    "a lone surrogate": (b'{"service_code": "pothole", "description": "\\ud800"}', 400),
    "a lone surrogate in a member's name": (b'{"service_code": "pothole", "answers": {"\\udc00": 1}}', 400),
    "10 MB of text": (json.dumps(GOOD | {"description": "x" * 10_000_000}).encode(), 413),
    "a little over 1 MiB": (json.dumps(GOOD | {"description": "x" * 1_048_576}).encode(), 413),
    "CR and LF between members": (b'\r\n{"service_code":\r\n 7}', 422),
}

MEMBERS = {
    "no service type": ({}, "/service_code"),
    "a number for a code": ({"service_code": 7}, "/service_code"),
    "an unknown member": ({**GOOD, "colour": "red"}, "/colour"),
    "an unknown member inside": ({**GOOD, "resident": {"shoe": 44}}, "/resident/shoe"),
    "a member with a slash in its name": ({**GOOD, "a/b~c": 1}, "/a~1b~0c"),
    "an idempotency key in the body": ({**GOOD, "idempotency_key": "x"}, "/idempotency_key"),
    "a description of 4,001 letters": ({**GOOD, "description": "x" * 4001}, "/description"),
    "a name of 201 letters": ({**GOOD, "resident": {"name": "x" * 201}}, "/resident/name"),
    "no e-mail address": ({**GOOD, "resident": {"email": "ana at example"}}, "/resident/email"),
    "a line break in an e-mail address": (
        {**GOOD, "resident": {"email": "a@example.org\r\nBcc: b@c.de"}},
        "/resident/email",
    ),
    "a latitude beyond the pole": ({**GOOD, "location": {"lat": 90.1, "long": 0}}, "/location/lat"),
    "a longitude beyond the date line": ({**GOOD, "location": {"lat": 0, "long": 181}}, "/location/long"),
    "half a point": ({**GOOD, "location": {"lat": 39.0}}, "/location/long"),
    "text for a coordinate": ({**GOOD, "location": {"lat": "39", "long": 1}}, "/location/lat"),
    "true for a coordinate": ({**GOOD, "location": {"lat": True, "long": 1}}, "/location/lat"),
    "a list for an object": ({**GOOD, "location": []}, "/location"),
    "an address of seven lines": ({**GOOD, "resident": {"address": {"lines": ["x"] * 7}}}, "/resident/address/lines"),
    "a time without a zone": ({**GOOD, "received_at": "2026-11-20T15:00:00"}, "/received_at"),
    "no time": ({**GOOD, "received_at": "yesterday"}, "/received_at"),
    "a resident who wishes to stay unknown": ({**GOOD, "resident": {"name": "Ana"}, "anonymous": True}, "/resident"),
    "text for yes or no": ({**GOOD, "anonymous": "perhaps"}, "/anonymous"),
}

HEADERS = {
    "a form": ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    "no media type": ({"Content-Type": ""}, 415),
    "XML": ({"Content-Type": "application/xml"}, 415),
    "Latin 1": ({"Content-Type": "application/json; charset=iso-8859-1"}, 415),
    "compressed": ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
    "a key of 201 letters": (JSON | {"Idempotency-Key": "x" * 201}, 422),
}

ADDRESSES = {
    "nowhere": ("GET", "/v1/nothing", 404),
    "a slash too many": ("GET", "/v1/requests/", 404),
    "a number with line breaks": ("GET", "/v1/requests/482%0d%0a913", 404),
    "a number that is too long": ("GET", "/v1/requests/" + "4" * 40, 404),
    "a path upwards": ("GET", "/v1/requests/..%2f..%2fetc", 404),
    "a NUL in the path": ("GET", "/v1/requests/482%00", 404),
    "bytes in the path that are not UTF-8": ("GET", "/v1/requests/%ff%fe", 404),
    "a method that is not there": ("DELETE", "/v1/requests", 405),
    "a method that nobody knows": ("BREW", "/v1/requests", 400),
    "TRACE": ("TRACE", "/v1/requests", 405),
    "an unknown parameter": ("GET", "/v1/services?colour=red", 422),
    "a parameter twice": ("GET", "/v1/services?lang=en&lang=es", 422),
    "a latitude beyond the pole": ("GET", "/v1/jurisdictions?lat=91&long=0", 422),
    "NaN for a coordinate": ("GET", "/v1/jurisdictions?lat=nan&long=0", 422),
    "an infinity for a coordinate": ("GET", "/v1/jurisdictions?lat=1e999&long=0", 422),
    "a word for a limit": ("GET", "/v1/facilities?limit=many", 422),
    "a limit that is too high": ("GET", "/v1/facilities?limit=251", 422),
    "60 parameters": ("GET", "/v1/services?" + "&".join(f"a{n}=1" for n in range(60)), 400),
    "a query that is not UTF-8": ("GET", "/v1/answers?q=%ff%fe", 400),
}


def assert_refused(gateway, answer, status):
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json()["status"] == status
    assert answer.json()["trace_id"] == answer.headers["X-Trace-Id"]
    assert gateway.heard() == []


@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=BODIES)
def test_a_body_that_cannot_be_read_is_refused(gateway, body, status):
    answer = gateway.ask("POST", PATH, data=body, headers=JSON)

    assert_refused(gateway, answer, status)


@pytest.mark.parametrize(("body", "pointer"), MEMBERS.values(), ids=MEMBERS)
def test_a_member_that_makes_no_sense_is_named_by_a_pointer(gateway, body, pointer):
    answer = gateway.ask("POST", PATH, json=body)

    assert_refused(gateway, answer, 422)
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(("headers", "status"), HEADERS.values(), ids=HEADERS)
def test_a_body_of_another_kind_is_refused(gateway, headers, status):
    answer = gateway.ask("POST", PATH, data=json.dumps(GOOD), headers=headers)

    assert_refused(gateway, answer, status)


@pytest.mark.parametrize(("method", "path", "status"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_that_makes_no_sense_is_refused(gateway, method, path, status):
    answer = gateway.ask(method, path)

    assert_refused(gateway, answer, status)


def test_a_wrong_method_is_told_the_right_ones(gateway):
    answer = gateway.ask("DELETE", PATH)

    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_an_unknown_parameter_is_named(gateway):
    answer = gateway.ask("GET", "/v1/services?colour=red")

    assert answer.json()["errors"][0]["parameter"] == "colour"


@pytest.mark.parametrize("mark", ["abc", '"abc"', '"1", "2"', '"-1"'])
def test_a_version_that_cannot_be_one_does_not_match(gateway, mark):
    headers = {"Request-Pin": "204817", "If-Match": mark}

    answer = gateway.ask("PATCH", "/v1/requests/482-913-0757", json={"description": "x"}, headers=headers)

    assert_refused(gateway, answer, 412)


def test_32_levels_are_not_too_deep(gateway):
    answer = gateway.ask("POST", PATH, data=deep(30), headers=JSON)

    assert (answer.status_code, len(gateway.heard())) == (404, 1)
