"""True examples from services/*/examples, split into what stands in path, query, headers and body."""

import json
from typing import Any

from gateway.operation import Operation
from services.common.settings import SERVICES_ROOT


class Examples:
    """The examples of one operation; what a service has no example of is None."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.request = self._read("request")
        self.answer = self._read("answer")
        if self.answer is not None and operation.route.links:
            links = {name: path.format_map(self.answer) for name, path in operation.route.links.items()}
            self.answer = self.answer | {"links": links}

    def _read(self, part: str) -> Any:
        route = self.operation.route
        path = SERVICES_ROOT / route.service / "examples" / f"{self.operation.call.name}.{part}.json"
        return json.loads(path.read_text()) if path.exists() else None

    @property
    def body(self) -> Any:
        """The body, without what comes from elsewhere."""
        members = self.operation.parameters.body
        return {m: v for m, v in self.request.items() if m in members} if self.request and members else None

    def of(self, member: str) -> Any:
        """Return the example's value of a member, None when it has none."""
        return (self.request or {}).get(member)
