"""A department's subscriber: takes its work from its queue, fetches what a hole hides, reports it done.

Needs kombu and requests alone. Run: python subscriber.py AMQP_URI QUEUE GATEWAY_URL API_KEY POSITION_FILE
"""

import pathlib
import sys

import requests
from kombu import Connection, Consumer, Queue

amqp_uri, queue, gateway, api_key, position_file = sys.argv[1:6]
web = requests.Session()
web.headers["Authorization"] = f"Bearer {api_key}"
mark = pathlib.Path(position_file)
last = int(mark.read_text()) if mark.exists() else 0  # everything up to this position is handled


def report(assignment: str, step: str, **said: str) -> None:
    """Tell hub311 what became of the work; the key makes a repeat harmless, 409 means somebody was quicker."""
    key = {"Idempotency-Key": f"{assignment}-{step}"}
    answer = web.post(f"{gateway}/v1/assignments/{assignment}/{step}", json=said, headers=key, timeout=10)
    print(step, assignment, answer.status_code, flush=True)
    if answer.status_code >= 500:
        answer.raise_for_status()  # end unacknowledged: the event comes again


def handle(event: dict) -> None:
    """Do the work once per event, in the order of positions."""
    global last
    if event["position"] <= last:
        return  # a repeat
    if event["type"].endswith(".request_assigned.v1"):
        report(event["data"]["assignment_id"], "accept")
        report(event["data"]["assignment_id"], "complete", code="done", text="Repaired by our crew.")
    last = event["position"]
    mark.write_text(str(last))


def take(event: dict, message) -> None:
    """Fill a hole over HTTP before what came after it, then acknowledge."""
    while event["position"] > last + 1:
        page = web.get(f"{gateway}/v1/events", params={"after": last, "limit": 100}, timeout=10)
        page.raise_for_status()
        for missed in page.json()["items"]:
            handle(missed)
    handle(event)
    message.ack()


with Connection(amqp_uri, heartbeat=20) as connection:
    with Consumer(connection, Queue(queue, no_declare=True), callbacks=[take], prefetch_count=10):
        while True:
            try:
                connection.drain_events(timeout=5)
            except TimeoutError:
                connection.heartbeat_check()
