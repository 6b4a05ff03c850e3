"""What notify asks others before it writes: facts for mails, where links go; one call a batch of events."""

from collections.abc import Sequence
from typing import Any

from services.common.envelope import Heard
from services.intake import contract as intake
from services.notify import bulletins, client_links, followers, telling
from services.routing import contract as routing


def ask_intake(service: Any, events: Sequence[Heard]) -> telling.Facts:
    """Fetch what messages about these events may say, in one call; called before the transaction opens."""
    requests = telling.requests_to_ask(events)
    if not requests:
        return {}
    return telling.facts_by_number(service.intake.call(intake.LIST_NOTICE_FACTS, {"requests": requests}))


def ask_for_links(service: Any, events: Sequence[Heard]) -> client_links.Links:
    """Fetch where links go and what opens them, in one call; called before the transaction opens."""
    links = [event.data["link"] for event in events]
    return client_links.links_by_id(service.intake.call(intake.LIST_LINK_FACTS, {"links": links}))


def ask_for_bulletins(service: Any, events: Sequence[Heard]) -> bulletins.Bulletins:
    """Fetch what departments are told and where that goes, in one call; called before the transaction opens."""
    ids = [event.data["bulletin_id"] for event in events]
    return bulletins.bulletins_by_id(service.routing.call(routing.bulletins.LIST_BULLETINS, {"ids": ids}))


def ask_for_followers(service: Any, events: Sequence[Heard]) -> followers.Facts:
    """Fetch where mails go that ask for a confirmation, in one call; called before the transaction opens."""
    wanted = [event.data["follower"] for event in events]
    return followers.facts_by_id(service.intake.call(intake.LIST_FOLLOWER_FACTS, {"followers": wanted}))


def ask_for_lists(service: Any, events: Sequence[Heard]) -> client_links.Links:
    """Fetch where links to residents' own requests go; those that lead to nothing are not among them."""
    links = [event.data["link"] for event in events]
    return client_links.links_by_id(service.intake.call(intake.LIST_OWN_LIST_FACTS, {"links": links}))
