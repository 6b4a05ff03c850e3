"""What the first calls find already: files of a closed day, and an event that a department's webhook has refused."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import requests

from deploy.local import Stack
from deploy.processes import wait_until
from services.common import clock
from services.common.blobs import Blobs
from services.common.database import Store, engine_for
from services.intake.catalogue import Catalogue
from services.intake.records.closing import Closing
from tests.load.bodies import request
from tests.routing.receiver import Receiver

DEPARTMENT = "dot"
WEBHOOK = "refuses-always"  # nobody may end it: what it has refused would go with it
# Receivers on this machine; six attempts within seconds.
SETTINGS = {"HUB311_WEBHOOK_NETWORKS": "127.0.0.0/8", "HUB311_WEBHOOK_WAIT_SECONDS": "0.01"}
OPENED = 8
PATIENCE_SECONDS = 120


@contextmanager
def laid(stack: Stack) -> Iterator[None]:
    """Have it there as long as calls are made."""
    close_a_day(stack)
    receiver = Receiver("422")
    try:
        _have_refused(stack, receiver.url)
        yield
    finally:
        receiver.stop()


def close_a_day(stack: Stack) -> None:
    """Write the files of the day before yesterday, in which nothing was asked; yesterday's are the service's."""
    store = Store(engine_for(stack.databases["intake"]), "intake")
    blobs = Blobs(Path(stack.environment["HUB311_BLOBS"]) / "records")
    Closing(store, blobs, Catalogue(store)).close(clock.now().date() - timedelta(days=2))
    store.engine.dispose()


def _have_refused(stack: Stack, url: str) -> None:
    """Open requests until an event of theirs is a dead letter of a webhook that takes none."""
    key = {"Authorization": f"Bearer {stack.run_json['departments'][DEPARTMENT]['api_key']}"}
    hook = f"{stack.url}/v1/departments/{DEPARTMENT}/webhooks/{WEBHOOK}"
    requests.put(hook, json={"url": url, "types": ["request_assigned"]}, headers=key, timeout=30).raise_for_status()
    chance = random.Random(311)
    for position in range(OPENED):
        body = request(chance, position) | {"service_code": "pothole", "answers": {}}
        requests.post(f"{stack.url}/v1/requests", json=body, timeout=30).raise_for_status()

    def is_dead() -> bool:
        return bool(requests.get(f"{stack.url}/v1/dead-letters", headers=key, timeout=30).json()["items"])

    wait_until(is_dead, PATIENCE_SECONDS, "an event that a webhook has refused for good")
