"""The mailbox's pages: a list, a mail, the letters; plain HTML, everything escaped, nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from deploy.mailbox.batches import Batch
from deploy.mailbox.letterbox import Letter
from deploy.mailbox.style import STYLE

SHOWN = 200


def frame(title: str, content: str, place: str = "mails") -> str:
    """A whole page around some content."""
    links = "".join(
        f'<a href="{address}"{" aria-current=page" if name == place else ""}>{label}</a>'
        for name, address, label in (("mails", "/", "Mails"), ("letters", "/letters", "Letters"))
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · mailbox</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head><body>'
        '<a class="skip" href="#main">Skip to content</a>'
        f"<header><strong>Development mailbox</strong><nav aria-label=Main>{links}</nav></header>"
        f'<main id="main"><h1>{escape(title)}</h1>{content}</main></body></html>'
    )


def list_page(letters: Sequence[Letter], total: int, to: str, words: str) -> str:
    """The newest of all mails with a search form; says so when there are none."""
    form = (
        '<form role="search" class="search"><label>Recipient <input name="to" value="'
        f'{escape(to)}"></label><label>Number or words <input name="q" value="{escape(words)}"></label>'
        "<button>Search</button></form>"
    )
    if not letters:
        why = "No mail matches." if to or words else "No mail yet. Mails appear here as soon as one is sent."
        return frame("Mails", f'{form}<p class="empty">{why}</p>')
    rows = "".join(map(_row, letters))
    count = f"{total} mail{'s' if total != 1 else ''}, newest first"
    more = f", {len(letters)} of them shown" if total > len(letters) else ""
    head = "<thead><tr><th>Time<th>To<th>Subject<th>From</thead>"
    return frame("Mails", f"{form}<p>{count}{more}.</p><table>{head}<tbody>{rows}</tbody></table>")


def _row(letter: Letter) -> str:
    envelope = letter.envelope
    subject = escape(letter.subject or "(no subject)")
    return (
        f"<tr><td><time datetime={escape(envelope.time)}>{_show_time(envelope.time)}</time>"
        f"<td>{escape(', '.join(envelope.recipients))}<td><a href=/messages/{envelope.id}>{subject}</a>"
        f"<td>{escape(envelope.sender)}</tr>"
    )


def mail_page(letter: Letter) -> str:
    """One mail: headers, text, the HTML alternative in a closed frame, attachments, and the source."""
    number = letter.envelope.id
    facts = (
        ("From", letter.envelope.sender),
        ("To", ", ".join(letter.envelope.recipients)),
        ("Received", _show_time(letter.envelope.time)),
        ("Message-ID", letter.message_id),
    )
    head = "".join(f"<dt>{name}<dd>{escape(value)}" for name, value in facts)
    text = f"<h2>Text</h2><pre>{escape(letter.text)}</pre>" if letter.text else ""
    html = (
        f'<h2>HTML</h2><iframe sandbox title="HTML part of the mail" src="/messages/{number}/html"></iframe>'
        if letter.html
        else ""
    )
    files = "".join(
        f'<li><a href="/messages/{number}/attachments/{index}">{escape(one.name)}</a> '
        f"({escape(one.kind)}, {len(one.content)} bytes)</li>"
        for index, one in enumerate(letter.attachments)
    )
    attached = f"<h2>Attachments</h2><ul>{files}</ul>" if files else ""
    source = f'<p><a href="/messages/{number}/source">Source</a> · <a href="/">All mails</a></p>'
    return frame(letter.subject or "(no subject)", f"<dl>{head}</dl>{text}{html}{attached}{source}")


def letters_page(batches: Sequence[Batch]) -> str:
    """The batches of paper letters, newest first."""
    if not batches:
        return frame("Letters", '<p class="empty">No letter yet.</p>', "letters")
    return frame("Letters", "".join(map(_batch, batches)), "letters")


def _batch(batch: Batch) -> str:
    rows = "".join(
        f'<tr><td><a href="/letters/{quote(batch.name)}/{quote(str(row["file"]))}">{escape(str(row["file"]))}</a>'
        f"<td>{escape(str(row.get('number', '')))}<td>{escape(str(row.get('address', '')))}"
        f"<td>{escape(str(row.get('zip', '')))}<td>{escape(str(row.get('pages', '')))}</tr>"
        for row in batch.letters
    )
    head = "<thead><tr><th>Letter<th>Request<th>Address<th>ZIP<th>Pages</thead>"
    manifest = f'<a href="/letters/{quote(batch.name)}/manifest.json">manifest</a>'
    title = f"<h2>{escape(batch.name)}</h2><p>{escape(batch.state)}, {len(batch.letters)} letters, {manifest}</p>"
    return f"<section>{title}<table>{head}<tbody>{rows}</tbody></table></section>"


def _show_time(time: str) -> str:
    return escape(time[:19].replace("T", " ") + " UTC")
