"""Schemas as tables, and a curl line that really works."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

Document = dict[str, Any]
MOST_DEPTH = 4
LIMITS = {
    "maxLength": "at most {} letters",
    "minimum": "from {}",
    "maximum": "to {}",
    "maxItems": "at most {} items",
    "format": "{}",
    "pattern": "{}",
}


def resolve(document: Document, schema: Document) -> Document:
    """Follow a reference, and take what is not null where null is the only alternative."""
    if "$ref" in schema:
        return resolve(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        options = [option for option in schema["anyOf"] if option.get("type") != "null"]
        if len(options) == 1:
            return resolve(document, options[0])
    if "allOf" in schema:
        parts = [resolve(document, part) for part in schema["allOf"]]
        return {"type": "object", "properties": {k: v for part in parts for k, v in part.get("properties", {}).items()}}
    return schema


def rows(
    document: Document, schema: Document, prefix: str = "", depth: int = 0
) -> Iterator[tuple[str, Document, bool]]:
    """Yield path, schema and whether it is required, for each member and those inside it."""
    whole = resolve(document, schema)
    for name, member in whole.get("properties", {}).items():
        path, inner = prefix + name, resolve(document, member)
        yield path, inner | {"nullable": is_nullable(member)}, name in whole.get("required", ())
        if depth >= MOST_DEPTH:
            continue
        if "items" in inner:
            yield from rows(document, inner["items"], path + "[].", depth + 1)
        yield from rows(document, inner, path + ".", depth + 1)


def is_nullable(schema: Document) -> bool:
    """Whether null may stand there."""
    kinds = schema.get("type")
    return "null" in kinds if isinstance(kinds, list) else {"type": "null"} in schema.get("anyOf", [])


def describe(schema: Document) -> str:
    """Return type and limits in words."""
    kinds = schema.get("type", "any value")
    kinds = [kind for kind in kinds if kind != "null"] if isinstance(kinds, list) else [kinds]
    words = [" or ".join(kinds)]
    if "enum" in schema:
        words = ["one of " + ", ".join(str(value) for value in schema["enum"] if value is not None)]
    words += [text.format(schema[name]) for name, text in LIMITS.items() if name in schema]
    if schema.get("default") not in (None, "", [], {}):
        words.append(f"{json.dumps(schema['default'])} unless given")
    if schema.get("nullable"):
        words.append("may be null")
    return escape("; ".join(words))


def _table(lines: list[str], *heads: str) -> str:
    head = "".join(f"<th>{text}</th>" for text in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>" if lines else ""


def member_table(document: Document, schema: Document) -> str:
    """Return the members of an answer."""
    lines = [
        f"<tr><td><code>{escape(path)}</code></td><td>{describe(member)}</td></tr>"
        for path, member, _ in rows(document, schema)
    ]
    return _table(lines, "member", "what")


def parameter_table(operation: Document) -> str:
    """Return the parameters in path, query and headers."""
    lines = []
    for parameter in operation.get("parameters", []):
        said = describe(parameter["schema"]) + (
            f". {escape(parameter['description'])}" if "description" in parameter else ""
        )
        needed = "needed" if parameter.get("required") else ""
        name = f"<code>{escape(parameter['name'])}</code>"
        lines.append(f"<tr><td>{name}</td><td>{parameter['in']}</td><td>{needed}</td><td>{said}</td></tr>")
    return _table(lines, "parameter", "in", "", "what")


def body_table(document: Document, operation: Document) -> str:
    """Return the members of the body."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    lines = [
        f"<tr><td><code>{escape(path)}</code></td>"
        f"<td>{'needed' if required else ''}</td><td>{describe(member)}</td></tr>"
        for path, member, required in rows(document, content.get("schema", {}))
    ]
    return _table(lines, "body", "", "what")


def curl_line(document: Document, method: str, path: str, operation: Document) -> str:
    """Return a command for a shell, with the values of the example."""
    words: list[str] = []
    queries = []
    for parameter in operation.get("parameters", []):
        example = parameter.get("example")
        if parameter["in"] == "path" and example is not None:
            path = path.replace("{" + parameter["name"] + "}", str(example).replace(" ", "%20"))
        if parameter["in"] == "query" and (example is not None or parameter.get("required")):
            queries.append(f"{parameter['name']}={plain(example)}")
    if {} not in operation["security"]:
        pin = "requestPin" in next(iter(operation["security"]), {})
        words.append('-H "Request-Pin: $PIN"' if pin else '-H "Authorization: Bearer $TOKEN"')
    if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", [])):
        words.append("-H 'If-Match: \"1\"'")
    words += _body_words(method, operation)
    url = document["servers"][0]["url"] + path
    words += [f"--data-urlencode {quote(query)}" for query in queries]
    first = "curl -G" if queries else "curl" if method in ("GET", "POST") else f"curl -X {method}"
    return " \\\n  ".join([f"{first} {quote(url)}", *words])


def _body_words(method: str, operation: Document) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if not content:
        return ["-d ''"] if method == "POST" else []
    example = json.dumps(content.get("example", {}), ensure_ascii=False)
    return ["-H 'Content-Type: application/json'", f"-d {quote(example)}"]


def plain(value: Any) -> str:
    """Write a value as it stands in a query."""
    if isinstance(value, list):
        return ",".join(plain(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "…" if value is None else str(value)


def quote(text: str) -> str:
    """Quote a word for the shell."""
    return "'" + text.replace("'", "'\\''") + "'"
