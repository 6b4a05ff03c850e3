"""HTTP itself: what is too long, too slow, cut off or no HTTP is refused in the form of all other refusals."""

import socket

import pytest

from gateway import transport

HEAD = b"POST /v1/requests HTTP/1.1\r\nHost: hub311\r\nContent-Type: application/json\r\n"
GET = b"GET /live HTTP/1.1\r\nHost: hub311\r\n"

BROKEN = {
    "an address of 9,000 letters": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: hub311\r\n\r\n", 414),
    "an address that does not end": (b"GET /" + b"a" * 200_000, 414),
    "headers of 40 KB": (GET + b"X-Long: " + b"a" * 40_000 + b"\r\n\r\n", 431),
    "a header that does not end": (GET + b"X-Long: " + b"a" * 400_000, 431),
    "101 headers": (GET + b"".join(b"X-%d: 1\r\n" % n for n in range(101)) + b"\r\n", 431),
    "no HTTP": (b"hello\r\n\r\n", 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "no Host": (b"GET /live HTTP/1.1\r\n\r\n", 400),
    "a line break in a header": (GET + b"X-A: b\rc\r\n\r\n", 400),
    "a NUL in a header": (GET + b"X-A: b\x00c\r\n\r\n", 400),
    "a space in a header's name": (GET + b"X A: b\r\n\r\n", 400),
    "two lengths": (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}", 400),
    "a length and chunks": (HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a length that is no number": (HEAD + b"Content-Length: five\r\n\r\n{}", 400),
    "a negative length": (HEAD + b"Content-Length: -5\r\n\r\n{}", 400),
    "chunks that are none": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    "letters in the address that are not ASCII": (b"GET /v1/\xc3\xa9 HTTP/1.1\r\nHost: hub311\r\n\r\n", 400),
    "CONNECT": (b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n", 400),
}


@pytest.mark.parametrize(("request_bytes", "status"), BROKEN.values(), ids=BROKEN)
def test_a_broken_request_is_refused_and_the_connection_closed(gateway, request_bytes, status):
    answer = gateway.raw(request_bytes, end=True)

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/problem+json" in head
    assert b'"status":%d' % status in body
    assert gateway.heard() == []


def test_a_body_that_is_cut_off_changes_nothing(gateway):
    answer = gateway.raw(HEAD + b'Content-Length: 30\r\n\r\n{"service_code": "pot', end=True)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert gateway.heard() == []


def test_a_client_that_leaves_in_its_body_changes_nothing(gateway):
    host, _, port = gateway.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(HEAD + b'Content-Length: 30\r\n\r\n{"service_code": "pot')

    assert gateway.ask("GET", "/live").status_code == 200
    assert gateway.heard() == []


def test_a_client_that_ends_its_side_still_gets_its_answer(gateway):
    assert gateway.raw(GET + b"\r\n", end=True).startswith(b"HTTP/1.1 200 ")


def test_a_large_body_is_refused_before_it_is_sent(gateway):
    answer = gateway.raw(HEAD + b"Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in answer


def test_a_client_may_wait_to_be_asked_for_its_body(gateway):
    body = b'{"service_code": 7}'

    answer = gateway.raw(
        HEAD + b"Connection: close\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n" % len(body), body
    )

    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 422 ")


def test_a_second_request_on_the_connection_is_answered_after_a_refusal(gateway):
    large = HEAD + b"Content-Length: 2000000\r\n\r\n" + b" " * 2_000_000

    answer = gateway.raw(large, GET + b"Connection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"HTTP/1.1 200 OK" in answer


SLOW = {
    "in its headers": (GET, "HEAD_SECONDS"),
    "in its body": (HEAD + b'Content-Length: 30\r\n\r\n{"service', "BODY_SECONDS"),
}


@pytest.mark.parametrize(("begun", "limit"), SLOW.values(), ids=SLOW)
def test_a_slow_client_is_refused(impatient, begun, limit):
    answer = impatient.raw(begun)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer
    assert getattr(transport, limit) >= 30
    assert impatient.heard() == []


def test_a_connection_on_which_nothing_comes_is_closed(impatient):
    assert impatient.raw(b"") == b""
