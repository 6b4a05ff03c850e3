"""`python -m services.common.rebuild`: has every service fetch its copies of others' facts anew from their owners."""

import sys
import uuid

from amqp import Message
from kombu import Connection

from services.common import caller, clock, settings, wire
from services.common.confirms import put_on_wire
from services.common.errors import NotFound, Refusal

SECONDS = 30.0


def call(uri: str, secret: bytes, service: str, name: str) -> dict[str, int]:
    """Make one call from outside the services, as operations; TimeoutError when nobody answers."""
    answers: list[bytes] = []
    with Connection(uri, connect_timeout=5) as connection:
        channel = connection.connection.channel()
        channel.basic_consume(wire.DIRECT_REPLY, no_ack=True, callback=lambda m: answers.append(m.body))
        me = caller.sign(caller.Caller(kind="staff", subject="operations", roles=("operations",)), secret)
        message = Message(
            wire.request_body({}),
            content_type="application/json",
            reply_to=wire.DIRECT_REPLY,
            correlation_id=str(uuid.uuid4()),
            application_headers=wire.headers(me, clock.epoch_seconds() + SECONDS, None),
        )
        put_on_wire(channel, message, wire.RPC_EXCHANGE, f"{service}.{name}")
        until = clock.monotonic_seconds() + SECONDS
        while not answers:
            connection.drain_events(timeout=max(0.01, until - clock.monotonic_seconds()))
    return wire.open_answer(answers[0])


def main() -> int:
    """Call rebuild_copies of every service; services without copies say so."""
    uri = settings.required("HUB311_AMQP_URI", "amqp://user:password@host:port/vhost")
    secret = bytes.fromhex(settings.required("HUB311_SECRET", "the secret that the services share"))
    failed = 0
    for service, _ in settings.contracts():
        try:
            print(f"{service}: {call(uri, secret, service, 'rebuild_copies')['copied']} entries copied")
        except NotFound:
            print(f"{service}: keeps no copies")
        except (TimeoutError, Refusal) as error:
            failed += 1
            print(f"{service}: does not answer ({type(error).__name__})", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
