"""The page at /docs: the OpenAPI document, readable without scripts and without anything from elsewhere."""

import hashlib
import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from gateway.description import schemas, texts
from gateway.exchange import Exchange
from gateway.problems import kebab, title_of
from services.common.errors import all_refusals

STYLE = (Path(__file__).parent / "style.css").read_bytes()
POLICY = (b"content-security-policy", b"default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'")
WAYS = {"staffToken": "staff", "systemKey": "systems", "requestPin": "residents by PIN"}
Document = dict[str, Any]


class Page:
    """Answers with the same bytes each time, or 304."""

    def __init__(self, body: bytes, kind: bytes) -> None:
        self.body = body
        self.mark = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        self.headers = [(b"content-type", kind), (b"cache-control", b"no-cache"), (b"etag", self.mark.encode()), POLICY]

    async def __call__(self, exchange: Exchange) -> None:
        """Answer."""
        if exchange.header(b"if-none-match") == self.mark:
            await exchange.answer(304, b"", self.headers)
        else:
            await exchange.answer(200, self.body, self.headers)


def render(document: Document) -> bytes:
    """Return the page."""
    body = "".join(
        (_head(), _contents(document), "<main>", _introduction(document), *_resources(document), _refusals())
    )
    return (body + "</main></body></html>").encode()


def _head() -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>hub311 API</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/docs/style.css"></head><body>'
    )


def _operations(document: Document, tag: str) -> Iterator[tuple[str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                yield method.upper(), path, operation


def _contents(document: Document) -> str:
    lines = ['<nav aria-label="Contents"><h2><a href="#top">hub311 API</a></h2>']
    for tag in document["tags"]:
        links = "".join(
            f'<li><a href="#{op["operationId"]}"><b class="{method}">{method}</b> {escape(path)}</a></li>'
            for method, path, op in _operations(document, tag["name"])
        )
        lines.append(f'<h3><a href="#{tag["name"]}">{tag["name"]}</a></h3><ul>{links}</ul>')
    return "".join(lines) + '<h3><a href="#refusals">refusals</a></h3></nav>'


def _introduction(document: Document) -> str:
    info = document["info"]
    paragraphs = "".join(f"<p>{_words(text)}</p>" for text in info["description"].split("\n\n"))
    ways = "".join(
        f"<dt>{escape(WAYS[name])}</dt><dd><code>{_way(scheme)}</code><br>{escape(scheme['description'])}</dd>"
        for name, scheme in texts.SECURITY.items()
    )
    return (
        f'<header id="top"><h1>{escape(info["title"])}</h1><p class="lead">{escape(info["summary"])}</p>{paragraphs}'
        f"<p>For programs: <a href='/openapi.json'>/openapi.json</a> (OpenAPI 3.1).</p>"
        f"<h2>Who asks</h2><dl>{ways}</dl></header>"
    )


def _way(scheme: Document) -> str:
    return "Request-Pin: 204817" if scheme["type"] == "apiKey" else "Authorization: Bearer …"


def _words(text: str) -> str:
    """Return text with what stands between backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))


def _resources(document: Document) -> Iterator[str]:
    for tag in document["tags"]:
        yield f'<section id="{tag["name"]}"><h2>{tag["name"]}</h2><p class="lead">{escape(tag["description"])}</p>'
        for method, path, operation in _operations(document, tag["name"]):
            yield _operation(document, method, path, operation)
        yield "</section>"


def _operation(document: Document, method: str, path: str, operation: Document) -> str:
    curl = schemas.curl_line(document, method, path, operation)
    return (
        f'<article id="{operation["operationId"]}">'
        f'<h3><b class="{method}">{method}</b> <code>{escape(path)}</code></h3>'
        f"<p><strong>{escape(operation['summary'])}.</strong> {_words(operation.get('description', ''))}</p>"
        f'<p class="who">For {_who(operation)}.</p>'
        f"{schemas.parameter_table(operation)}{schemas.body_table(document, operation)}"
        f"<pre class='curl'>{escape(curl)}</pre>{_answers(document, operation)}</article>"
    )


def _who(operation: Document) -> str:
    """Say for whom it is; whom anyone's answer is too little for identifies himself in one of the other ways."""
    named = [WAYS[next(iter(way))] for way in operation["security"] if way]
    if {} not in operation["security"]:
        return ", ".join(named)
    return "anyone" + (f" ({', '.join(named)} included)" if named else "")


def _answers(document: Document, operation: Document) -> str:
    lines = []
    for status, response in operation["responses"].items():
        if not status.startswith("2"):
            continue
        content = response.get("content", {}).get("application/json", {})
        table = schemas.member_table(document, content.get("schema", {}))
        example = json.dumps(content["example"], indent=2, ensure_ascii=False) if "example" in content else ""
        shown = f"<pre>{escape(example)}</pre>" if example else ""
        lines.append(f"<h4>{status} {title_of(int(status))}</h4><p>{_words(response['description'])}</p>{shown}")
        lines.append(f"<details><summary>Members of the answer</summary>{table}</details>" if table else "")
    refused = [status for status in operation["responses"] if status.isdigit() and int(status) >= 400]
    links = ", ".join(f'<a href="#status-{status}">{status}</a>' for status in refused)
    return "".join(lines) + (f'<p class="refused">Refusals: {links}.</p>' if links else "")


def _refusals() -> str:
    known = sorted(all_refusals().values(), key=lambda refusal: (refusal.status, refusal.__name__))
    lines, last = [], None
    for refusal in known:
        if refusal.__name__ == "Refusal":
            continue
        anchor = "" if refusal.status == last else f' id="status-{refusal.status}"'
        last = refusal.status
        lines.append(
            f"<tr{anchor}><td>{refusal.status}</td>"
            f"<td id='{kebab(refusal.__name__)}'><code>{refusal.__name__}</code></td>"
            f"<td>{escape((refusal.__doc__ or '').strip())}</td></tr>"
        )
    head = "<thead><tr><th>status</th><th>code</th><th>detail</th></tr></thead>"
    return (
        '<section id="refusals"><h2>refusals</h2><p class="lead">What a problem may say of itself.</p>'
        f"<table>{head}<tbody>{''.join(lines)}</tbody></table></section>"
    )
