"""A row of the route table: a public address, the call behind it, and who may authenticate how."""

import importlib
from dataclasses import dataclass, field
from typing import Any

from services.common.contract import Call

ANYONE = frozenset({"anonymous", "resident", "staff", "system"})
KNOWN = frozenset({"resident", "staff", "system"})  # residents by number and PIN
WORKERS = frozenset({"staff", "system"})
STAFF = frozenset({"staff"})


class CallMissing(SystemExit):
    """A route names a call that its service's contract does not have."""

    def __init__(self, name: str, where: str) -> None:
        super().__init__(f"gateway: {where} needs the call {name}, but that service's contract has none of this name")


@dataclass(frozen=True)
class Route:
    """`named` maps names outside (path and query) to members of the message, where they differ.

    A member of the message comes from the path when the path names it, from a header when HEADERS names it, from
    the body of POST, PUT and PATCH, and from the query of GET and DELETE. With `upload` the body is a form with a file,
    taken after the call of that name has been asked; with `download` the answer is the file that the call names, from
    that store of files. Where
    `content` names a member, its text, of the type `media`, is the answer. With `batch` lines come in and go out;
    with `stream` the answer goes on.
    With `has_mail_sent` there is a limit of its own for whoever is not staff.
    `listed` names the member that is a list: the body is one thing of it, a list of them, or a table.
    """

    method: str
    path: str
    call_name: str
    summary: str
    who: frozenset[str] = ANYONE
    named: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    location: str = ""
    links: dict[str, str] = field(default_factory=dict)
    refused_last: bool = False
    has_mail_sent: bool = False
    upload: str = ""
    download: str = ""
    batch: bool = False
    stream: bool = False
    listed: str = ""
    content: str = ""
    media: str = "application/json"

    @property
    def service(self) -> str:
        """The service that answers."""
        return self.call_name.partition(".")[0]

    @property
    def rank(self) -> str:
        """When it gets crowded, reads are refused first and what is refused last, last."""
        if self.refused_last:
            return "create"
        return "read" if self.method == "GET" else "write"

    @property
    def has_body(self) -> bool:
        """Whether members of the message come from a JSON body."""
        return self.method in ("POST", "PUT", "PATCH")

    def find_call(self, call_name: str = "") -> Call:
        """Return the call behind this route, or another one that it names; CallMissing stops the start."""
        call_name = call_name or self.call_name
        service, _, name = call_name.partition(".")
        try:
            contract: Any = importlib.import_module(f"services.{service}.contract")
        except ModuleNotFoundError as error:
            raise CallMissing(call_name, f"{self.method} {self.path}") from error
        for call in contract.CALLS:
            if call.name == name:
                return call
        raise CallMissing(call_name, f"{self.method} {self.path}")
