"""What else happens on a day of requests: questions, a call that is no request, a letter, a photo."""

import asyncio
from typing import Any

import requests

from tests import files
from tests.load.http_client import HttpClient
from tests.load.records import Record

BEYOND_THE_COUNTY = {"lat": 40.7128, "long": -74.006}
ON_A_STATE_ROAD = {"address": "Tolliver Pike & Ferry Rd"}
WITH_A_LETTER = {
    "name": "Jonas Weber",
    "address": {"lines": ["7300 Carroll Ave", "Hartwell, MD"], "zip": "21301"},
}
WITH_A_PHONE = {"name": "Rosa Delgado", "phone": "240-555-0147"}
CALL = {
    "channel": "phone",
    "received_at": "2026-11-20T15:00:00Z",
    "items": [{"outcome": "recorded", "kind": "praise", "about": "311", "text": "All was well."}],
}


async def happen(told: dict[str, Any], first: Record, key: dict[str, str]) -> list[str]:
    """Let each thing happen once; return what was answered otherwise than it should be. `key` is that of `first`."""
    http = HttpClient(told["gateway"])
    agent = {"Authorization": f"Bearer {told['tokens']['agent']}"}
    wrong = []
    for status, method, path, body, headers in (
        (200, "GET", "/v1/answers?q=when+is+my+trash+collected", None, {}),
        (200, "GET", "/v1/answers?q=may+i+keep+a+dragon", None, {}),
        (404, "GET", "/v1/requests/000-000-0000", None, {}),
        (201, "POST", "/v1/contacts", CALL, agent | _key(key, "call")),
        (201, "POST", "/v1/requests", first.body, key),
        (201, "POST", "/v1/requests", _pothole({"address": "7300 Carroll Ave"}, WITH_A_LETTER), _key(key, "letter")),
        (201, "POST", "/v1/requests", _pothole(BEYOND_THE_COUNTY, WITH_A_PHONE), _key(key, "beyond")),
        (201, "POST", "/v1/requests", _pothole(ON_A_STATE_ROAD, WITH_A_PHONE), _key(key, "phone")),
    ):
        reply = await http.request(method, path, body, headers)
        if reply.status != status:
            wrong.append(f"{method} {path}: {reply.status} instead of {status}: {reply.body}")
    if not wrong:
        wrong += await asyncio.to_thread(_attach_photo, told["gateway"], reply.body)
    return wrong


def _attach_photo(gateway: str, opened: dict[str, Any]) -> list[str]:
    """Attach a photo to a request that was just opened."""
    url, pin = f"{gateway}/v1/requests/{opened['number']}/attachments", {"Request-Pin": opened["pin"]}
    answer = requests.post(url, files={"file": ("hole.jpg", files.picture(), "image/jpeg")}, headers=pin, timeout=60)
    return [] if answer.status_code == 201 else [f"POST {url}: {answer.status_code}: {answer.text}"]


def _pothole(location: dict[str, str], resident: dict[str, Any]) -> dict[str, Any]:
    return {"service_code": "pothole", "location": location, "resident": resident}


def _key(key: dict[str, str], more: str) -> dict[str, str]:
    return {name: f"{text}-{more}" for name, text in key.items()}
