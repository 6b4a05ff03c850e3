"""The departments' queues on the broker: declared, looked at, mended, given to a department and taken away."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from amqp.exceptions import ChannelError, NotFound
from kombu import Connection
from nameko.extensions import SharedExtension

from services.common import logs, settings
from services.common.errors import Unavailable
from services.routing.feed import queues
from services.routing.feed.accounts import Management, NoManagement
from services.routing.feed.readers import Queue

log = logs.logger(__name__)
CONNECT_SECONDS = 3
ANSWER_SECONDS = 5


class DepartmentQueues(SharedExtension):
    """Declares queues and bindings on a connection of its own; errors of the broker are raised, refusals logged."""

    def setup(self) -> None:
        """Read where the broker and its management API are."""
        self.uri = settings.read(self.container.service_name).amqp_uri
        self.most = queues.most_messages()
        self.arguments = queues.arguments(self.most)
        self.seen: dict[str, Queue | None] = {}
        admin = os.environ.get("HUB311_AMQP_ADMIN", "")
        self.management = Management(admin, self.uri) if admin else None
        self._declared: set[str] = set()
        if self.management is None:
            log.warning("HUB311_AMQP_ADMIN is not set: departments get no broker accounts and use HTTP")

    def ensure(self, departments: Collection[str]) -> None:
        """Declare the queues of departments that this process has not declared yet."""
        new = sorted(set(departments) - self._declared)
        if new:
            with self._connected() as connection:
                for code in new:
                    self._declare(connection, code)

    def room_of(self, department: str) -> int:
        """How many messages a department's queue takes until it is half full; the queue is made when it is missing."""
        with self._connected() as connection:
            seen = self._look_at(connection, department)
            if seen is None:
                self._declare(connection, department)
        return self.most // 2 - (seen.messages if seen else 0)

    def mend(self, departments: Collection[str]) -> int:
        """Make again what is missing; returns how many queues or bindings that were."""
        self.ensure(departments)
        with self._connected() as connection:
            self.seen = {code: self._look_at(connection, code) for code in departments}
            lost = {code for code, seen in self.seen.items() if seen is None}
            unbound = set(self._unbound(departments))
            # Bindings cannot be looked at without the management API: then all are made again, which changes nothing.
            for code in sorted(lost | unbound if self.management else departments):
                self._declare(connection, code)
        return len(lost | unbound)

    def _look_at(self, connection: Connection, code: str) -> Queue | None:
        """Return what is seen of a department's queue, None when it is not there."""
        try:
            with connection.channel() as channel:
                _, messages, consumers = channel.queue_declare(queues.queue_of(code), passive=True)
        except NotFound:
            return None
        return Queue(messages, consumers, messages >= self.most)

    def _unbound(self, departments: Collection[str]) -> list[str]:
        if self.management is None:
            return []
        try:
            return queues.missing_bindings(departments, self.management.bound_departments(queues.EXCHANGE))
        except Unavailable:
            log.warning("the management API does not answer: bindings are not looked at")
            return []

    def _declare(self, connection: Connection, code: str) -> None:
        """One department's refusal must not stop the events of the others: it is logged, and HTTP remains."""
        try:
            with connection.channel() as channel:
                channel.exchange_declare(queues.EXCHANGE, "topic", durable=True, auto_delete=False)
                channel.queue_declare(queues.queue_of(code), durable=True, auto_delete=False, arguments=self.arguments)
        except ChannelError as error:
            log.error("a department's queue stays as it is", extra={"department": code, "code": error.reply_code})
        try:
            with connection.channel() as channel:
                channel.queue_bind(queues.queue_of(code), queues.EXCHANGE, queues.key_of(code))
        except ChannelError as error:
            log.error("a department's queue is not bound", extra={"department": code, "code": error.reply_code})
        self._declared.add(code)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        connection = Connection(self.uri, connect_timeout=CONNECT_SECONDS, heartbeat=0)
        try:
            connection.connection.transport.sock.settimeout(ANSWER_SECONDS)
            yield connection
        finally:
            connection.collect()

    def provision(self, department: str) -> str:
        """Give a department's user a new password; return the URI. NoManagement without the API."""
        if self.management is None:
            raise NoManagement()
        self.ensure({department})
        return self.management.provision(department)

    def retire(self, department: str) -> None:
        """Take a department's account and queue away; what was in the queue stands in the feed."""
        if self.management is not None:
            self.management.end(department)
        with self._connected() as connection, suppress(NotFound), connection.channel() as channel:
            channel.queue_delete(queues.queue_of(department))
        self._declared.add(department)  # so that a late event does not make it again
