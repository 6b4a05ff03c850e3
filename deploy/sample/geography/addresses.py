"""Addresses beside the streets and named crossings, each in exactly one district of every layer."""

import random
import re

from shapely.geometry import Point

from .blocks import beside_line
from .districts import code_at

AWAY = 0.018  # km from the centre line to the front door
CLEAR = 0.004  # km that an address keeps from every border
CROSSINGS = 72
UNITS = ("Apt 101", "Apt 102", "Apt 201", "Apt 202", "Unit 1", "Unit 2")


class AddressBook:
    """Chooses addresses and crossings, evenly over the streets and the same at every run."""

    def __init__(self, plan, districts, borders, plane):
        self.districts, self.borders, self.plane = districts, borders, plane
        self.choice = random.Random(plan["seed"] + 1)
        self.cities = {code: name.split(" ", 1)[1] for code, (name, _) in districts["zip_code"].items()}
        self.anchor = next(town["anchor"] for town in plan["town"] if "anchor" in town)

    def addresses(self, blocks):
        streets = {}
        for block in blocks:
            if block.properties["left_from"] is not None and block.line.length > 0.06:
                streets.setdefault((block.street.name, block.street.first), []).append(block)
        found = [address for own in streets.values() for address in self._on_street(own)]
        return self._with_units(found)

    def _on_street(self, blocks):
        quota = 5 if blocks[0].street.kind == "local" else 6
        wanted = [(b, self.anchor["number"]) for b in blocks if self._holds_anchor(b)]
        order = self.choice.sample(blocks, len(blocks)) * 3
        chosen = wanted + [(block, self._number(block)) for block in order]
        made = {}
        for block, number in chosen:
            point = address_point(block, number)
            if len(made) < quota and number not in made and self._may_stand(block, number, point):
                made[number] = self._address(block.street.name, number, point)
        return [made[number] for number in sorted(made)]

    def _holds_anchor(self, block):
        first = block.properties["right_from"]
        return block.street.name == self.anchor["street"] and first == self.anchor["number"]

    def _number(self, block):
        return block.properties["right_from"] + self.choice.choice((4, 5, 10, 13, 20, 27, 36, 41, 58, 63, 72, 85))

    def _may_stand(self, block, number, point):
        if not self._is_clear(point):
            return False
        side = "left" if number % 2 else "right"
        position = self.plane.degrees(point)
        return all(
            code_at(self.districts[kind], position) == block.properties[f"{name}_{side}"]
            for name, kind in (("zip", "zip_code"), ("municipality", "municipality"))
        )

    def _is_clear(self, point):
        inside = code_at(self.districts["county"], self.plane.degrees(point)) is not None
        return inside and self.borders.distance(Point(point)) > CLEAR

    def _address(self, street, number, point):
        zip_code = code_at(self.districts["zip_code"], self.plane.degrees(point))
        city = self.cities[zip_code]
        properties = {
            "id": slug(f"{number} {street} {city}"),
            "number": number,
            "street": street,
            "unit": None,
        }
        properties |= {"city": city, "zip": zip_code, "kind": "address"}
        return properties, self.plane.degrees(point)

    def _with_units(self, found):
        """Add the flats of two apartment houses, at the door of the house."""
        doors = [found[len(found) // 5], found[len(found) // 2]]
        flats = [
            ({**own, "id": slug(f"{own['id']} {unit}"), "unit": unit}, position)
            for (own, position), units in zip(doors, (UNITS[:4], UNITS[4:]), strict=True)
            for unit in units
        ]
        return found + flats

    def crossings(self, streets, crossings):
        """Return crossings by name: every one of two main roads, then town corners by lot."""
        named = [(streets[one], streets[other], point) for one, other, point in crossings]
        clear = [row for row in named if self._is_clear((row[2].x, row[2].y))]
        main = [row for row in clear if "local" not in (row[0].kind, row[1].kind)]
        corners = [row for row in clear if row not in main]
        chosen = main + self.choice.sample(corners, CROSSINGS - len(main))
        return [self._crossing(*row) for row in chosen]

    def _crossing(self, one, other, point):
        properties, position = self._address(f"{one.name} & {other.name}", None, (point.x, point.y))
        name = slug(f"{one.name} and {other.name} {properties['city']}")
        return {**properties, "id": name, "kind": "intersection"}, position


def address_point(block, number):
    """Return where a house stands in km: numbers fill the middle of a block, odd ones on its left."""
    first = block.properties["right_from"]
    return beside_line(block.line, 0.15 + 0.7 * (number - first) / 100, AWAY if number % 2 else -AWAY)


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
