"""An answer as the standard judges it: content type, encoding, form; XML and JSON become one value."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import requests
from lxml import etree

SCHEMAS = Path(__file__).parent / "schemas"
CONTAINERS = {
    "services": "service", "attributes": "attribute", "values": "value", "service_requests": "request",
    "service_request_updates": "request_update", "errors": "error", "endpoints": "endpoint", "formats": "format",
    "notes": "note", "photos": "photo", "facilities": "facility", "faqs": "faq", "web_actions": "web_action",
}  # fmt: skip
INLINE = ("categories", "features")  # members stand in the container without a name of their own
TRUTHS = ("metadata", "variable", "required", "duplicate")
NUMBERS = ("lat", "long", "order")
KINDS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
XML_ATTRIBUTES = {"web_action": "type"}


class Reply:
    """What came back, with checks that name what is wrong."""

    def __init__(self, response: requests.Response, form: str) -> None:
        self.response = response
        self.form = form
        self.status = response.status_code
        self.raw = response.content

    def good(self, schema: str) -> Any:
        """Return the value of an answer that is 200 and keeps to a schema; in XML and JSON it is the same."""
        assert self.status == 200, f"status {self.status} instead of 200: {self.raw[:300]!r}"
        return self.value(schema)

    def refused(self, *statuses: int) -> list[dict[str, str]]:
        """Return the errors of an answer that refuses with one of these statuses, in the format asked for."""
        assert self.status in statuses, f"status {self.status} instead of {statuses}: {self.raw[:300]!r}"
        return self.value("errors")

    def value(self, schema: str) -> Any:
        """Return the value, if headers, encoding and form are right."""
        kind = self.response.headers.get("Content-Type")
        assert kind == KINDS[self.form], f"Content-Type is {kind!r}"
        text = self.raw.decode("utf-8")
        return read_xml(text, schema) if self.form == "xml" else read_json(text, schema)


def read_xml(text: str, schema: str) -> Any:
    """Return the value of a document that keeps to a schema."""
    first = text.split("?>")[0].lower()
    assert first.startswith("<?xml"), "the XML declaration is missing"
    assert 'encoding="utf-8"' in first, "the XML declaration does not say encoding=utf-8"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(text.encode(), parser)
    for node in root.iter("*"):
        assert "}" not in node.tag, f"<{node.tag}> has a namespace"
        assert set(node.attrib) <= {XML_ATTRIBUTES.get(node.tag)}, f"<{node.tag}> has attributes"
    _hold(root, schema)
    return _value(root)


def _hold(root: Any, schema: str) -> None:
    found = _schema(schema)
    assert found.validate(root), f"against {schema}.xsd: {found.error_log.last_error}"


@cache
def _schema(name: str) -> Any:
    return etree.XMLSchema(etree.parse(str(SCHEMAS / f"{name}.xsd")))


def _value(node: Any) -> Any:
    if node.tag in INLINE:
        return [{child.tag: _scalar(child)} for child in node]
    if node.tag in CONTAINERS:
        assert all(child.tag == CONTAINERS[node.tag] for child in node), f"<{node.tag}> holds something else"
        return [_value(child) for child in node]
    if len(node):
        return {child.tag: _value(child) for child in node} | dict(node.attrib)
    return _scalar(node)


def _scalar(node: Any) -> Any:
    text = node.text
    if text is None:
        return None
    if node.tag in TRUTHS:
        return text == "true"
    return float(text) if node.tag in NUMBERS else text


def read_json(text: str, schema: str) -> Any:
    """Return the value of JSON that is what the XML would be: its types are checked, then it is held to the schema."""
    value = json.loads(text)
    root = _schema_root(schema)
    if root in CONTAINERS:
        assert isinstance(value, list), f"the root <{root}> must be dropped: an array is expected"
    else:
        assert isinstance(value, dict), "an object is expected"
        assert list(value) != [root], f"the root {root} must be dropped"
    _hold(_node(root, value), schema)
    return _same(value)


@cache
def _schema_root(name: str) -> str:
    tree = etree.parse(str(SCHEMAS / f"{name}.xsd"))
    return tree.getroot().find("{http://www.w3.org/2001/XMLSchema}element").get("name")


def _node(name: str, value: Any) -> Any:
    node = etree.Element(name)
    if name in INLINE:
        assert isinstance(value, list), f"{name} must be an array"
        node.extend(_node(member, inner) for one in value for member, inner in one.items())
    elif name in CONTAINERS:
        assert isinstance(value, list), f"{name} must be an array, also of one member"
        node.extend(_node(CONTAINERS[name], one) for one in value)
    elif isinstance(value, dict):
        attribute = XML_ATTRIBUTES.get(name)
        node.extend(_node(member, one) for member, one in value.items() if member != attribute)
        node.attrib.update({attribute: value[attribute]} if attribute else {})
    else:
        node.text = _text(name, value)
    return node


def _text(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if name in TRUTHS:
        assert isinstance(value, bool), f"{name} must be true or false, it is {value!r}"
        return "true" if value else "false"
    if name in NUMBERS:
        assert type(value) in (int, float), f"{name} must be a number, it is {value!r}"
        return str(value)
    assert isinstance(value, str), f"{name} must be a text, it is {value!r}"
    assert value != "", f"{name} is empty text: an empty element is null"
    return value


def _same(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {member: _same(one, member) for member, one in value.items()}
    if isinstance(value, list):
        return [_same(one) for one in value]
    return float(value) if name in NUMBERS and value is not None else value
