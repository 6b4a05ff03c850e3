"""Who may make which call: deny by default; a call that is not named here is refused to everyone."""

from __future__ import annotations

from services.common.caller import Caller
from services.common.errors import Forbidden
from services.kb import contract, directory

ANYONE = "anyone"
SERVICE = "service"
READERS_OF_GAPS = ("relationship_manager", "supervisor", "analyst", "administrator")
EDITORS = ("relationship_manager", "administrator")

POLICY: dict[str, tuple[str, ...]] = {
    contract.FIND_ANSWERS.name: (ANYONE,),
    contract.READ_ARTICLE.name: (ANYONE,),
    contract.LIST_ARTICLES.name: (ANYONE,),
    contract.READ_DIRECTORY_ENTRY.name: (ANYONE,),
    contract.FIND_FACILITIES.name: (ANYONE,),
    contract.LIST_DIRECTORY.name: (ANYONE,),
    contract.LIST_CHANGES.name: (SERVICE, "administrator"),
    contract.LIST_GAPS.name: READERS_OF_GAPS,
    contract.DRAFT_ARTICLE.name: EDITORS,
    contract.PUBLISH_ARTICLE.name: EDITORS,
}


def allow(caller: Caller, call: str) -> None:
    """Return when the caller may make the call; Forbidden otherwise."""
    allowed = POLICY.get(call, ())
    if ANYONE in allowed or caller.has(*allowed) or (caller.kind == SERVICE and SERVICE in allowed):
        return
    raise Forbidden()


def rules_of(caller: Caller) -> tuple[str, ...]:
    """The publish rules whose numbers the caller may see; other services act for agents."""
    if caller.kind == SERVICE:
        return (directory.PUBLIC, directory.AGENTS_ONLY)
    return directory.rules_seen_by(caller.roles if caller.kind == "staff" else ())
