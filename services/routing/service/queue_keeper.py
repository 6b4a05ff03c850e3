"""Keeps the departments' queues on the broker: declared before anything is published to them, looked at each minute."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import eventlet
from amqp.exceptions import ChannelError, NotFound
from kombu import Connection
from nameko.extensions import DependencyProvider, SharedExtension
from sqlalchemy import select

from services.common import logs, settings
from services.common.database import DatabaseAway
from services.common.errors import Unavailable
from services.common.link import BROKER_ERRORS
from services.common.relay import OutboxRelay
from services.common.stores import Stores
from services.routing import measures
from services.routing.catalogue.catalogue import DEPARTMENT
from services.routing.feed import queues
from services.routing.feed.accounts import Management, NoManagement
from services.routing.models import CatalogueEntry

log = logs.logger(__name__)
LOOK_SECONDS = 60.0
CONNECT_SECONDS = 3
ANSWER_SECONDS = 5


class DepartmentQueues(SharedExtension):
    """Declares queues and bindings on a connection of its own; errors of the broker are raised, refusals logged."""

    def setup(self) -> None:
        """Read where the broker and its management API are."""
        self.uri = settings.read(self.container.service_name).amqp_uri
        self.arguments = queues.arguments(queues.most_messages())
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

    def mend(self, departments: Collection[str]) -> int:
        """Make again what is missing; returns how many queues or bindings that were."""
        self.ensure(departments)
        with self._connected() as connection:
            lost = {code for code in departments if not _exists(connection, queues.queue_of(code))}
            unbound = set(self._unbound(departments))
            # Bindings cannot be looked at without the management API: then all are made again, which changes nothing.
            for code in sorted(lost | unbound if self.management else departments):
                self._declare(connection, code)
        return len(lost | unbound)

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


def _exists(connection: Connection, queue: str) -> bool:
    try:
        with connection.channel() as channel:
            channel.queue_declare(queue, passive=True)
        return True
    except NotFound:
        return False


class FeedRelay(OutboxRelay):
    """The outbox relay, which publishes nothing to a department whose queue has not been declared."""

    queues = DepartmentQueues()

    def _publish(self, rows: list[dict[str, Any]]) -> list[int]:
        try:
            self.queues.ensure({row["department"] for row in rows} - {"none"})
        except BROKER_ERRORS as error:
            log.warning("the relay waits for the broker", extra={"error": type(error).__name__})
            self._pause(0.5)
            return []
        return super()._publish(rows)


class QueueKeeper(DependencyProvider):
    """Looks each minute, in the process whose relay is active, whether all queues and bindings are there."""

    stores = Stores()
    queues = DepartmentQueues()

    def setup(self) -> None:
        """Read how often to look."""
        self.look_seconds = float(os.environ.get("HUB311_QUEUE_LOOK_SECONDS", LOOK_SECONDS))

    def start(self) -> None:
        """Begin to look."""
        self.container.spawn_managed_thread(self._run, identifier="departments.queues")

    def get_dependency(self, worker_ctx: Any) -> DepartmentQueues:
        """Return what can provision a department."""
        return self.queues

    def _run(self) -> None:
        while True:
            try:
                self._look()
            except (DatabaseAway, *BROKER_ERRORS) as error:
                log.warning("the departments' queues were not looked at", extra={"error": type(error).__name__})
            eventlet.sleep(self.look_seconds)

    def _look(self) -> None:
        store = self.stores.open()
        with store.reading() as session:
            query = select(CatalogueEntry.code).where(CatalogueEntry.kind == DEPARTMENT)
            departments = list(session.execute(query).scalars())
        self.queues.ensure(departments)
        if store.on_postgresql and not store.relay_is_here:
            return
        mended = self.queues.mend(departments)
        if mended:
            measures.department_queues_mended_total.inc(mended)
            log.warning("department queues or bindings were missing and are there again", extra={"count": mended})
