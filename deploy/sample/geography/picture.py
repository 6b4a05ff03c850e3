"""The county as a picture (SVG): council districts, municipalities, parks, rivers, roads and town names."""

from html import escape

import shapely

from .districts import shared_border

SIZE = 1200, 1060  # pixels
SCALE = 44  # pixels a kilometre
SHADES = {"1": "#f3e6c8", "2": "#dfe8d0", "3": "#d6e4ec", "4": "#f0dcd3", "5": "#e3dcec"}
PENS = {
    "interstate": ("#3b5b92", 6.0),
    "us": ("#b3432b", 4.2),
    "state": ("#d9822b", 3.2),
    "county": ("#7a746a", 1.5),
    "municipal": ("#7a746a", 1.1),
    "private": ("#b0a8a0", 1.0),
}
LEGEND = [
    ("interstate (state)", "interstate"),
    ("US highway (state)", "us"),
    ("state road", "state"),
    ("county road", "county"),
]


class Picture:
    """Collects the elements of the drawing from the bottom up."""

    def __init__(self, plane):
        self.plane, self.parts = plane, []

    def spot(self, position):
        east, north = self.plane.kilometres(position)
        return SIZE[0] / 2 - 40 + east * SCALE, SIZE[1] / 2 + 20 - north * SCALE

    def line(self, positions, style):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self.spot, positions))
        self.parts.append(f'<polyline points="{points}" fill="none" {style}/>')

    def area(self, shape, style):
        rings = [ring for part in getattr(shape, "geoms", [shape]) for ring in (part.exterior, *part.interiors)]
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(self.spot, r.coords)) + "Z" for r in rings)
        self.parts.append(f'<path d="{path}" fill-rule="evenodd" {style}/>')

    def text(self, x, y, words, style):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-family="sans-serif" {style}>{escape(words)}</text>')

    def label(self, position, words, style):
        """Write words over a white glow, so that they can be read on top of roads."""
        x, y = self.spot(position)
        glow = f'{style} text-anchor="middle" stroke="white" stroke-width="4" stroke-linejoin="round"'
        self.text(x, y, words, glow)
        self.text(x, y, words, f'{style} text-anchor="middle"')

    def save(self, path):
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE[0]} {SIZE[1]}">'
        ground = f'<rect width="{SIZE[0]}" height="{SIZE[1]}" fill="#fbfaf7"/>'
        path.write_text("\n".join([head, ground, *self.parts, "</svg>"]) + "\n", encoding="utf-8")


def draw_county(path, plan, plane, districts, blocks):
    """Write the map of the county; the generator calls it last, so that it shows what the layers hold."""
    picture = Picture(plane)
    draw_areas(picture, districts)
    draw_roads(picture, blocks)
    draw_names(picture, plan, districts)
    draw_legend(picture)
    picture.save(path)


def draw_areas(picture, districts):
    for code, (_, shape) in districts["council_district"].items():
        picture.area(shape, f'fill="{SHADES[code]}" stroke="#a99" stroke-width="1.2" stroke-dasharray="7 4"')
    for _, shape in districts["park"].values():
        picture.area(shape, 'fill="#9dc68a" fill-opacity="0.8" stroke="#5e8f4d" stroke-width="0.8"')
    for _, shape in districts["municipality"].values():
        picture.area(shape, 'fill="#caa24a" fill-opacity="0.28" stroke="#8a6a1c" stroke-width="1.6"')
    west, east = (shape for _, shape in districts["congressional_district"].values())
    water = 'stroke="#5b9bd0" stroke-width="3" stroke-linejoin="round"'
    picture.line(shared_border(west, east).coords, water)
    picture.area(districts["county"]["ashmere"][1], 'fill="none" stroke="#333" stroke-width="2.4"')


def draw_roads(picture, blocks):
    for kind in reversed(PENS):
        colour, width = PENS[kind]
        for block in blocks:
            if block.properties["route_type"] == kind:
                picture.line(block.position.coords, f'stroke="{colour}" stroke-width="{width}"')


def draw_names(picture, plan, districts):
    taken = shapely.union_all([shape for kind in ("park", "municipality") for _, shape in districts[kind].values()])
    taken = taken.union(shapely.union_all([town_ground(town, picture.plane) for town in plan["town"]]))
    for name, shape in districts["council_district"].values():
        free = shapely.maximum_inscribed_circle(shape.difference(taken))
        picture.label(free.coords[0], name, 'font-size="14" font-style="italic" fill="#665"')
    for name, shape in districts["park"].values():
        picture.label(shape.representative_point().coords[0], name, 'font-size="11" fill="#2f6b1f"')
    cities = {city.replace(" ", "-").lower(): city for city in map(city_of, districts["zip_code"].values())}
    for town in plan["town"]:
        place = picture.plane.degrees((town["middle"][0], town["middle"][1] + 0.75))
        picture.label(place, cities[town["code"]], 'font-size="19" font-weight="bold" fill="#222"')


def town_ground(town, plane):
    return shapely.Point(plane.degrees(town["middle"])).buffer(0.018)


def city_of(named):
    return named[0].split(" ", 1)[1]


def draw_legend(picture):
    picture.text(28, 44, "Ashmere County", 'font-size="30" font-weight="bold" fill="#222"')
    picture.text(28, 66, "an invented county: council districts, municipalities, parks, roads", 'font-size="13"')
    for row, (words, kind) in enumerate(LEGEND):
        colour, width = PENS[kind]
        y = SIZE[1] - 106 + 22 * row
        picture.parts.append(f'<path d="M28 {y}h46" stroke="{colour}" stroke-width="{width}"/>')
        picture.text(84, y + 4, words, 'font-size="13"')
