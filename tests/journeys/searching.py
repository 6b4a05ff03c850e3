"""Searching a running system for words: its whole state folder, dumps of its databases, copies of its queues."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import requests

from deploy.local import Stack


def places_of(folder: Path, words: Iterable[str], beside: tuple[str, ...] = ()) -> set[str]:
    """The files under a folder in which one of these words stands, as it is or with a byte between its letters."""
    wanted = [form for word in words for form in (word.encode(), word.encode("utf-16-le"), word.lower().encode())]
    files = [path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] not in beside]
    held = ((path, _content(path)) for path in files)
    return {str(path.relative_to(folder)) for path, content in held if any(word in content for word in wanted)}


def _content(path: Path) -> bytes:
    """What a file holds; nothing when it has just ended, as files do that a running system works with."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def dumps(stack: Stack) -> Iterator[tuple[str, str]]:
    """Each database of a system on SQLite, as a dump would hold it."""
    for service, url in stack.databases.items():
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        yield service, "\n".join(connection.iterdump())
        connection.close()


def queues(stack: Stack) -> Iterator[tuple[str, str]]:
    """Each queue of the system's virtual host with everything that is in it; the messages go back."""
    admin, host = stack.run_json["amqp_admin"], quote(urlsplit(stack.run_json["amqp_uri"]).path[1:] or "/", safe="")
    said = {"count": 100_000, "ackmode": "ack_requeue_true", "encoding": "auto"}
    for queue in requests.get(f"{admin}/api/queues/{host}", timeout=20).json():
        url = f"{admin}/api/queues/{host}/{quote(queue['name'], safe='')}/get"
        yield queue["name"], requests.post(url, json=said, timeout=60).text


def found_in(texts: Iterable[tuple[str, str]], words: Iterable[str]) -> set[str]:
    """The names of the texts in which one of these words stands."""
    wanted = list(words)
    return {name for name, text in texts if any(word in text for word in wanted)}
