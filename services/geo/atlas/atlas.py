"""Everything geo knows at one moment, as one unchangeable thing: areas, roads and addresses that belong together."""

from collections.abc import Sequence
from dataclasses import InitVar, dataclass, field
from datetime import datetime

from services.geo.addresses.address_text import plain
from services.geo.addresses.addresses import Address, AddressBook
from services.geo.addresses.crossings import crossings_of
from services.geo.atlas.index import AreaIndex, PreparedLayer
from services.geo.places.roads import Road, RoadIndex


@dataclass(frozen=True)
class Content:
    """What is active together: layers, roads and addresses of all jurisdictions."""

    layers: Sequence[PreparedLayer] = ()
    roads: Sequence[Road] = ()
    addresses: Sequence[Address] = ()


@dataclass
class Atlas:
    """One moment's areas, roads and addresses; what is the same in another one is taken from there, not made again."""

    content: Content
    like: InitVar["Atlas | None"] = None
    areas: AreaIndex = field(init=False)
    roads: RoadIndex = field(init=False)
    addresses: AddressBook = field(init=False)
    kinds: tuple[str, ...] = field(init=False)
    names: dict[str, int] = field(init=False)
    shares: dict[int, dict] = field(init=False, default_factory=dict)

    def __post_init__(self, like: "Atlas | None") -> None:
        self.areas = AreaIndex(self.content.layers)
        if like is not None and _have_same_streets(self.content, like.content):
            self.roads, self.addresses = like.roads, like.addresses
        else:
            self.roads = RoadIndex(self.content.roads)
            known = list(self.content.addresses)
            self.addresses = AddressBook([*known, *crossings_of(self.content.roads, known)], self.content.roads)
        self.kinds = tuple(sorted({layer.kind for layer in self.areas.layers}))
        numbers = range(len(self.areas.areas) - 1, -1, -1)
        self.names = {plain(self.areas.areas[number].name): number for number in numbers}


def _have_same_streets(one: Content, other: Content) -> bool:
    return tuple(map(id, one.roads)) == tuple(map(id, other.roads)) and tuple(map(id, one.addresses)) == tuple(
        map(id, other.addresses)
    )


class Atlases:
    """The atlas that holds now and those that hold from a stated instant on; a look-up takes exactly one."""

    def __init__(self) -> None:
        self._moments: tuple[tuple[datetime, Atlas], ...] = ()

    def replace(self, moments: Sequence[tuple[datetime, Atlas]]) -> None:
        """Put new atlases in place of all; a look-up that is running keeps the one it took."""
        self._moments = tuple(sorted(moments, key=lambda moment: moment[0]))

    def drop_past(self, now: datetime) -> None:
        """Let go of the atlases that a later one has superseded."""
        later = [moment for moment in self._moments if moment[0] > now]
        self._moments = (*self._moments[: len(self._moments) - len(later)][-1:], *later)

    def at(self, instant: datetime) -> Atlas | None:
        """The atlas that holds at an instant; None before anything was loaded."""
        held = None
        for begins, atlas in self._moments:
            if begins > instant:
                break
            held = atlas
        return held
