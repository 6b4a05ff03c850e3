"""What a run leaves behind, as plain rows: the checker sees nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.faults.journal import Answered
from tests.faults.witness import Delivery


class Finding(NamedTuple):
    """Something that must not be: which invariant is broken, and by which ids."""

    invariant: str
    says: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.says}"


class Kept(NamedTuple):
    """A request as intake keeps it, with the digest of what it says."""

    number: str
    digest: str
    status: str
    department: str | None
    close_code: str | None
    close_text: str | None


class Given(NamedTuple):
    """An idempotency key, as intake stores it, and the number that it was answered with."""

    key: str
    number: str


class Step(NamedTuple):
    """A row of a request's history."""

    number: str
    status: str
    code: str | None
    text: str | None


class Said(NamedTuple):
    """A row of a service's outbox."""

    service: str
    row: int
    event_id: str
    type: str
    subject: str
    sequence: int
    department: str
    published: bool
    body: str


class HeardRow(NamedTuple):
    """A row of a service's inbox."""

    service: str
    event_id: str
    source: str
    state: str
    reason: str | None


class Assigned(NamedTuple):
    """An assignment as routing keeps it."""

    id: str
    number: str
    department: str
    status: str
    current: bool


class FeedEntry(NamedTuple):
    """A row of a department's feed."""

    department: str
    position: int
    event_id: str


class Message(NamedTuple):
    """What notify has written to tell a resident."""

    id: str
    event_id: str
    recipient_hash: str
    number: str
    step: str
    channel: str
    state: str


class Mail(NamedTuple):
    """A mail in the mailbox; message_id is the part before the @."""

    id: int
    message_id: str
    to: str
    subject: str


@dataclass
class Evidence:
    """Everything that was gathered after a run."""

    answered: Sequence[Answered] = ()
    refused: Sequence[str] = ()
    requests: Sequence[Kept] = ()
    keys: Sequence[Given] = ()
    history: Sequence[Step] = ()
    said: Sequence[Said] = ()
    heard: Sequence[HeardRow] = ()
    cases: Mapping[str, str] = field(default_factory=dict)  # number → outcome
    triage: frozenset[str] = frozenset()  # numbers that wait for a person
    assignments: Sequence[Assigned] = ()
    feed: Sequence[FeedEntry] = ()
    deliveries: Sequence[Delivery] = ()
    messages: Sequence[Message] = ()
    mails: Sequence[Mail] = ()
    dead: Sequence[str] = ()  # ids of drained dead letters, or the start of what is no event
    unrouted: Sequence[str] = ()
    hears: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)  # service → source → types
    logs: Sequence[Path] = ()
    notify_kills: int = 0
