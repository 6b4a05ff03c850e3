"""The geo service: its calls, and the clock that keeps its map up to the tables."""

from collections.abc import Callable
from typing import Any

import eventlet

from services.common import clock, logs
from services.common.caller import Caller
from services.common.contract import Call
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.service import Service, configure
from services.common.timers import timer
from services.geo import contract, measures
from services.geo.addresses import matches
from services.geo.addresses.outside import OutsideGeocoder, read_url
from services.geo.aside import run_aside
from services.geo.atlas.shelf import Shelf
from services.geo.layers import activation, listing
from services.geo.layers.replicas import ThisReplica
from services.geo.models import Layer
from services.geo.pictures.maps import draw_map
from services.geo.places import batches, lookups
from services.geo.places.features import read_feature
from services.geo.places.lines import codes_of, write_lines
from services.geo.policy import allow

configure("geo")
log = logs.logger(__name__)


class GeoService(Service):
    """Says whose place a point, an address, a ZIP or a text is."""

    name = "geo"
    contract = contract
    outside = OutsideGeocoder(read_url())
    shelf = Shelf(aside=run_aside, pause=lambda: eventlet.sleep(0))
    replica = ThisReplica()

    @timer(interval=1, eager=True)
    def keep_up(self) -> None:
        """Take over what has become active or will be; what was in place holds until then."""
        began = clock.monotonic_seconds()
        self.replica.report_now_and_then(self.db, self.shelf.revision)
        changed = self.shelf.refresh(self.db)
        self.shelf.drop_past(clock.now())
        measures.show_map(self.shelf.now(), self.shelf.revision or 0)
        if changed:
            self.replica.built(self.db, self.shelf.revision, clock.monotonic_seconds() - began)
            measures.map_built_seconds.observe(self.replica.built_seconds)
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
        if lookups.is_unknown(found) and (match := self.outside.find(message.get("address") or message.get("q") or "")):
            found = lookups.locate_match(self.shelf.now(), match, message)
        measures.count_places([found])
        return found

    @answers(contract.LOCATE_MANY)
    def locate_many(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Answer for many places from one map, letting others in between pieces."""
        allow(caller, contract.LOCATE_MANY.name)
        places: list[dict[str, Any]] = []
        with measures.locate_seconds.labels(contract.LOCATE_MANY.name).time():
            atlas = self.shelf.imagine(self.db, message["versions"]) if message.get("versions") else self.shelf.now()
            for piece in batches.locate_each(atlas, message["places"]):
                places.extend(piece)
                eventlet.sleep(0)
        measures.count_places(places)
        return {"places": places}

    @answers(contract.LOCATE_LINES)
    def locate_lines(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Answer for many places in lines of text, written aside."""
        allow(caller, contract.LOCATE_LINES.name)
        with measures.locate_seconds.labels(contract.LOCATE_LINES.name).time():
            written = run_aside(write_lines, self.shelf.now(), message)
        measures.count_methods(written.methods)
        return {"lines": written.text, "columns": written.columns}

    @answers(contract.FIND_CODES)
    def find_codes(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell the areas of one layer in which many places lie."""
        allow(caller, contract.FIND_CODES.name)
        with measures.locate_seconds.labels(contract.FIND_CODES.name).time():
            return run_aside(codes_of, self.shelf.now(), message)

    @answers(contract.FIND_ADDRESSES)
    def find_addresses(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Suggest addresses for what has been typed so far."""
        allow(caller, contract.FIND_ADDRESSES.name)
        with measures.locate_seconds.labels(contract.FIND_ADDRESSES.name).time():
            found = run_aside(matches.suggest, self.shelf.now().addresses, message["q"], message["limit"])
        return {"items": [lookups.candidate(match) for match in found]}

    @answers(contract.DRAW_MAP)
    def draw_map(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Draw a place with its districts."""
        allow(caller, contract.DRAW_MAP.name)
        with measures.locate_seconds.labels(contract.DRAW_MAP.name).time():
            return {"svg": run_aside(draw_map, self.shelf.now(), message)}

    @answers(contract.LIST_LAYERS)
    def list_layers(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List layer versions with their states."""
        allow(caller, contract.LIST_LAYERS.name)
        with self.db.reading() as session:
            return listing.list_layers(session, message, clock.now())

    @answers(contract.READ_FEATURE)
    def read_feature(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return an area as GeoJSON."""
        allow(caller, contract.READ_FEATURE.name)
        return run_aside(read_feature, self.shelf.now(), message)

    @answers(contract.ACTIVATE_LAYER)
    def activate_layer(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Let a version hold from an instant on."""
        return self._change(contract.ACTIVATE_LAYER, (message, caller), activation.activate_version)

    @answers(contract.ROLL_BACK_LAYER)
    def roll_back_layer(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Go back to the version that held before."""
        return self._change(contract.ROLL_BACK_LAYER, (message, caller), activation.roll_back)

    def _change(self, call: Call, write: tuple[dict[str, Any], Caller], act: Callable[..., Layer]) -> dict[str, Any]:
        message, caller = write
        allow(caller, call.name)
        with self.db.transaction() as session:
            return once(session, call, write, lambda: listing.describe(session, act(session, message), clock.now()))
