"""The OpenAPI 3.1 document."""

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from gateway.description import texts
from gateway.description.examples import Examples
from gateway.description.expected import headers_of, statuses
from gateway.description.portable import portable
from gateway.downloads import KINDS
from gateway.operation import Operation
from services.common.contract import Instant

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


class Description:
    """Collects the operations into one document."""

    def __init__(self, public_url: str) -> None:
        self.plugin = MarshmallowPlugin(schema_name_resolver=name_of)
        self.spec = APISpec(
            texts.TITLE,
            texts.VERSION,
            "3.1.0",
            plugins=[self.plugin],
            info={"summary": texts.SUMMARY, "description": texts.INTRODUCTION},
            servers=[{"url": public_url}],
        )
        converter: Any = self.plugin.converter
        converter.map_to_openapi_type(Instant, "string", "date-time")
        self.spec.components.schema("Problem", texts.PROBLEM)
        self.spec.components.schema("Readiness", texts.READINESS)
        for name, scheme in texts.SECURITY.items():
            self.spec.components.security_scheme(name, scheme)

    def document(self) -> dict[str, Any]:
        """Return the document."""
        return portable(self.spec.to_dict())

    def tag(self, name: str, text: str) -> None:
        """Describe a resource."""
        self.spec.tag({"name": name, "description": text})

    def add(self, tag: str, operation: Operation) -> None:
        """Describe an operation."""
        route, examples = operation.route, Examples(operation)
        said: dict[str, Any] = {
            "tags": [tag],
            "operationId": operation_id(operation),
            "summary": route.summary,
            "description": (operation.call.request.__doc__ or "").strip(),
            "security": security(route.who),
            "parameters": self._parameters(operation, examples),
            "responses": self._responses(operation, examples),
        }
        if route.upload:
            said["requestBody"] = texts.FORM
        elif route.batch:
            said["requestBody"] = {"required": True, "content": texts.BATCH}
        elif operation.parameters.body:
            said["requestBody"] = self._body(operation, examples)
        self.spec.path(route.path, operations={route.method.lower(): said})

    def add_health(self) -> None:
        """Describe what has no call behind it."""
        self.tag("health", "Whether the system can be used.")
        alive = {
            "200": {"description": "The process turns.", "content": {"text/plain": {"schema": {"type": "string"}}}}
        }
        schema = {"application/json": {"schema": {"$ref": "#/components/schemas/Readiness"}}}
        ready = {status: {"description": text, "content": schema} for status, text in (
            ("200", "Every service has been ready since start, and requests can be taken."), ("503", "Not now.")
        )}  # fmt: skip
        for path, summary, responses in (("/live", "Whether the gateway runs", alive),
                                         ("/ready", "Whether each service can be used", ready)):  # fmt: skip
            name = path.strip("/")
            said = {
                "tags": ["health"],
                "operationId": name,
                "summary": summary,
                "security": [{}],
                "responses": responses,
            }
            self.spec.path(path, operations={"get": said})

    def _parameters(self, operation: Operation, examples: Examples) -> list[dict[str, Any]]:
        sources = operation.parameters
        found = [self._parameter("path", n, m, operation, examples) for n, m in sources.path.items()]
        found += [self._parameter("query", n, m, operation, examples) for n, (m, _) in sources.query.items()]
        found.sort(key=lambda parameter: not parameter["required"])
        for member in sources.headers:
            if member != "pin":  # a security scheme
                found.append(self._header(member))
        return found

    def _parameter(
        self, place: str, name: str, member: str, operation: Operation, examples: Examples
    ) -> dict[str, Any]:
        field = operation.parameters.schema.fields[member]
        schema = self.plugin.converter.field2property(field)  # type: ignore[union-attr]
        said = {"in": place, "name": name, "required": place == "path" or field.required, "schema": schema}
        if isinstance(schema.get("type"), list) and place == "query":
            schema["type"] = next(kind for kind in schema["type"] if kind != "null")
            schema.pop("default", None) if schema.get("default", 0) is None else None
        if schema.get("type") == "array":
            said |= {"style": "form", "explode": False}
        example = examples.of(member)
        return said if example is None else said | {"example": example}

    def _header(self, member: str) -> dict[str, Any]:
        name, text = texts.HEADERS[member]
        schema: dict[str, Any] = {"type": "string"} | ({"maxLength": 200} if member == "idempotency_key" else {})
        return {"in": "header", "name": name, "required": member == "version", "description": text, "schema": schema}

    def _body(self, operation: Operation, examples: Examples) -> dict[str, Any]:
        schema: Any = operation.call.request(only=sorted(operation.parameters.body))
        content: dict[str, Any] = {"schema": schema}
        if listed := operation.route.listed:
            one = schema.fields[listed].inner.nested
            content["schema"] = {"anyOf": [one, {"type": "array", "items": one}, schema]}
        if examples.body is not None:
            content["example"] = examples.body
        table = {"text/csv": {"schema": {"type": "string"}}} if listed else {}
        return {"required": bool(operation.parameters.required), "content": {"application/json": content} | table}

    def _responses(self, operation: Operation, examples: Examples) -> dict[str, Any]:
        route = operation.route
        good: dict[str, Any] = {"description": (operation.call.answer.__doc__ or "Done.").strip()}
        if route.status == 204:
            good["description"] = "Done."
        elif route.download:
            files = {kind: texts.FILES.get(kind, texts.BINARY) for kind in KINDS[route.download]}
            good |= {"description": "The file.", "content": files}
        elif route.stream:
            good["content"] = texts.STREAM
        elif route.batch:
            good["content"] = {media: {"schema": {"type": "string"}} for media in texts.BATCH}
        elif route.content:
            good["content"] = {route.media: {"schema": {"type": "string"}}}
        else:
            content: dict[str, Any] = {"schema": self._answer_schema(operation)}
            if examples.answer is not None:
                content["example"] = examples.answer
            good["content"] = {"application/json": content}
        good |= {"headers": headers_of(operation)}
        refused = {
            str(status): {"description": texts.STATUSES[status], "content": PROBLEM} for status in statuses(operation)
        }
        other = {"default": {"description": "Any other refusal.", "content": PROBLEM}}
        return {str(route.status): good} | refused | other

    def _answer_schema(self, operation: Operation) -> Any:
        if not operation.route.links:
            return operation.call.answer
        link = {"type": "string", "format": "uri-reference"}
        links = {"type": "object", "properties": dict.fromkeys(operation.route.links, link)}
        return {"allOf": [operation.call.answer, {"type": "object", "properties": {"links": links}}]}


def name_of(schema: Any) -> str:
    """Name a schema by its service, because two services may have one of the same name."""
    cls = schema if isinstance(schema, type) else type(schema)
    room = cls.__module__.split(".")[1]
    part = "" if isinstance(schema, type) or not (schema.only or schema.exclude) else "Body"
    return f"{room}.{cls.__name__}{part}" if issubclass(cls, Schema) else cls.__name__


def operation_id(operation: Operation) -> str:
    """Return a name for generated clients; one call may stand behind two routes."""
    suffix = "_".join(operation.route.fixed)
    return operation.call.name + (f"_without_{suffix}" if suffix else "")


def security(who: frozenset[str]) -> list[dict[str, list[str]]]:
    """Return the ways to authenticate; the empty one is nobody."""
    ways: list[dict[str, list[str]]] = [
        {texts.SCHEMES[kind]: []} for kind in ("resident", "staff", "system") if kind in who
    ]
    return ways + ([{}] if "anonymous" in who else [])
