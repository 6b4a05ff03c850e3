"""The schema of every event at the address that its `dataschema` names, made from the contracts."""

import json
from collections.abc import Iterator
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin, OpenAPIConverter

from services.common import settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"
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


def data_schema(schema: Any) -> dict[str, Any]:
    """Return what a contract's class says, as JSON Schema; members that are not named are allowed."""
    spec = APISpec("hub311", "1", "3.1.0", plugins=[MarshmallowPlugin(schema_name_resolver=lambda _: None)])
    return OpenAPIConverter("3.1.0", lambda _: None, spec).schema2jsonschema(schema())


def documents() -> Iterator[tuple[str, bytes]]:
    """Yield address and JSON Schema of each event, then the list of all."""
    addresses = []
    for service, contract in settings.contracts():
        for event in contract.EVENTS:
            name = event.event_name()
            address = f"/schemas/{service}/{name}.v1.json"
            addresses.append(address)
            yield address, _write(_document(address, f"hub311.{service}.{name}.v1", event))
    yield "/schemas", _write({"items": addresses})


def _document(address: str, kind: str, event: Any) -> dict[str, Any]:
    members = ENVELOPE | {"type": {"const": kind}, "dataschema": {"const": address}, "data": data_schema(event)}
    about = {"$schema": DIALECT, "$id": address, "title": kind, "description": (event.__doc__ or "").strip()}
    return about | {"type": "object", "properties": members, "required": REQUIRED}


def _write(said: Any) -> bytes:
    return json.dumps(said, indent=1).encode()
