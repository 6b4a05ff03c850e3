"""A webhook's receiver: real HTTP, which keeps what it was sent, and the ways in which receivers fail or lie."""

import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """`answers` are the next answers, one each, then `habit` for ever: a status, or the name of a bad habit.

    Habits: silent (never answers), drip (a letter of a header each 50 ms), endless (a body without end), garbage (no
    HTTP), redirect (to `lead_to`).
    """

    def __init__(self, habit: str = "200") -> None:
        self.habit, self.answers, self.lead_to = habit, [], "http://127.0.0.1:1/secret"
        self.posts: list[dict[str, Any]] = []
        self.over = threading.Event()
        handler = type("Handler", (_Handler,), {"receiver": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.http.server_port}/hub311"

    @property
    def positions(self) -> list[int]:
        """The positions of what it was sent, in order."""
        return [post["event"]["position"] for post in self.posts]

    def stop(self) -> None:
        """End."""
        self.over.set()
        self.http.shutdown()
        self.http.server_close()


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        mine = self.receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        mine.posts.append({"headers": dict(self.headers), "body": body, "event": json.loads(body), "path": self.path})
        answer = mine.answers.pop(0) if mine.answers else mine.habit
        self.close_connection = True
        with suppress(OSError):
            getattr(self, f"_{answer}", self._plain)(answer)

    def _plain(self, status: str) -> None:
        self.send_response(int(status))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _silent(self, _: str) -> None:
        self.receiver.over.wait()

    def _drip(self, _: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.receiver.over.is_set():
            self.wfile.write(b"a")
            time.sleep(0.05)

    def _endless(self, _: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\nContent-Encoding: gzip\r\n\r\n")
        while not self.receiver.over.is_set():
            self.wfile.write(b"\0" * 65536)

    def _garbage(self, _: str) -> None:
        self.wfile.write(b"250 OK queued as 12345\r\n")

    def _redirect(self, _: str) -> None:
        self.send_response(307)
        self.send_header("Location", self.receiver.lead_to)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        return
