"""Draws the sample county from geography/plan.toml the same files at every run."""

import json
import sys
import tomllib
from pathlib import Path

from geography.addresses import AddressBook, address_point
from geography.blocks import borders_of, cut_blocks, find_crossings
from geography.districts import Creek, layers
from geography.mesh import Mesh
from geography.picture import draw_county
from geography.plane import Plane
from geography.streets import draw_streets
from shapely.geometry import Point, mapping

HERE = Path(__file__).parent


def anchored_blocks(plan, districts, plane):
    """Return (streets, crossings, blocks) with the anchored house at its stated position."""
    anchor = next(town["anchor"] for town in plan["town"] if "anchor" in town)
    wanted, moved = plane.kilometres((anchor["long"], anchor["lat"])), (0.0, 0.0)
    for _ in range(2):
        streets = draw_streets(plan, districts, plane, moved)
        crossings = find_crossings(streets)
        blocks = cut_blocks(streets, crossings, districts, plane)
        house = next(b for b in blocks if is_anchored(b, anchor))
        east, north = address_point(house, anchor["number"])
        moved = (moved[0] + wanted[0] - east, moved[1] + wanted[1] - north)
    return streets, crossings, blocks


def is_anchored(block, anchor):
    return block.street.name == anchor["street"] and block.properties["right_from"] == anchor["number"]


def feature(shape, properties):
    return {"type": "Feature", "properties": properties, "geometry": mapping(shape)}


def write_layer(folder, name, features):
    """Write one feature a line, so that a change shows as the lines it touches."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in features)
    text = f'{{"type":"FeatureCollection","name":"{name}","features":[\n{lines}\n]}}\n'
    (folder / "layers" / f"{name}.geojson").write_text(text, encoding="utf-8")


def main(folder):
    """Draw the county into a folder: its layers/ and county.svg."""
    plan = tomllib.loads((HERE / "geography" / "plan.toml").read_text(encoding="utf-8"))
    plane = Plane(plan["origin"])
    mesh = Mesh(plan, plane, Creek(plan).runs_between)
    districts = layers(plan, mesh)
    streets, crossings, blocks = anchored_blocks(plan, districts, plane)
    book = AddressBook(plan, districts, borders_of(districts.values(), plane), plane)
    addresses = book.addresses(blocks) + book.crossings(streets, crossings)
    (folder / "layers").mkdir(exist_ok=True)
    for kind, own in districts.items():
        write_layer(folder, kind, [feature(own[code][1], {"code": code, "name": own[code][0]}) for code in own])
    write_layer(folder, "roads", [feature(block.position, block.properties) for block in blocks])
    write_layer(folder, "addresses", [feature(Point(position), own) for own, position in addresses])
    draw_county(folder / "county.svg", plan, plane, districts, blocks)
    print(f"{len(streets)} streets, {len(blocks)} blocks, {len(addresses)} addresses and crossings")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
