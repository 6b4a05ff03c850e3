"""Refusals and hostile input: the right status, in the format asked for, and never a 5xx."""

from tests.open311.suite import case, each

FORM = "application/x-www-form-urlencoded"
BOMB = b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><request>&b;</request>"
DEEP = b"[" * 5000 + b"]" * 5000


@each("errors", "code", "description")
def _member(world, name):
    """A refusal has {}"""
    assert all(error[name] for error in world.get("requests/no-such").refused(404))


@case("errors")
def the_code_is_the_status(world):
    assert {error["code"] for error in world.get("requests/no-such").refused(404)} == {"404"}
    assert {error["code"] for error in world.post(**world.report(api_key="wrong")).refused(403)} == {"403"}


@case("errors")
def every_fault_is_named(world):
    errors = world.post(**world.report(lat="95", email="nobody")).refused(400)

    assert {"lat", "email"} <= {error["description"].partition(":")[0] for error in errors}


@case("errors")
def an_unknown_address_is_refused_in_the_format_asked_for(world):
    world.get("no-such-method").refused(404)


@each("errors", "PUT", "DELETE", "PATCH")
def _method(world, method):
    """{} is no method of requests"""
    from tests.open311.replies import Reply

    answer = world.ask(method, f"{world.root}/requests.{world.form}")

    Reply(answer, world.form).refused(405)
    assert "GET" in answer.headers["Allow"]


@each(
    "hostile",
    ("an XML document with a DOCTYPE", BOMB, "text/xml"),
    ("an XML document as a form", BOMB, FORM),
    ("JSON that is 5,000 levels deep", DEEP, "application/json"),
    ("JSON as a form", DEEP, FORM),
    ("bytes", bytes(range(256)), "application/octet-stream"),
    ("bytes as a form", b"description=\xff\xfe&service_code=\x00", FORM),
    ("a broken percent escape", b"service_code=%zz&lat=1&long=2", FORM),
    ("half a percent escape", b"service_code=%", FORM),
    ("a form in Latin-1", b"service_code=%e9%20", FORM),
    ("another charset", b"service_code=x", f"{FORM}; charset=utf-16"),
    ("a thousand arguments", b"&".join(b"a%d=1" % n for n in range(1000)), FORM),
    ("multipart without a boundary", b"--x--", "multipart/form-data"),
)
def _body(world, name, body, kind):
    """A body of {0} is refused with 400 or 403"""
    world.post_raw(body, kind).refused(400, 403)


@case("hostile")
def an_empty_body_is_refused(world):
    world.post_raw(b"", FORM).refused(400, 403)


@case("hostile")
def two_megabytes_are_too_much(world):
    world.post_raw(b"description=" + b"x" * 2_000_000, FORM).refused(413)


@each(
    "hostile", "page=%zz", "q=%", "q=%ff%fe", "q=%00", "q=a%07b", "service_code=%e2%28%a1", "%00=1", "start_date=%f0%9f"
)
def _query(world, query):
    """A query {} is refused with 400"""
    world.get_raw("requests", query).refused(400)


@each("hostile", "%zz", "%00", "%ff", "..%2f..%2fetc%2fpasswd", "%0d%0aSet-Cookie:a=b")
def _path(world, name):
    """A path with {} is refused"""
    world.get(f"requests/{name}").refused(400, 404)


@each("hostile", "🕳️ مرحبا 你好", '<b>bold</b> & "quoted" ]]> <!-- -->', "‮right to left", "a\tb\nc", "\u2028line\u2029")
def _words(world, words):
    """The words {!r:.20} come back as they were"""
    [shown] = world.get(f"requests/{world.opened(description=words)}").good("service_requests")

    assert shown["description"] == words


@case("hostile")
def line_breaks_of_all_kinds_come_back(world):
    number = world.opened(description="a\r\nb\rc")
    [shown] = world.get(f"requests/{number}").good("service_requests")

    assert shown["description"].splitlines() == ["a", "b", "c"]


@case("hostile")
def spoofed_forwarding_headers_change_nothing(world):
    headers = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "evil.example", "X-Real-IP": "::1",
               "X-Original-URL": "/v1/keys", "X-HTTP-Method-Override": "DELETE"}  # fmt: skip
    answer = world.get("services", headers=headers)

    assert answer.good("services") == world.services
    assert b"evil.example" not in answer.raw


@case("hostile")
def a_key_is_never_repeated_in_a_refusal(world):
    secret = "hub311_a-key-that-is-wrong"
    answer = world.post(**world.report(api_key=secret))

    answer.refused(403)
    assert secret.encode() not in answer.raw


@case("hostile")
def a_long_address_is_refused_in_the_format_asked_for(world):
    world.get("requests", q="x" * 9000).refused(414)
