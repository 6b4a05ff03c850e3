"""The geo service: its calls, and the clock that keeps its map up to the tables."""

from typing import Any

import eventlet

from services.common import clock, logs
from services.common.caller import Caller
from services.common.rpc import answers
from services.common.service import Service, configure
from services.common.timers import timer
from services.geo import contract, measures
from services.geo.addresses import matches
from services.geo.aside import run_aside
from services.geo.atlas.shelf import Shelf
from services.geo.layers import versions
from services.geo.places import batches, lookups
from services.geo.places.features import read_feature
from services.geo.policy import allow

configure("geo")
log = logs.logger(__name__)


class GeoService(Service):
    """Says whose place a point, an address, a ZIP or a text is."""

    name = "geo"
    contract = contract
    shelf = Shelf(aside=run_aside, pause=lambda: eventlet.sleep(0))

    @timer(interval=1, eager=True)
    def keep_up(self) -> None:
        """Take over what has become active or will be; what was in place holds until then."""
        began = clock.monotonic_seconds()
        changed = self.shelf.refresh(self.db)
        self.shelf.drop_past(clock.now())
        measures.show_map(self.shelf.now(), self.shelf.revision or 0)
        if changed:
            measures.map_built_seconds.observe(clock.monotonic_seconds() - began)
            log.info("the map is in place", extra={"revision": self.shelf.revision})

    def own_checks(self) -> dict[str, bool]:
        """Say whether the map is there."""
        return {"map": self.shelf.revision is not None}

    @answers(contract.LOCATE)
    def locate(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Answer for one place; a point is quick, all else is compared aside so that others need not wait."""
        allow(caller, contract.LOCATE.name)
        with measures.locate_seconds.labels(contract.LOCATE.name).time():
            atlas = self.shelf.now()
            quick = "lat" in message and message.get("border") != "exact"
            found = lookups.locate(atlas, message) if quick else run_aside(lookups.locate, atlas, message)
        measures.count_places([found])
        return found

    @answers(contract.LOCATE_MANY)
    def locate_many(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Answer for many places from one map, letting others in between pieces."""
        allow(caller, contract.LOCATE_MANY.name)
        places: list[dict[str, Any]] = []
        with measures.locate_seconds.labels(contract.LOCATE_MANY.name).time():
            for piece in batches.locate_each(self.shelf.now(), message["places"]):
                places.extend(piece)
                eventlet.sleep(0)
        measures.count_places(places)
        return {"places": places}

    @answers(contract.FIND_ADDRESSES)
    def find_addresses(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Suggest addresses for what has been typed so far."""
        allow(caller, contract.FIND_ADDRESSES.name)
        with measures.locate_seconds.labels(contract.FIND_ADDRESSES.name).time():
            found = run_aside(matches.suggest, self.shelf.now().addresses, message["q"], message["limit"])
        return {"items": [lookups.candidate(match) for match in found]}

    @answers(contract.LIST_LAYERS)
    def list_layers(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List layer versions with their states."""
        allow(caller, contract.LIST_LAYERS.name)
        with self.db.reading() as session:
            return versions.list_layers(session, message, clock.now())

    @answers(contract.READ_FEATURE)
    def read_feature(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return an area as GeoJSON."""
        allow(caller, contract.READ_FEATURE.name)
        return run_aside(read_feature, self.shelf.now(), message)
