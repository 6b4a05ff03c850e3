"""Layers fetched by HTTP: bounded in size, time and redirects, never led from a public place into a private one."""

import ipaddress
import socket
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

from services.common import clock
from services.geo.layers import limits
from services.geo.layers.features import LayerUnusable

CONNECT_SECONDS = 10
SILENT_SECONDS = 60
PIECE = 1024 * 1024
SCHEMES = ("http", "https")


def is_url(text: str) -> bool:
    """Whether this names something to fetch, not a file."""
    return "://" in text


def download(url: str, folder: Path) -> Path:
    """Fetch into the folder; the file keeps its own name. LayerUnusable when it cannot or must not be had."""
    target = folder / (Path(urlsplit(url).path).name or "layer.geojson")
    began = clock.monotonic_seconds()
    try:
        with requests.Session() as session, _open(session, url) as answer:
            _write(answer, target, began)
    except requests.RequestException as error:
        raise LayerUnusable(f"{url} cannot be fetched: {type(error).__name__}.") from error
    return target


def exists(url: str) -> bool:
    """Whether there is something to fetch."""
    try:
        with requests.Session() as session, _open(session, url):
            return True
    except (requests.RequestException, LayerUnusable):
        return False


def _open(session: requests.Session, url: str) -> requests.Response:
    """Follow redirects one by one, each looked at first."""
    first = url
    _host(url)
    for _ in range(limits.MOST_REDIRECTS + 1):
        answer = session.get(url, stream=True, allow_redirects=False, timeout=(CONNECT_SECONDS, SILENT_SECONDS))
        if not answer.is_redirect:
            if answer.status_code != requests.codes.ok:
                answer.close()
                raise LayerUnusable(f"{url} answers {answer.status_code}.")
            return answer
        answer.close()
        url = urljoin(url, answer.headers["Location"])
        if leads_inward(first, url):
            raise LayerUnusable(f"A redirect leads into a private network: {url}.")
    raise LayerUnusable(f"More than {limits.MOST_REDIRECTS} redirects lead to {url}.")


def leads_inward(first: str, then: str) -> bool:
    """Whether a redirect leaves a public place for a private one."""
    return _is_private(_host(then)) and not _is_private(_host(first))


def _host(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise LayerUnusable(f"{url} is neither http nor https.")
    return parts.hostname


def _is_private(host: str) -> bool:
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError) as error:
        raise LayerUnusable(f"The host {host} is not known.") from error
    return any(not ipaddress.ip_address(str(address).partition("%")[0]).is_global for address in found)


def _write(answer: requests.Response, target: Path, began: float) -> None:
    written = 0
    with target.open("wb") as file:
        for piece in answer.iter_content(PIECE):
            written += len(piece)
            if written > limits.LARGEST_DOWNLOAD:
                raise LayerUnusable(f"{answer.url} is larger than {limits.in_megabytes(limits.LARGEST_DOWNLOAD)}.")
            if clock.monotonic_seconds() - began > limits.DOWNLOAD_SECONDS:
                raise LayerUnusable(f"{answer.url} takes longer than {limits.DOWNLOAD_SECONDS} s.")
            file.write(piece)
