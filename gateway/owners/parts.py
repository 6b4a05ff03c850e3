"""Pieces of the owners' pages: every text that comes from elsewhere is escaped by whoever puts it in here."""

from collections.abc import Iterable, Sequence
from html import escape

HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
    '<link rel="stylesheet" href="/keys/style.css"></head><body><main><h1>{heading}</h1>'
)


def render(heading: str, parts: Iterable[str], wrong: bool = False) -> bytes:
    """Return a page; its title begins with what is wrong, because screen readers read it first."""
    title = ("Not done yet: " if wrong else "") + heading
    head = HEAD.replace("{title}", escape(title)).replace("{heading}", escape(heading))
    return (head + "".join(parts) + "</main></body></html>").encode()


def paragraph(markup: str) -> str:
    """Return a paragraph."""
    return f"<p>{markup}</p>"


def notice(text: str, bad: bool = False) -> str:
    """Return something that is read out at once."""
    return f'<div class="notice{" bad" if bad else ""}" role="{"alert" if bad else "status"}">{escape(text)}</div>'


def button(text: str) -> str:
    """Return a button."""
    return f"<button>{escape(text)}</button>"


def field(name: str, label: str, hint: str, value: str, fault: str, kind: str = "text") -> str:
    """Return a labelled field with its hint and what is wrong with it, both tied to it for screen readers."""
    said = [part for part, text in ((f"{name}-hint", hint), (f"{name}-fault", fault)) if text]
    described = (f' aria-describedby="{" ".join(said)}"' if said else "") + (' aria-invalid="true"' if fault else "")
    about = f'id="{name}" name="{name}"{described}'
    control = (
        f'<textarea {about} rows="3" maxlength="500">{escape(value)}</textarea>'
        if kind == "textarea"
        else f'<input {about} type="{kind}" value="{escape(value)}" required maxlength="254"{_completes(kind)}>'
    )
    hinted = f'<p class="hint" id="{name}-hint">{escape(hint)}</p>' if hint else ""
    faulted = f'<p class="wrong" id="{name}-fault">{escape(fault)}</p>' if fault else ""
    return f'<div class="field"><label for="{name}">{escape(label)}</label>{hinted}{faulted}{control}</div>'


def _completes(kind: str) -> str:
    return ' autocomplete="email"' if kind == "email" else ""


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are markup; the last column may have no head."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' if head else "<td></td>" for head in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="table"><table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
