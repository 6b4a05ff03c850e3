"""Plays every department's system for the benchmark: takes all queues, notes when each request arrived.

`python -m tests.load.drain AMQP_URI JOURNAL CODE…` writes a line `number<TAB>epoch seconds` per assignment.
"""

import asyncio
import sys
import time
from pathlib import Path

import aiormq
import orjson
from aiormq.abc import DeliveredMessage


async def drain(amqp_uri: str, journal: Path, codes: list[str]) -> None:
    """Consume until ended; every message is acknowledged as it comes."""
    connection = await aiormq.connect(amqp_uri)
    with journal.open("a", buffering=1) as lines:

        async def take(message: DeliveredMessage) -> None:
            event = orjson.loads(message.body)
            if event["type"].endswith(".request_assigned.v1"):
                lines.write(f"{event['subject']}\t{time.time():.6f}\n")
            await message.channel.basic_ack(message.delivery_tag, wait=False)

        for code in codes:
            channel = await connection.channel()
            await channel.basic_qos(prefetch_count=100)
            await channel.basic_consume(f"department.{code}", take)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(drain(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
