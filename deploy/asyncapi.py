"""Prints the AsyncAPI 3 document of every event, made from the contracts: `python -m deploy.asyncapi`."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin, OpenAPIConverter

from services.common import topology
from services.common.settings import SERVICES_ROOT

ENVELOPE = {
    "specversion": {"const": "1.0"},
    "id": {"type": "string", "format": "uuid", "description": "UUIDv7; the same event has the same id for ever"},
    "source": {"type": "string", "examples": ["/hub311/routing"]},
    "type": {"type": "string", "examples": ["hub311.routing.request_assigned.v1"]},
    "subject": {"type": "string", "description": "what it is about: for requests the request number"},
    "time": {"type": "string", "format": "date-time"},
    "datacontenttype": {"const": "application/json"},
    "dataschema": {"type": "string"},
    "sequence": {"type": "string", "pattern": "^[0-9]{10}$", "description": "per source and subject, 1..n, no holes"},
    "causationid": {"type": "string", "description": "the event that led to this one"},
    "traceparent": {"type": "string"},
    "position": {"type": "integer", "minimum": 1, "description": "in a department's feed: dense, no holes"},
}
REQUIRED = ["specversion", "id", "source", "type", "subject", "time", "sequence", "data"]


def document() -> dict[str, Any]:
    """Return the document: a channel per event, its message with schema and example, what is sent and heard."""
    said: dict[str, Any] = {"channels": {}, "operations": {}, "messages": {}, "schemas": {}}
    for service, contract in topology.contracts():
        for event in contract.EVENTS:
            _add_event(said, service, event)
    for service, contract in topology.contracts():
        _add_hearing(said, service, contract)
    _add_department_queue(said)
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
    said["schemas"][name] = _schema(event)
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


def _schema(event: Any) -> dict[str, Any]:
    spec = APISpec("hub311", "1", "3.1.0", plugins=[MarshmallowPlugin(schema_name_resolver=lambda _: None)])
    converter = OpenAPIConverter("3.1.0", lambda _: None, spec)
    return converter.schema2jsonschema(event())


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


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2)
    print()
