"""Plain HTTP to a service's own small server: kept connections, each used by a thread of a pool of our own.

The standard library's client is enough: it is used when the broker is away, and to look at /ready.
"""

import asyncio
import http.client
import queue
from concurrent.futures import ThreadPoolExecutor

MOST_CONNECTIONS = 16
MOST_ANSWER_BYTES = 4 * 1_048_576
FAILED = (OSError, http.client.HTTPException, TimeoutError)
Headers = dict[str, str]


class HttpPool:
    """Connections to one `host:port`; one that was closed by the other side is opened anew once."""

    def __init__(self, address: str, most: int = MOST_CONNECTIONS) -> None:
        host, _, port = address.rpartition(":")
        self.host, self.port = host, int(port)
        self._threads = ThreadPoolExecutor(most, thread_name_prefix=f"http-{address}")
        self._idle: queue.LifoQueue[http.client.HTTPConnection] = queue.LifoQueue()

    async def request(
        self, method: str, path: str, body: bytes | None, headers: Headers, seconds: float
    ) -> tuple[int, bytes]:
        """Return status and body; raises one of FAILED when there is no answer within `seconds`."""
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, self._request, method, path, body, headers, seconds)
        return await asyncio.wait_for(work, seconds)

    def _request(
        self, method: str, path: str, body: bytes | None, headers: Headers, seconds: float
    ) -> tuple[int, bytes]:
        connection, used = self._take(seconds)
        try:
            return self._send(connection, method, path, body, headers)
        except (ConnectionError, http.client.RemoteDisconnected, http.client.BadStatusLine):
            if not used:
                raise
        fresh = http.client.HTTPConnection(self.host, self.port, timeout=seconds)
        return self._send(fresh, method, path, body, headers)

    def _take(self, seconds: float) -> tuple[http.client.HTTPConnection, bool]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            return http.client.HTTPConnection(self.host, self.port, timeout=seconds), False
        if connection.sock is not None:
            connection.sock.settimeout(seconds)
        return connection, True

    def _send(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None, headers: Headers
    ) -> tuple[int, bytes]:
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = response.read(MOST_ANSWER_BYTES)
        except FAILED:
            connection.close()
            raise
        if response.will_close:
            connection.close()
        else:
            self._idle.put(connection)
        return response.status, answer

    def close(self) -> None:
        """Let the threads end and close what is idle."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        while not self._idle.empty():
            self._idle.get_nowait().close()
