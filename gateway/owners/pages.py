"""What the owners of API clients see."""

from collections.abc import Mapping
from html import escape
from typing import Any

from gateway.owners.parts import button, field, notice, paragraph, render, table

DAYS = {"30": "30 days", "90": "90 days", "365": "a year", "730": "two years"}
Texts = Mapping[str, str]


def start(given: Texts, faults: Texts) -> bytes:
    """Return the page on which a key is asked for; what was typed stays, and what is wrong is said beside it."""
    parts = [notice("Some fields need another look.", bad=True)] if faults else []
    parts += [
        paragraph(
            "Apps, city portals and other systems report and read requests through the "
            '<a href="/docs">API</a> and Open311. Reading needs no key; reporting does, and a key raises the limit.'
        ),
        "<h2>Ask for a key</h2>",
        _register(given, faults),
        "<h2>You have one already</h2>",
        paragraph("Exchange it, end it, or make one for a lost one: we send you a link to your keys."),
        '<form method="post" action="/keys/link">',
        field("owner", "Your e-mail address", "", given.get("owner", ""), faults.get("owner", ""), kind="email"),
        button("Send me the link"),
        "</form>",
    ]
    return render("Keys for the 311 API", parts, wrong=bool(faults))


def _register(given: Texts, faults: Texts) -> str:
    test = given.get("test") == "yes"
    choices = (("no", "real requests", not test), ("yes", "trials only: what the key does is marked a drill", test))
    radios = "".join(
        f'<label><input type="radio" name="test" value="{value}"{" checked" if chosen else ""}> {text}</label>'
        for value, text, chosen in choices
    )
    name_hint = "Residents see it in the history of what your system reports."
    parts = (
        field("name", "Name of your app or system", name_hint, given.get("name", ""), faults.get("name", "")),
        field("email", "Your e-mail address", "Only we see it, and write to it about your keys alone.",
              given.get("email", ""), faults.get("email", ""), kind="email"),
        field("purpose", "What is it for? (optional)", "", given.get("purpose", ""), faults.get("purpose", ""),
              kind="textarea"),
        f"<fieldset><legend>The key is for</legend>{radios}</fieldset>",
        button("Send me the link to my key"),
    )  # fmt: skip
    return f'<form method="post" action="/keys">{"".join(parts)}</form>'


def sent() -> bytes:
    """Return the page after a form that has mail sent; it is the same whatever is known of the address."""
    texts = (
        "If the address is right, a mail with a link is on its way. It works for a day.",
        "Nothing there after some minutes? Look among the unwanted mail, then "
        '<a href="/keys">try again</a>. We send at most five links a day to one address.',
    )
    return render("Look into your mailbox", [paragraph(text) for text in texts])


def own(client: Mapping[str, Any], token: str, made: Mapping[str, Any] | None = None, fault: str = "") -> bytes:
    """Return the page of a client; `made` is a key that is shown this once, `fault` what could not be done."""
    live = [key for key in client["keys"] if key["live"]]
    parts = [notice(fault, bad=True)] if fault else []
    parts += _made(made) if made else []
    parts += [paragraph(_describe(client)), "<h2>Keys</h2>"]
    parts.append(_keys(client["keys"], token) if client["keys"] else paragraph("There is none yet."))
    if len(live) < 2:
        parts += ["<h2>Make a key</h2>", _make(token, first=not live)]
    else:
        parts.append(paragraph("Two keys are live, the most there can be. End one to make another."))
    return render(client["name"], parts, wrong=bool(fault))


def _describe(client: Mapping[str, Any]) -> str:
    kind = "Its keys are for trials: what they do is marked a drill." if client["kind"] == "test" else ""
    return f"Of {escape(client['email'] or 'nobody')}. {kind}"


def _made(made: Mapping[str, Any]) -> list[str]:
    key = escape(made["key"])
    return [
        '<div class="notice" role="status"><p><strong>Your key. It is shown this once: keep it now.</strong></p>'
        f'<p><code class="key">{key}</code></p></div>',
        paragraph("Open311 takes it as <code>api_key</code>, the JSON API and Open311 as a header:"),
        f"<pre>Authorization: Bearer {key}</pre>",
    ]


def _make(token: str, first: bool) -> str:
    chosen = "".join(
        f'<option value="{days}"{" selected" if days == "365" else ""}>{text}</option>' for days, text in DAYS.items()
    )
    why = "" if first else paragraph("To exchange a key: make the second one, move your system over, end the first.")
    return (
        f'{why}<form method="post" action="/keys/own/new"><input type="hidden" name="token" value="{escape(token)}">'
        f'<div class="field"><label for="days">It is good for</label><select id="days" name="days">{chosen}</select>'
        f"</div>{button('Make a key')}</form>"
    )


def _keys(keys: list[Mapping[str, Any]], token: str) -> str:
    heads = ("Begins with", "Made", "Good until", "Last used", "")
    rows = [[f"<code>{escape(key['prefix'])}…</code>", *_times(key), _end(key, token)] for key in keys]
    return table("Times are UTC.", heads, rows)


def _times(key: Mapping[str, Any]) -> list[str]:
    until = "ended" if not key["live"] else _moment(key["expires_at"]) or "no end"
    return [_moment(key["created_at"]), until, _moment(key["last_used_at"]) or "never"]


def _moment(instant: str | None) -> str:
    return escape(instant[:16].replace("T", " ")) if instant else ""


def _end(key: Mapping[str, Any], token: str) -> str:
    if not key["live"]:
        return ""
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (("token", token), ("id", key["id"]))
    )
    label = f"End the key that begins with {escape(key['prefix'])}"
    pressed = f'<button class="end" aria-label="{label}">End</button>'
    return f'<form method="post" action="/keys/own/end">{hidden}{pressed}</form>'


HEADINGS = {404: "This link does not work", 429: "Too often", 503: "Not now"}


def refused(status: int, detail: str) -> bytes:
    """Return the page that says why something is not to be had."""
    heading = HEADINGS.get(status, "This does not work")
    return render(heading, [notice(detail, bad=True), paragraph('<a href="/keys">Ask for a key or a link</a>')])
