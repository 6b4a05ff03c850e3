"""New requests, a batch at a time: each gets a decision and what follows from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Heard
from services.common.statements import insert_new, run
from services.routing import measures
from services.routing.catalogue.catalogue import Catalogue
from services.routing.models import Case
from services.routing.work.asking import Known
from services.routing.work.cases import Facts
from services.routing.work.decisions import Choice, decide
from services.routing.work.ledger import Ledger, Why


def open_requests(session: Session, catalogue: Catalogue, events: Sequence[Heard], known: Mapping[str, Known]) -> None:
    """Route the requests of a batch; one that has a case already is left alone."""
    decided = []
    for event in events:
        facts = _facts(catalogue, event, known[event.id])
        decided.append((event, facts, decide(catalogue, facts.asked(clock.parse(event.time)))))
    new = _open_cases(session, [facts.as_row(choice.kind) for _, facts, choice in decided])
    ledger = Ledger(catalogue)
    for event, facts, choice in decided:
        if facts.number in new:
            _route(ledger, event, facts, choice)
    ledger.write(session)


def _route(ledger: Ledger, event: Heard, facts: Facts, choice: Choice) -> None:
    opened_at = clock.parse(event.time)
    start = min(facts.received_at, opened_at)  # a letter counts from the day on which it came
    ledger.route(facts, choice, Why("opened", start, cause=event.id))
    measures.routing_seconds.observe(max(0.0, (ledger.now - opened_at).total_seconds()))


def _facts(catalogue: Catalogue, event: Heard, known: Known) -> Facts:
    data = event.data
    answers = data["choices"] if known.answers is None else known.answers
    return Facts(
        number=data["number"],
        service_code=data["service_code"],
        language=data["language"],
        received_at=clock.parse(data["received_at"]),
        drill=data.get("drill", False),
        answers=catalogue.listed_answers(data["service_code"], answers),
        place=known.place,
    )


def _open_cases(session: Session, rows: list[dict[str, Any]]) -> set[str]:
    """Write the cases; return the numbers of those that were not there yet."""
    in_one_order = sorted(rows, key=lambda row: row["number"])  # so that two batches cannot wait for each other
    return set(run(session, insert_new(session, Case.__table__, "number"), in_one_order).scalars())
