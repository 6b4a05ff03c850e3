"""A small Open311 server of another agency: real HTTP, and the ways in which such servers fail."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "riverton-key"


class OutsideServer:
    """Keeps requests in memory. `fail` is the next failures of POST, one each: lost, 500, 503, 400, 403."""

    def __init__(self) -> None:
        self.requests: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, str] = {}
        self.posts: list[dict[str, str]] = []
        self.gets: list[dict[str, str]] = []
        self.fail: list[str] = []
        self.away = self.gives_tokens = self.keeps_root = self.numbers_as_numbers = False
        self.now = datetime.now(UTC)
        handler = type("Handler", (_Handler,), {"server_of": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        """Its Open311 endpoint."""
        return f"http://127.0.0.1:{self.http.server_port}/v2"

    def open(self, form: dict[str, str]) -> dict[str, Any]:
        """Take a request; return the record that answers."""
        number = str(1000 + len(self.requests))
        self.requests[number] = {"service_request_id": int(number) if self.numbers_as_numbers else number,
                                 "status": "open", "status_notes": None, **form}  # fmt: skip
        self.change(number)
        if self.gives_tokens:
            self.tokens[f"t{number}"] = number
            return {"token": f"t{number}"}
        return {"service_request_id": self.requests[number]["service_request_id"]}

    def change(self, number: str, **members: Any) -> None:
        """Change a request, a minute after the last change."""
        self.now += timedelta(minutes=1)
        self.requests[number] |= members | {"updated_datetime": self.now.isoformat()}

    def list(self, query: dict[str, str]) -> list[dict[str, Any]]:
        """Return a page of a listing, newest change first."""
        found = sorted(self.requests.values(), key=lambda one: one["updated_datetime"], reverse=True)
        if "service_request_id" in query:
            wanted = query["service_request_id"].split(",")
            return [one for one in found if str(one["service_request_id"]) in wanted]
        if "updated_after" in query:
            after = datetime.fromisoformat(query["updated_after"])
            found = [one for one in found if datetime.fromisoformat(one["updated_datetime"]) > after]
        size, page = int(query.get("page_size", 1000)), int(query.get("page", 1))
        return found[(page - 1) * size : page * size]

    def stop(self) -> None:
        """End."""
        self.http.shutdown()
        self.http.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_of: OutsideServer

    def do_GET(self) -> None:
        there, parts = self.server_of, urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        there.gets.append(query)
        if there.away:
            self._answer(503, [])
        elif "/tokens/" in parts.path:
            token = parts.path.rpartition("/")[2].removesuffix(".json")
            self._answer(200, [{"token": token, "service_request_id": there.tokens.get(token)}])
        else:
            self._answer(200, there.list(query))

    def do_POST(self) -> None:
        there = self.server_of
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        there.posts.append(form | {"idempotency-key": self.headers["Idempotency-Key"]})
        failure = there.fail.pop(0) if there.fail else ""
        if failure.isdecimal():
            self._answer(int(failure), [{"code": failure, "description": "no"}])
            return
        made = there.open({name: value for name, value in form.items() if name != "api_key"})
        if failure == "lost":
            self.close_connection = True
            self.connection.close()
        else:
            self._answer(200, [made])

    def _answer(self, status: int, said: list[dict[str, Any]]) -> None:
        whole = {"service_requests": said} if self.server_of.keeps_root else said
        body = json.dumps(whole).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        return
