"""What PostGIS needs to answer from geo's own tables: areas, their pieces, their borders, and points to ask about."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

NO_POSTGIS = "no PostGIS: the server lacks the extension (Debian: postgresql-15-postgis-3)"
MOST_VERTICES = 128  # of a piece, as PostGIS's own documentation advises
LONGEST_STRAIGHT = 0.004  # degrees, as geo draws straight lines

AREAS = """
CREATE TABLE areas AS
SELECT row_number() OVER (ORDER BY layer.kind, feature.code COLLATE "C") AS number, layer.kind, feature.code,
       ST_GeomFromWKB(feature.geometry, 4326) AS shape
FROM features feature JOIN layers layer ON layer.id = feature.layer_id
WHERE layer.kind NOT IN ('road', 'address', 'landmark');
CREATE TABLE pieces AS SELECT number, kind, code, ST_Subdivide(shape, :vertices) AS shape FROM areas;
CREATE INDEX ON pieces USING gist (shape);
CREATE TABLE borders AS
SELECT area.number, ST_Transform(part.geom, 3395) AS line
FROM areas area, LATERAL ST_DumpSegments(ST_Segmentize(ST_Boundary(area.shape), :straight)) part;
CREATE INDEX ON borders USING gist (line);
ANALYZE areas; ANALYZE pieces; ANALYZE borders;
"""
POINTS = """
CREATE TABLE points AS
SELECT id, ST_SetSRID(ST_MakePoint(long, lat), 4326) AS spot,
       ST_Transform(ST_SetSRID(ST_MakePoint(long, lat), 4326), 3395) AS drawn,
       sqrt(1 - (0.0818191908426215 * sin(radians(lat))) ^ 2) / cos(radians(lat)) AS stretch
FROM given;
CREATE INDEX ON points USING gist (spot);
ANALYZE points;
"""
# The areas outside and the points inside, so that PostGIS prepares each whole polygon once: exact, nothing subdivided.
HOLDING = """
SELECT inside.id, area.number
FROM areas area CROSS JOIN LATERAL (
    SELECT point.id FROM points point WHERE ST_Intersects(area.shape, point.spot) OFFSET 0
) inside
"""
NEAR = """
SELECT point.id, border.number, min(ST_Distance(point.drawn, border.line) / point.stretch) AS metres
FROM points point JOIN borders border ON ST_DWithin(point.drawn, border.line, :metres * point.stretch)
GROUP BY point.id, border.number
"""


def has_postgis(connection: Connection) -> bool:
    """Whether the server can be asked."""
    query = "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'"
    return bool(connection.execute(text(query)).scalar())


def make_areas(connection: Connection) -> None:
    """Areas from the loaded tables, whole and subdivided, and their borders in metres."""
    connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
    connection.execute(text(AREAS), {"vertices": MOST_VERTICES, "straight": LONGEST_STRAIGHT})


def make_points(connection: Connection, points: Sequence[tuple[float, float]]) -> None:
    """The points to ask about; an id is the place in the sequence."""
    connection.execute(text("CREATE TABLE given (id integer, long double precision, lat double precision)"))
    rows = [{"id": number, "long": long, "lat": lat} for number, (long, lat) in enumerate(points)]
    for start in range(0, len(rows), 10_000):
        connection.execute(text("INSERT INTO given VALUES (:id, :long, :lat)"), rows[start : start + 10_000])
    connection.execute(text(POINTS))


def areas_of(connection: Connection) -> dict[int, tuple[str, str]]:
    """Number -> kind and code."""
    rows = connection.execute(text("SELECT number, kind, code FROM areas"))
    return {row.number: (row.kind, row.code) for row in rows}


def holding(connection: Connection) -> Iterable[tuple[int, int]]:
    """Point and area that holds it."""
    return ((row.id, row.number) for row in connection.execute(text(HOLDING)))


def near(connection: Connection, metres: float) -> Iterable[tuple[int, int, float]]:
    """Point, area, and the metres to the area's border, up to so many."""
    return ((row.id, row.number, row.metres) for row in connection.execute(text(NEAR), {"metres": metres}))
