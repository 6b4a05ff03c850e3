"""Five stories of requests that take a turn, and what everybody sees at their end."""

from collections.abc import Callable
from typing import Any

from tests.journeys.people import Reported, Town

FILLED = "The hole is filled."
Cast = dict[str, Reported]


def merged(town: Town, name: str) -> Cast:
    """Two report the same hole; one is joined, both hear of the end; one says that it was not done, and it is."""
    ana, ben = town.report(f"ana.{name}@example.org"), town.report(f"ben.{name}@example.org")
    for one in (ana, ben):
        town.wait_for(one.number, "assigned")
    town.step(ben, "merge", "agent", into=ana.number)
    town.finish(ana.number, text=FILLED)
    town.wait_for(ben.number, "closed")
    town.step(ben, "reopen", ben, reason="The hole is still there")
    town.wait_for(ana.number, "assigned")
    town.finish(ana.number, text="Filled for good.")
    town.wait_for(ben.number, "closed")
    town.wait_for_mails(ana, 6)
    town.wait_for_mails(ben, 6)
    return {"ana": ana, "ben": ben}


def split(town: Town, name: str) -> Cast:
    """One reports two things; each is done by itself, and the whole is closed with the last."""
    ana = town.report(f"split.{name}@example.org")
    town.wait_for(ana.number, "assigned")
    parts = [{"service_code": "pothole"}, {"service_code": "road-marking"}]
    said = town.step(ana, "split", "agent", parts=parts, rule="all")
    first, second = (part["number"] for part in said["family"]["parts"])
    for number in (first, second):
        town.wait_for(number, "assigned")
    town.finish(first, text=FILLED)
    town.finish(second, text="The lines are painted.")
    town.wait_for(ana.number, "closed")
    town.wait_for_mails(ana, 3)
    return {"whole": ana, "first": Reported(first, "", ana.email), "second": Reported(second, "", ana.email)}


def reopened(town: Town, name: str) -> Cast:
    """What was closed was not done: the department has it again, and this time it is."""
    ana = town.report(f"reopened.{name}@example.org")
    town.wait_for(ana.number, "assigned")
    town.finish(ana.number, text=FILLED)
    town.step(ana, "reopen", ana, reason="The hole is still there")
    town.wait_for(ana.number, "assigned")
    town.finish(ana.number, reply="pothole-filled")
    town.step(ana, "feedback", ana, score=4, solved=True)
    town.wait_for_mails(ana, 6)
    return {"ana": ana}


def withdrawn(town: Town, name: str) -> Cast:
    """The resident needs it no longer; the department may stop, and can do nothing more."""
    ana = town.report(f"withdrawn.{name}@example.org")
    town.wait_for(ana.number, "assigned")
    work = town.current(ana.number)
    town.step(ana, "withdraw", ana, reason="A neighbour has filled it")
    town.wait_for_mails(ana, 3)
    town.wait_for_work(ana.number, "withdrawn")
    assert town.ask("POST", f"/v1/assignments/{work}/accept", "employee:dot").status_code == 409
    return {"ana": ana}


def asked(town: Town, name: str) -> Cast:
    """The department must know something; the promise rests until the resident has answered."""
    ana = town.report(f"asked.{name}@example.org")
    town.wait_for(ana.number, "assigned")
    said = town.step(ana, "questions", "employee:dot", questions=["Left or right lane?"])
    town.wait_for(ana.number, "on_hold")
    town.step(ana, f"questions/{said['id']}/answer", ana, answers=["The left one"])
    town.wait_for(ana.number, "assigned")
    town.finish(ana.number, text=FILLED)
    town.wait_for_mails(ana, 5)
    return {"ana": ana}


STORIES: tuple[Callable[[Town, str], Cast], ...] = (merged, split, reopened, withdrawn, asked)


def seen(town: Town, cast: Cast) -> dict[str, Any]:
    """What the page, the department's list and the mails of each request say at the end, without numbers and times."""
    names = {one.number: role for role, one in cast.items()}
    return {role: _seen(town, one, names) for role, one in cast.items()}


def _seen(town: Town, one: Reported, names: dict[str, str]) -> dict[str, Any]:
    page = town.get(f"/v1/requests/{one.number}")
    page["close_text"] = (page["close_text"] or "").replace(one.number, "N")
    told = town.get(f"/v1/requests/{one.number}/messages")["messages"]
    return {
        "page": {name: page[name] for name in ("status", "department", "close_code", "close_text")},
        "history": [(step["status"], step["code"]) for step in page["history"]],
        "family": _renamed(page["family"], names),
        "answers": [question["answers"] for question in page["questions"]],
        "work": [(item["status"], item["code"], item["current"]) for item in town.work(one.number)],
        "told": sorted((item["step"], item["state"]) for item in told),
        "mails": sorted(_subject(mail, one) for mail in town.mails(one)),
    }


def _renamed(family: Any, names: dict[str, str]) -> Any:
    text = repr(family)
    for number, role in names.items():
        text = text.replace(number, role)
    return text


def _subject(mail: dict[str, Any], one: Reported) -> str:
    return mail["subject"].replace(one.number, "N")
