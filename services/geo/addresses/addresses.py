"""Addresses and crossings that are known, found by what somebody wrote and by position."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from services.geo.addresses.address_text import Written, plain, take_apart
from services.geo.addresses.streets import StreetNames, street_name
from services.geo.atlas.nearby import Nearby
from services.geo.atlas.projection import project
from services.geo.layers.properties import plain as plain_value
from services.geo.places.roads import Road

ADDRESS, INTERSECTION, LANDMARK = "address", "intersection", "landmark"
REVERSE_METRES = 150.0


@dataclass(frozen=True, slots=True)
class Address:
    """A known address; of a crossing and a landmark number is None and street the two streets or the name."""

    id: str
    number: int | None
    street: str
    unit: str | None
    city: str | None
    zip: str | None
    kind: str
    long: float
    lat: float

    @property
    def label(self) -> str:
        """How a letter would write it."""
        first = " ".join(str(part) for part in (self.number, self.street, self.unit and f"#{self.unit}") if part)
        return ", ".join(part for part in (first, " ".join(filter(None, (self.city, self.zip)))) if part)


def address_of(code: str, properties: dict, point: Any) -> Address:
    """An address from the properties of its feature."""
    values = {name.lower(): value for name, value in properties.items()}
    number = plain_value(values.get("number"))
    kind = INTERSECTION if values.get("kind") == INTERSECTION else ADDRESS
    return Address(
        id=code,
        number=int(number) if number.isdecimal() and kind == ADDRESS else None,
        street=plain_value(values.get("street")),
        unit=plain_value(values.get("unit")) or None,
        city=plain_value(values.get("city")) or None,
        zip=plain_value(values.get("zip")) or None,
        kind=kind,
        long=point.x,
        lat=point.y,
    )


def landmark_of(named: tuple[str, str], properties: dict, point: Any) -> Address:
    """A library, a station, a hall: code and name, and where its feature says it is."""
    values = {name.lower(): value for name, value in properties.items()}
    city, zip_code = (plain_value(values.get(name)) or None for name in ("city", "zip"))
    return Address(named[0], None, named[1], None, city, zip_code, LANDMARK, point.x, point.y)


class AddressBook:
    """All known addresses and crossings of one moment, and the stretches of road with their ranges of numbers."""

    def __init__(self, addresses: Iterable[Address], roads: Iterable[Road] = ()) -> None:
        self.addresses = list(addresses)
        self.stretches: dict[str, list[Road]] = defaultdict(list)
        for road in roads:
            self.stretches[street_name(road.street).key].append(road)
        self.by_id = {address.id: address for address in self.addresses}
        self.by_street: dict[str, dict[int, list[Address]]] = defaultdict(lambda: defaultdict(list))
        self.crossings: dict[frozenset[str], list[Address]] = defaultdict(list)
        self.landmarks: dict[str, list[Address]] = defaultdict(list)
        for address in self.addresses:
            self._enter(address)
        crossing_keys = {key for pair in self.crossings for key in pair}
        self.streets = StreetNames([*self.by_street, *crossing_keys, *self.stretches])
        self.cities = sorted({plain(address.city) for address in self.addresses if address.city})
        self._near = [address for address in self.addresses if address.kind != LANDMARK]
        self.nearby = _points(self._near)

    def _enter(self, address: Address) -> None:
        if address.kind == ADDRESS and address.number is not None:
            self.by_street[street_name(address.street).key][address.number].append(address)
        elif address.kind == LANDMARK:
            self.landmarks[plain(address.street)].append(address)
        elif address.kind == INTERSECTION:
            written = take_apart(address.street)
            if written.crossing:
                self.crossings[frozenset(street_name(name).key for name in written.crossing)].append(address)

    def read(self, text: str) -> Written:
        """The parts of a written address, cities known here taken off."""
        return take_apart(text, self.cities)

    def numbers(self, street_key: str) -> dict[int, list[Address]]:
        """House number -> addresses on a street."""
        return self.by_street.get(street_key, {})

    def near(self, long: float, lat: float) -> list[tuple[Address, float]]:
        """(address, metres) nearest first, within 150 m."""
        found = self.nearby.within(long, lat, REVERSE_METRES)
        return [(self._near[number], metres) for number, metres in found.items()]


def _points(addresses: Sequence[Address]) -> Nearby:
    if not addresses:
        return Nearby([], [])
    places = np.array([(address.long, address.lat) for address in addresses])
    return Nearby(shapely.points(*project(places[:, 0], places[:, 1])), np.arange(len(addresses)))
