"""Prints the AsyncAPI 3 document of every event, made from the contracts: `python -m deploy.asyncapi`."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from gateway.description.events import ENVELOPE, REQUIRED, data_schema
from services.common import settings, topology
from services.common.settings import SERVICES_ROOT
from services.routing.contract import commands


def document() -> dict[str, Any]:
    """Return the document: a channel per event, its message with schema and example, what is sent and heard."""
    said: dict[str, Any] = {"channels": {}, "operations": {}, "messages": {}, "schemas": {}}
    for service, contract in settings.contracts():
        for event in contract.EVENTS:
            _add_event(said, service, event)
    for service, contract in settings.contracts():
        _add_hearing(said, service, contract)
    _add_department_queue(said)
    _add_commands(said)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "hub311 events",
            "version": "1",
            "description": "CloudEvents 1.0 as JSON. Adding an optional member is no new version; readers ignore "
            "what they do not know. No event carries a name, a contact, a PIN or free text of a resident.",
        },
        "defaultContentType": "application/json",
        "channels": said["channels"],
        "operations": said["operations"],
        "components": {"messages": said["messages"], "schemas": said["schemas"]},
    }


def _add_event(said: dict[str, Any], service: str, event: Any) -> None:
    name = f"{service}.{event.event_name()}"
    said["schemas"][name] = data_schema(event)
    said["messages"][name] = {
        "name": f"hub311.{service}.{event.event_name()}.v1",
        "summary": (event.__doc__ or "").strip(),
        "payload": {
            "type": "object",
            "properties": ENVELOPE | {"data": {"$ref": f"#/components/schemas/{name}"}},
            "required": REQUIRED,
        },
    } | _examples(service, event.event_name())
    said["channels"][name] = {
        "address": f"{event.event_name()}.{{department}}.{{district}}",
        "description": f"Topic exchange {topology.exchange_of(service)}; both words are `none` where there is none.",
        "parameters": {"department": {}, "district": {}},
        "messages": {event.event_name(): {"$ref": f"#/components/messages/{name}"}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": _exchange(service)}},
    }
    said["operations"][f"{service}_says_{event.event_name()}"] = {
        "action": "send",
        "channel": {"$ref": f"#/channels/{name}"},
    }


def _exchange(service: str) -> dict[str, Any]:
    return {"name": topology.exchange_of(service), "type": "topic", "durable": True, "autoDelete": False}


def _examples(service: str, name: str) -> dict[str, Any]:
    path: Path = SERVICES_ROOT / service / "examples" / f"{name}.json"
    if not path.exists():
        return {}
    return {"examples": [{"name": name, "payload": json.loads(path.read_text())}]}


def _add_hearing(said: dict[str, Any], service: str, contract: ModuleType) -> None:
    for source, names in getattr(contract, "HEARS", {}).items():
        every = [c for c in said["channels"] if c.startswith(f"{source}.")]
        heard = every if "#" in names else [c for c in every if c.partition(".")[2] in names]
        for channel in heard:
            said["operations"][f"{service}_hears_{channel.replace('.', '_')}"] = {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{channel}"},
            }


def _add_department_queue(said: dict[str, Any]) -> None:
    messages = {n.partition(".")[2]: {"$ref": f"#/components/messages/{n}"} for n in said["messages"] if "routing" in n}
    said["channels"]["department"] = {
        "address": "department.{code}",
        "description": "A department's quorum queue, declared by hub311: consume only, acknowledge after your commit, "
        "drop repeats by id, and fetch a hole in `position` from GET /v1/events.",
        "parameters": {"code": {"description": "the department's code"}},
        "messages": messages,
        "bindings": {"amqp": {"is": "queue", "queue": {"name": "department.{code}", "durable": True}}},
    }


def _add_commands(said: dict[str, Any]) -> None:
    """What departments may publish: the body of the HTTP call, with the assignment and an id of their own."""
    for name, schema in commands.BODIES.items():
        own = {"id": {"type": "string", "maxLength": 64}, "assignment_id": {"type": "string"}}
        body = data_schema(schema)
        members = {n: v for n, v in body["properties"].items() if n not in ("id", "idempotency_key")}
        required = [n for n in body.get("required", ()) if n != "id"]
        said["schemas"][f"command.{name}"] = {
            "type": "object", "properties": own | members, "required": [*own, *required],
        }  # fmt: skip
        payload = {"$ref": f"#/components/schemas/command.{name}"}
        said["messages"][f"command.{name}"] = {"name": f"{name}", "payload": payload}
    said["channels"]["commands"] = {
        "address": "{code}.{command}",
        "description": f"Topic exchange {commands.EXCHANGE}; a department uses keys that begin with its own code. "
        "Each command is answered by command_answered in its feed.",
        "parameters": {"code": {}, "command": {"enum": list(commands.COMMANDS)}},
        "messages": {name: {"$ref": f"#/components/messages/command.{name}"} for name in commands.COMMANDS},
        "bindings": {"amqp": {"is": "routingKey", "exchange": {"name": commands.EXCHANGE, "type": "topic",
                                                               "durable": True, "autoDelete": False}}},
    }  # fmt: skip
    channel = {"$ref": "#/channels/commands"}
    said["operations"]["routing_takes_commands"] = {"action": "receive", "channel": channel}


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2)
    print()
