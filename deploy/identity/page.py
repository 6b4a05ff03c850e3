"""The sign-in page: a plain list of the sample people, one button each."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from deploy.identity.people import Person

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1b2733; }
h1 { font-size: 1.5rem; } ul { list-style: none; padding: 0; display: grid; gap: .5rem; }
button { font: inherit; width: 100%; text-align: left; padding: .6rem .9rem; border: 1px solid #8395a7;
  border-radius: .4rem; background: #fff; cursor: pointer; }
button:hover, button:focus { border-color: #0b5cad; outline: 2px solid #0b5cad; } small { color: #51606f; }
"""


def sign_in_page(people: Iterable[Person], question: dict[str, str]) -> str:
    """The page; `question` is the authorization request, sent back with the person who was chosen."""
    hidden = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in question.items())
    rows = "".join(
        f'<li><button name="subject" value="{escape(person.subject)}">{escape(person.name)} '
        f"<small>{escape(person.subject)}</small></button></li>"
        for person in people
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in for development</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body><main>'
        "<h1>Who do you want to be?</h1><p>This issuer is for development: it asks for no password.</p>"
        f'<form method="post" action="authorize">{hidden}<ul>{rows}</ul></form></main></body></html>'
    )
