"""What people see who sign in: the way in and out, who they are here, what they may do, and how much work waits."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from gateway.exchange import Headers
from gateway.owners.parts import button, field, notice, paragraph, render, table

POLICY = "default-src 'none'; style-src 'self'; form-action 'self'{more}; frame-ancestors 'none'; base-uri 'none'"
BASE: Headers = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
]
HTML: Headers = [*BASE, (b"content-security-policy", POLICY.format(more="").encode())]
HEADINGS = {401: "Not signed in", 403: "Not from here", 404: "There is nothing here", 503: "Not now"}
TIERS = {
    "manager": "management: assign and reassign work, say who belongs to the department",
    "employee": "employee: take, hold, return and complete the department's work",
    "contractor": "contractor: do the tasks that were given to you by name",
}
ROLES = {
    "agent": "record contacts, open and find requests, answer questions",
    "supervisor": "decide about triage, merge and reassign, read feedback and the log of look-ups",
    "tier2": "answer what agents hand over, see triage and call-backs",
    "relationship_manager": "look after departments: their articles, lists and launch",
    "council_office": "read the district's feed",
    "analyst": "read counts and feedback, of nobody in particular",
    "operations": "watch the system: feeds, hand-overs, letters",
    "administrator": "set up departments, keys and layers, name a department's first manager",
    "auditor": "read everything and change nothing",
}
HEADS = ("Department", "You are", "Open", "Yours", "Nobody's", "Not accepted", "Promise missed")


def with_forms_to(origin: str) -> Headers:
    """Return the headers of a page whose form is sent on to another origin; browsers hold redirects to form-action."""
    return [*BASE, (b"content-security-policy", POLICY.format(more=f" {origin}" if origin else "").encode())]


def me(name: str, said: Mapping[str, Any], csrf: str, emergency: bool = False) -> bytes:
    """Return the page on which one lands."""
    parts = (
        [notice("Emergency access: everything you do is written down, and ends soon.", bad=True)] if emergency else []
    )
    parts.append(paragraph(f"You are <strong>{escape(name or said['subject'])}</strong> ({escape(said['subject'])})."))
    parts += _departments(said["departments"]) + _roles(said["roles"])
    if not said["departments"] and not said["roles"]:
        parts.append(notice("You have no role and no department here: ask the management of your department."))
    hidden = f'<input type="hidden" name="csrf" value="{escape(csrf)}">'
    parts.append(f'<form class="plain" method="post" action="/sign-out">{hidden}{button("Sign out")}</form>')
    parts.append(paragraph('<a href="/docs">What the API can do</a>'))
    return render("Your place in 311", parts)


def _departments(departments: Sequence[Mapping[str, Any]]) -> list[str]:
    if not departments:
        return []
    rows = [_department(one) for one in departments]
    texts = [TIERS[tier] for tier in TIERS if tier in {one["tier"] for one in departments}]
    says = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return ["<h2>Your departments</h2>", table("Open work now.", HEADS, rows), f"<ul>{says}</ul>"]


def _department(one: Mapping[str, Any]) -> list[str]:
    work, link = one["work"], f"/v1/assignments?department={escape(one['code'])}&order=promise"
    unit = f", {escape(one['unit'])}" if one.get("unit") else ""
    counts = [work["open"], one["mine"]["open"], work["unassigned"], work["unaccepted"], work["missed"]]
    named = f'<a href="{escape(link)}">{escape(one["name"])}</a>'
    return [named, escape(one["tier"]) + unit, *(f"{count:,}" for count in counts)]


def _roles(roles: Sequence[str]) -> list[str]:
    if not roles:
        return []
    lines = [
        f"<li><strong>{escape(role.replace('_', ' '))}</strong>: {escape(ROLES.get(role, ''))}</li>" for role in roles
    ]
    return ["<h2>Your roles in 311</h2>", f"<ul>{''.join(lines)}</ul>"]


def over() -> bytes:
    """Return the page for somebody whose session is over, or who has none."""
    again = '<a class="button" href="/sign-in?return_to=/me">Sign in</a>'
    text = "Your session is over, or your access has changed. Sign in to see what you may do now."
    return render("Not signed in", [paragraph(text), paragraph(again)], wrong=True)


def emergency() -> bytes:
    """Return the form for emergency accounts."""
    why = "Only while the identity provider is away. Every use is written down, said at once, and looked at."
    parts = [
        notice(why, bad=True),
        '<form method="post" action="/break-glass">',
        field("account", "Emergency account", "", "", ""),
        field("password", "Password", "", "", "", kind="password"),
        field("reason", "Why is it needed?", "", "", "", kind="textarea"),
        button("Sign in for 15 minutes"),
        "</form>",
    ]
    return render("Emergency access", parts)


def signed_out() -> bytes:
    """Return the page after signing out."""
    return render("Signed out", [paragraph("Your session is over."), paragraph('<a href="/sign-in">Sign in again</a>')])


def refused(status: int, detail: str) -> bytes:
    """Return the page that says why signing in did not work."""
    heading = HEADINGS.get(status, "This does not work")
    return render(heading, [notice(detail, bad=True), paragraph('<a href="/sign-in">Sign in</a>')], wrong=True)
