"""The client of the load tests meets servers that close the connections it keeps."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from tests.load.http_client import HttpClient

KEYED = {"Idempotency-Key": "call-17"}
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@asynccontextmanager
async def a_server(answers_per_connection):
    """Yield its address and what it has answered; after so many answers a connection is closed at the next request."""
    heard = []

    async def serve(reader, writer):
        for _ in range(answers_per_connection):
            heard.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(ANSWER)
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", heard


async def ask_twice(method, headers, answers_per_connection=1, **options):
    async with a_server(answers_per_connection) as (url, heard):
        client = HttpClient(url, 5, **options)
        try:
            for _ in range(2):
                await client.request(method, "/v1/requests", None, headers)
        finally:
            client.close()
        return heard


@pytest.mark.parametrize(("method", "headers"), [("POST", KEYED), ("GET", {})], ids=["a keyed write", "a read"])
def test_what_may_be_asked_twice_is_repeated_when_a_kept_connection_was_closed(method, headers):
    heard = asyncio.run(ask_twice(method, headers))

    assert len(heard) == 2


def test_a_write_without_a_key_is_not_repeated():
    with pytest.raises(ConnectionResetError):
        asyncio.run(ask_twice("POST", {}))


def test_a_connection_that_was_idle_too_long_is_not_used():
    heard = asyncio.run(ask_twice("POST", {}, idle_seconds=0.0))

    assert len(heard) == 2


def test_a_new_connection_that_is_closed_is_an_error():
    with pytest.raises(ConnectionResetError):
        asyncio.run(ask_twice("GET", {}, answers_per_connection=0))
