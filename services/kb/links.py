"""Links of articles, directory and departments: looked at in turn, and what is dead or out of date as tasks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.kb.copies import DEPARTMENT, list_copies
from services.kb.looking import GONE, OK
from services.kb.models import Agency, Article, Link

AT_ONCE = 10
DEAD_AFTER = 3  # failures in a row; what is gone is dead at once
LONGEST_URL = 500
WEB = ("http://", "https://")
DEAD_LINK, REVIEW_DUE = "dead_link", "review_due"
Found = dict[str, dict[str, Any]]


def gather(session: Session) -> Found:
    """Return every address that is named: by url its owner, and where it stands."""
    found: Found = {}
    for row in session.execute(select(Article.id, Article.department, Article.links)):
        for link in row.links or ():
            _add(found, link.get("url"), row.department, "article", row.id)
    for agency in session.execute(select(Agency.id, Agency.entry)):
        _add(found, agency.entry.get("url"), agency.entry.get("owner_department"), "agency", agency.id)
    for entry in list_copies(session, DEPARTMENT):
        _add(found, entry.get("url"), entry["code"], "department", entry["code"])
    return found


def _add(found: Found, url: Any, owner: str | None, kind: str, place: str) -> None:
    if isinstance(url, str) and url.startswith(WEB) and len(url) <= LONGEST_URL:
        one = found.setdefault(url, {"owner": owner, "places": []})
        one["places"].append({"kind": kind, "id": place})


def bring_up(session: Session) -> None:
    """Know every address that is named now, and forget those that are not; what was seen of the others stays."""
    found = gather(session)
    known = {row.url: row for row in session.execute(select(Link)).scalars()}
    if gone := sorted(known.keys() - found.keys()):
        session.execute(delete(Link).where(Link.url.in_(gone)))
    if new := sorted(found.keys() - known.keys()):
        session.execute(insert(Link), [{"url": url, "failures": 0} | found[url] for url in new])
    for url in known.keys() & found.keys():
        known[url].owner, known[url].places = found[url]["owner"], found[url]["places"]


def due(session: Session, every: timedelta) -> list[str]:
    """Return the addresses whose turn it is, those never looked at first."""
    turn = or_(Link.checked_at.is_(None), Link.checked_at < clock.now() - every)
    query = select(Link.url).where(turn).order_by(Link.checked_at.is_not(None), Link.checked_at, Link.url)
    return list(session.execute(query.limit(AT_ONCE)).scalars())


def note(session: Session, url: str, result: str) -> None:
    """Keep what a look has found."""
    row = session.get(Link, url, with_for_update=True)
    if row is None:
        return
    row.checked_at, row.result = clock.now(), result
    row.failures = 0 if result == OK else row.failures + 1
    row.failing_since = None if result == OK else row.failing_since or row.checked_at


def tasks(session: Session, wanted: dict[str, Any], today: date) -> dict[str, Any]:
    """Return a page of what somebody has to mend: dead links and what is past its review, by kind and key."""
    found = [*_dead(session), *_overdue(session, today)]
    found = [one for one in found if wanted["department"] in (None, one["department"])]
    found.sort(key=_key)
    behind = [one for one in found if wanted["cursor"] is None or _key(one) > wanted["cursor"]]
    shown = behind[: wanted["limit"]]
    return {"items": shown, "next": _key(shown[-1]) if len(behind) > len(shown) else None}


def _key(task: dict[str, Any]) -> str:
    return f"{task['task']} {task['about']}"


def _dead(session: Session) -> list[dict[str, Any]]:
    dead = (Link.failures >= DEAD_AFTER) | ((Link.failures > 0) & (Link.result == GONE))
    return [
        _task(DEAD_LINK, row.url, row.owner, (clock.as_utc(row.failing_since), row.result or "", row.places))
        for row in session.execute(select(Link).where(dead)).scalars()
    ]


def _overdue(session: Session, today: date) -> list[dict[str, Any]]:
    articles = select(Article.id, Article.department, Article.review_on).where(Article.review_on < today)
    found = [
        _review("article", row.id, row.department, row.review_on) for row in session.execute(articles) if row.review_on
    ]
    for row in session.execute(select(Agency.id, Agency.entry)):
        review_on = _day(row.entry.get("review_on"))
        if review_on and review_on < today:
            found.append(_review("agency", row.id, row.entry.get("owner_department"), review_on))
    return found


def _review(kind: str, place: str, owner: str | None, review_on: date) -> dict[str, Any]:
    since = datetime.combine(review_on, datetime.min.time(), clock.now().tzinfo)
    said = (since, f"review was due on {review_on.isoformat()}", [{"kind": kind, "id": place}])
    return _task(REVIEW_DUE, f"{kind}:{place}", owner, said)


def _task(task: str, about: str, owner: str | None, said: tuple[datetime | None, str, Sequence[Any]]) -> dict[str, Any]:
    since, reason, places = said
    return {"task": task, "about": about, "department": owner, "since": since, "reason": reason, "places": places}


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
