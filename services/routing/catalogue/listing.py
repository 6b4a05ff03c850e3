"""The rules in use, the versions of entries, and the decisions on a request, as staff read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from services.routing.catalogue.catalogue import RULE, Catalogue
from services.routing.catalogue.faults import find_faults
from services.routing.catalogue.rules import Rule
from services.routing.contract.refusals import DecisionNotFound, EntryNotFound
from services.routing.models import Assignment, CatalogueEntry, Decision, EntryVersion


def list_rules(session: Session, catalogue: Catalogue, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Rules in the order in which they are asked, with what is wrong with them."""
    service, target = wanted["service_code"], wanted["target"]
    chosen = catalogue.rules_for(service) if service else sorted(catalogue.all_rules.values(), key=lambda r: r.order)
    rules = [rule for rule in chosen if target in (None, rule.department, rule.agency)]
    codes = {rule.code for rule in rules}
    said = {row.code: row.entry for row in session.execute(_present(RULE, codes))} if codes else {}
    found = [fault.as_answer() for fault in find_faults(catalogue) if not (service or target) or fault.code in codes]
    items = [_describe(rule, said.get(rule.code, {})) for rule in rules]
    return {"items": items, "faults": found, "revision": catalogue.revision}


def _present(kind: str, codes: set[str]) -> Any:
    query = select(CatalogueEntry.code, CatalogueEntry.entry)
    return query.where(CatalogueEntry.kind == kind, CatalogueEntry.code.in_(codes))


def _describe(rule: Rule, said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": rule.code,
        "version": rule.version,
        "priority": rule.priority,
        "service": sorted(rule.services),
        "when": said.get("when") or {},
        "then": said.get("then") or {},
        "because": rule.because,
    }


def list_versions(session: Session, kind: str, code: str) -> list[dict[str, Any]]:
    """What an entry has said, the newest first; EntryNotFound when there never was one."""
    query = select(EntryVersion).where(EntryVersion.kind == kind, EntryVersion.code == code)
    rows = session.execute(query.order_by(EntryVersion.version.desc()).limit(250)).scalars().all()
    if not rows:
        raise EntryNotFound()
    return [{"version": row.version, "since": row.since, "entry": row.entry} for row in rows]


def list_decisions(session: Session, number: str, departments: Sequence[str] | None) -> list[dict[str, Any]]:
    """The decisions on a request with their traces; departments see those on requests that they have or had."""
    rows = session.execute(select(Decision).where(Decision.number == number).order_by(Decision.id)).scalars().all()
    if not rows or (departments is not None and not _had(session, number, departments)):
        raise DecisionNotFound()
    said = _said(session, {(row.rule, row.rule_version) for row in rows if row.rule})
    plain = ("id", "at", "kind", "code", "rule", "rule_version", "reason", "by", "trace")
    return [
        {name: getattr(row, name) for name in plain} | {"said": said.get((row.rule, row.rule_version))} for row in rows
    ]


def _had(session: Session, number: str, departments: Sequence[str]) -> bool:
    query = select(Assignment.id).where(Assignment.number == number, Assignment.department.in_(departments))
    return session.execute(query.limit(1)).scalar() is not None


def _said(session: Session, keys: set[tuple[Any, Any]]) -> dict[tuple[Any, Any], Any]:
    """What these rules said in these versions."""
    if not keys:
        return {}
    query = select(EntryVersion.code, EntryVersion.version, EntryVersion.entry).where(EntryVersion.kind == RULE)
    query = query.where(tuple_(EntryVersion.code, EntryVersion.version).in_(sorted(keys)))
    return {(code, version): entry for code, version, entry in session.execute(query)}


def list_entries(session: Session, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A page of entries in use, by code; one that is out of use is passed over."""
    query = select(CatalogueEntry).where(CatalogueEntry.kind == wanted["kind"]).order_by(CatalogueEntry.code)
    if wanted["cursor"]:
        query = query.where(CatalogueEntry.code > wanted["cursor"])
    rows = list(session.execute(query.limit(wanted["limit"] + 1)).scalars())
    page = rows[: wanted["limit"]]
    items = [{"code": row.code, "version": row.version, "entry": row.entry} for row in page if _in_use(row.entry)]
    return {"items": items, "next": page[-1].code if len(rows) > len(page) else None}


def entries_in_use(session: Session, kind: str) -> dict[str, dict[str, Any]]:
    """All entries of a kind that are in use, by code."""
    query = select(CatalogueEntry.code, CatalogueEntry.entry).where(CatalogueEntry.kind == kind)
    found = session.execute(query.order_by(CatalogueEntry.code))
    return {row.code: {"code": row.code} | row.entry for row in found if _in_use(row.entry)}


def _in_use(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("active", True))
