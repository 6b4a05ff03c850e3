"""What an operation may answer with: statuses, and the headers of a good answer."""

import re
from typing import Any

from gateway.operation import Operation


def statuses(operation: Operation) -> list[int]:
    """Return the refusals that this operation may answer with."""
    route = operation.route
    found = {400, 401, 422, 429, 503} | ({403} if "anonymous" not in route.who else set())
    found |= {404} if re.search("{", route.path) else set()
    found |= {409} if operation.call.writes else set()
    found |= {413, 415} if operation.parameters.body else set()
    found |= {412, 428} if "version" in operation.parameters.headers else set()
    return sorted(found)


def headers_of(operation: Operation) -> dict[str, Any]:
    """Return the headers of a good answer."""
    text = {"schema": {"type": "string"}}
    found: dict[str, Any] = {"X-Trace-Id": text | {"description": "To quote when asking about it."}}
    if operation.route.location:
        found["Location"] = text | {"description": "Where it can be read."}
    if "version" in operation.call.answer().fields:
        found["ETag"] = text | {"description": "Its version, for If-Match and If-None-Match."}
    return found
