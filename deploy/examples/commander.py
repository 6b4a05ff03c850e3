"""A department's system on the broker alone: takes its work from its queue, sends commands, reads the answers.

Needs kombu alone. Run: python commander.py AMQP_URI DEPARTMENT
"""

import json
import sys

from kombu import Connection, Consumer, Exchange, Producer, Queue

amqp_uri, department = sys.argv[1:3]
COMMANDS = Exchange("department.commands", no_declare=True)
DONE = {"code": "done", "text": "Repaired by our crew."}


def send(command: str, assignment: str, **said: str) -> None:
    """Publish a command under the department's own key; the id makes a repeat harmless and names the answer."""
    body = {"id": f"{assignment}-{command}", "assignment_id": assignment, **said}
    producer.publish(json.dumps(body), f"{department}.{command}", exchange=COMMANDS, content_type="application/json")


def take(event: dict, message) -> None:
    """Accept new work; go on when a command was carried out, tell a person when it was refused; then acknowledge."""
    data = event["data"]
    if event["type"].endswith(".request_assigned.v1"):
        send("accept", data["assignment_id"])
    elif event["type"].endswith(".command_answered.v1"):
        print(data["command"], data["assignment_id"], data["outcome"], data["refusal"] or "", flush=True)
        if (data["command"], data["outcome"]) == ("accept", "done"):
            send("complete", data["assignment_id"], **DONE)
    message.ack()


# With confirms a command that the broker does not take raises here; its event was not acknowledged and comes again.
with Connection(amqp_uri, heartbeat=20, transport_options={"confirm_publish": True}) as connection:
    producer = Producer(connection, auto_declare=False)
    queue = Queue(f"department.{department}", no_declare=True)
    with Consumer(connection, queue, callbacks=[take], prefetch_count=10):
        while True:
            try:
                connection.drain_events(timeout=5)
            except TimeoutError:
                connection.heartbeat_check()
