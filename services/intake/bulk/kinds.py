"""What can be done to many requests: withdraw, reopen, note, change the type, join; each as it is done to one."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common.bulk.kinds import Kind, Kinds, Looked, Task
from services.common.bulk.refusals import ChangedMeanwhile, NothingChanges
from services.common.errors import Forbidden, Refusal
from services.intake import changes, openings, policy, views
from services.intake.bulk import choosing
from services.intake.catalogue import Catalogue
from services.intake.contract.refusals import (
    OthersWait,
    PartOfSplit,
    RequestClosed,
    RequestMerged,
    RequestNotClosed,
    RequestNotFound,
)
from services.intake.families import life, merging
from services.intake.models import ServiceRequest

# The rights that each takes are those of the same step of one request.
RIGHTS = {
    "withdraw": "request.withdraw",
    "reopen": "request.reopen",
    "note": "request.note",
    "amend": "request.amend",
    "merge": "request.merge",
}
SEEN = ("status", "service_code", "merged_into")
TELLS = ("withdraw", "reopen", "merge")  # of which residents hear by themselves
UNDONE = "A bulk action was taken back."
Check = Callable[[Session, Sequence[ServiceRequest], Task], dict[str, Refusal]]


def kinds(catalogue: Catalogue) -> Kinds:
    """Return every action by its name."""
    return {
        "withdraw": Kind(_look("withdraw", _check_withdrawals), _withdraw, _reopen_again),
        "reopen": Kind(_look("reopen", _check_reopenings), _reopen),
        "note": Kind(_look("note", lambda session, found, task: {}), _note),
        "amend": _amending(catalogue),
        "merge": Kind(_look("merge", _check_merges), _merge, _unmerge),
    }


def _look(name: str, check: Check) -> Callable[[Session, Sequence[str], Task], Sequence[Looked]]:
    """Return how many requests are looked at for an action: found, held against the policy, then against the rules."""

    def look(session: Session, numbers: Sequence[str], task: Task) -> Sequence[Looked]:
        found = choosing.rows(session, numbers)
        standing = policy.standing(session, task.caller)
        allowed = [row for row in found.values() if standing.may(RIGHTS[name], row.department)]
        hidden = RequestNotFound() if standing.departments_for(RIGHTS[name]) else Forbidden()
        refusals = dict.fromkeys(numbers, RequestNotFound()) | dict.fromkeys(found, hidden)
        for row in allowed:
            del refusals[row.number]
        refusals |= check(session, allowed, task)
        tells = name in TELLS or bool(task.parameters.get("public"))
        return [_looked(number, found.get(number), refusals.get(number), tells) for number in numbers]

    return look


def _looked(number: str, row: ServiceRequest | None, refusal: Refusal | None, tells: bool) -> Looked:
    if row is None or refusal:
        return Looked(number, refusal=refusal)
    return Looked(number, {name: getattr(row, name) for name in SEEN}, tells and changes.has_resident(row))


def _check_withdrawals(session: Session, found: Sequence[ServiceRequest], task: Task) -> dict[str, Refusal]:
    leaders = [row.number for row in found if row.leads]
    query = select(ServiceRequest.merged_into).where(ServiceRequest.merged_into.in_(leaders))
    awaited = set(session.execute(query.where(ServiceRequest.status != "closed")).scalars()) if leaders else set()
    refusals: dict[str, Refusal] = {number: OthersWait() for number in awaited if number}
    for row in found:
        if row.status == "closed":
            refusals[row.number] = RequestClosed()
        elif row.split_rule:
            refusals[row.number] = PartOfSplit("It is split into parts: withdraw it alone.")
    return refusals


def _withdraw(session: Session, number: str, task: Task) -> dict[str, Any]:
    request = changes.find(session, number, lock=True)
    life.withdraw(session, request, task.parameters["reason"], openings.actor(task.caller))
    return {"version": request.version}


def _reopen_again(session: Session, number: str, kept: dict[str, Any], task: Task) -> None:
    request = changes.find(session, number, lock=True)
    if request.version != kept["version"]:
        raise ChangedMeanwhile()
    life.reopen(session, request, UNDONE, openings.actor(task.caller))


def _check_reopenings(session: Session, found: Sequence[ServiceRequest], task: Task) -> dict[str, Refusal]:
    return {row.number: RequestNotClosed() for row in found if row.status not in ("closed", "referred")}


def _reopen(session: Session, number: str, task: Task) -> None:
    request = changes.find(session, number, lock=True)
    life.reopen(session, request, task.parameters["reason"], openings.actor(task.caller))


def _note(session: Session, number: str, task: Task) -> None:
    request = changes.find(session, number, lock=True)
    changes.add_note(session, request, task.parameters, openings.actor(task.caller), task.parameters["public"])


def _check_merges(session: Session, found: Sequence[ServiceRequest], task: Task) -> dict[str, Refusal]:
    into = changes.find(session, task.parameters["into"])
    policy.standing(session, task.caller).require(RIGHTS["merge"], into.department)
    return {row.number: refusal for row in found if (refusal := _refusal_of(merging.check, row, into))}


def _refusal_of(check: Callable[..., None], *what: Any) -> Refusal | None:
    try:
        check(*what)
    except Refusal as refusal:
        return refusal
    return None


def _both(session: Session, *numbers: str) -> dict[str, ServiceRequest]:
    """Lock two requests in the order in which everybody locks them."""
    return {number: changes.find(session, number, lock=True) for number in sorted(numbers)}


def _merge(session: Session, number: str, task: Task) -> dict[str, Any]:
    into = task.parameters["into"]
    found = _both(session, number, into)
    merging.merge(session, found[number], found[into], openings.actor(task.caller))
    return {}


def _unmerge(session: Session, number: str, kept: dict[str, Any], task: Task) -> None:
    into = task.parameters["into"]
    request = _both(session, number, into)[number]
    if request.merged_into != into:
        raise ChangedMeanwhile()
    merging.unmerge(session, request, openings.actor(task.caller))


def _amending(catalogue: Catalogue) -> Kind:
    """Change the type, with the answers that it asks for; what residents said else stays."""

    def check_one(row: ServiceRequest, said: dict[str, Any]) -> None:
        if row.status == "closed":
            raise RequestClosed()
        if row.merged_into:
            raise RequestMerged()
        if (row.service_code, row.answers) == (said["service_code"], said["answers"]):
            raise NothingChanges()
        shown = {"answers": said["answers"], "location": views.location(row), "anonymous": row.anonymous}
        openings.check(shown, catalogue.service(said["service_code"]))

    def check(session: Session, found: Sequence[ServiceRequest], task: Task) -> dict[str, Refusal]:
        return {row.number: refusal for row in found if (refusal := _refusal_of(check_one, row, task.parameters))}

    def change(session: Session, request: ServiceRequest, said: dict[str, Any], task: Task) -> None:
        message = {"number": request.number, "version": request.version} | said
        changes.amend(session, request, message, openings.actor(task.caller), catalogue)

    def act(session: Session, number: str, task: Task) -> dict[str, Any]:
        request = changes.find(session, number, lock=True)
        kept = {"service_code": request.service_code, "answers": request.answers}
        change(session, request, {name: task.parameters[name] for name in kept}, task)
        return kept

    def undo(session: Session, number: str, kept: dict[str, Any], task: Task) -> None:
        request = changes.find(session, number, lock=True)
        if (request.service_code, request.answers) != (task.parameters["service_code"], task.parameters["answers"]):
            raise ChangedMeanwhile()
        change(session, request, kept, task)

    return Kind(_look("amend", check), act, undo)
