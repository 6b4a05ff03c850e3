"""Templates with ((placeholder)) and ((flag??text)): checked at start, filled without any expression.

A value that is filled in is never read as a template again, whatever it holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.notify.languages import FALLBACK, LANGUAGES

FOLDER = Path(__file__).parent / "templates"
STEPS = ("opened", "assigned", "referred", "closed", "reopened", "merged", "asked", "noted")
FRAMES = ("footer", "letter", "client_footer")
# Not steps of a request: the mails that lead the owner of an API client to its keys, and residents to their requests.
CLIENT_LINK, OWN_LIST = "client_link", "own_list"
# Nor these: mails to departments about their work.
STAFF_STEPS = ("work_given", "work_new", "work_alert", "work_digest", "work_district")
# Nor these: who follows a request did not report it, and nobody has to call.
FOLLOW, FOLLOWED = "follow", "followed"
NOT_OF_REQUESTS = (CLIENT_LINK, OWN_LIST, *STAFF_STEPS, FOLLOW, FOLLOWED)
NEWS = ("assigned", "referred", "closed", "reopened", "merged")
CLOSE_CODES = ("done", "no_action", "unable", "duplicate", "withdrawn", "referred")
JUDGED = ("done", "no_action", "unable")  # closings of which residents are asked how it went
WORK_FIELDS = (
    "given_work", "new_work", "unaccepted_work", "near_work", "missed_work", "home_url",
    "open_count", "unassigned_count", "unaccepted_count", "held_count", "missed_count", "near_count",
    "happened_count", "happened_work",
)  # fmt: skip
# A subject holds what the county itself wrote, never the words of a resident or a department.
SUBJECT_FIELDS = {"number", "service_name", "county_name", "department_name"}
FIELDS = SUBJECT_FIELDS | {
    "name", "department_phone", "promised_on", "requested_on", "close_text", "pin", "question", "note",
    "referral_name", "referral_phone", "referral_url", "status_url", "feedback_url", "county_phone", "client_url",
    "tracked", "untracked",
    "follow_url", "list_url", "unfollow_url", *(f"news_{step}" for step in NEWS), *CLOSE_CODES, *WORK_FIELDS,
}  # fmt: skip
_TOKEN = re.compile(r"\(\(([a-z_]+)(\?\?)?|\)\)")
_SPACES = re.compile(r" {2,}")


class TemplateFault(Exception):
    """A template names a placeholder that does not exist, or its brackets do not match."""


@dataclass(frozen=True)
class Field:
    """A placeholder: the value of that name."""

    name: str


@dataclass(frozen=True)
class When:
    """A piece of text shown only where the value of that name is not empty."""

    name: str
    parts: tuple["str | Field | When", ...]


Parts = tuple[str | Field | When, ...]


@dataclass(frozen=True)
class Template:
    """The lines of one text; a line that comes out empty is left out."""

    subject: Parts
    lines: tuple[Parts, ...]

    def fill_subject(self, values: Mapping[str, str]) -> str:
        """Return the subject with its values."""
        return _tidy(_fill(self.subject, values))

    def fill_lines(self, values: Mapping[str, str]) -> list[str]:
        """Return the lines that are not empty, with their values."""
        return [line for line in (_tidy(_fill(parts, values)) for parts in self.lines) if line]


def _tidy(line: str) -> str:
    return _SPACES.sub(" ", line).strip()


def _fill(parts: Parts, values: Mapping[str, str]) -> str:
    """Join the parts; each value goes in once and is not looked at again."""
    filled = []
    for part in parts:
        if isinstance(part, str):
            filled.append(part)
        elif isinstance(part, Field):
            filled.append(values[part.name])
        elif values[part.name]:
            filled.append(_fill(part.parts, values))
    return "".join(filled)


def parse_line(line: str, allowed: set[str]) -> Parts:
    """Return the parts of a line; TemplateFault for an unknown name or brackets that do not match."""
    parts, at = _parse(line, 0, allowed, inside=False)
    if at != len(line):
        raise TemplateFault(f"a closing bracket has no beginning: {line}")
    return parts


def _parse(line: str, at: int, allowed: set[str], inside: bool) -> tuple[Parts, int]:
    parts: list[str | Field | When] = []
    while token := _TOKEN.search(line, at):
        parts.append(line[at : token.start()])
        if token[0] == "))":
            return (tuple(filter(None, parts)), token.end()) if inside else (tuple(parts), token.start())
        _check_name(token[1], allowed, line)
        if token[2]:
            if inside:
                raise TemplateFault(f"a condition stands inside a condition: {line}")
            inner, at = _parse(line, token.end(), allowed, inside=True)
            parts.append(When(token[1], inner))
        else:
            at = _end_of_field(line, token.end())
            parts.append(Field(token[1]))
    if inside or "((" in line[at:]:
        raise TemplateFault(f"brackets are not closed: {line}")
    return tuple(filter(None, [*parts, line[at:]])), len(line)


def _check_name(name: str, allowed: set[str], line: str) -> None:
    if name not in allowed:
        raise TemplateFault(f"there is no value called {name}, or not here: {line}")


def _end_of_field(line: str, at: int) -> int:
    if not line.startswith("))", at):
        raise TemplateFault(f"a placeholder is a name and nothing else: {line}")
    return at + 2


def read_template(path: Path) -> Template:
    """Read one file: an optional first line `Subject: …`, then one paragraph a line."""
    lines = path.read_text("utf-8").splitlines()
    subject: Parts = ()
    if lines and lines[0].startswith("Subject: "):
        subject = parse_line(lines.pop(0).removeprefix("Subject: "), SUBJECT_FIELDS)
    elif path.name.split(".")[0] in (*STEPS, *NOT_OF_REQUESTS):
        raise TemplateFault(f"{path.name} has no subject")
    return Template(subject, tuple(parse_line(line, FIELDS) for line in lines if line.strip()))


class Templates:
    """All templates of all languages; every step and frame stands in English at least."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._read: dict[tuple[str, str], Template] = {}
        for name in (*STEPS, *FRAMES, *NOT_OF_REQUESTS):
            for language in LANGUAGES:
                path = folder / f"{name}.{language}.txt"
                if path.exists() or language == FALLBACK:
                    self._read[name, language] = read_template(path)

    def find(self, name: str, language: str) -> Template:
        """Return the template in that language, else the English one."""
        return self._read.get((name, language)) or self._read[name, FALLBACK]

    def has(self, name: str, language: str) -> bool:
        """Whether the template stands in that very language."""
        return (name, language) in self._read
