"""PostGIS as an expert would ask it: subdivided polygons, a spatial index, a prepared statement on one connection."""

from typing import Any

from sqlalchemy import Engine

from tests.load.geo.figures import Table, microseconds
from tests.postgis.points import Points

PREPARE = """
PREPARE held (double precision, double precision) AS
SELECT kind, code FROM pieces WHERE ST_Intersects(shape, ST_SetSRID(ST_MakePoint($1, $2), 4326))
"""


def measure(table: Table, engine: Engine, points: Points) -> None:
    """A row of the same containment asked of the database."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(PREPARE)
        microseconds(lambda x, y: _ask(cursor, x, y), points[:500])
        table.timed("PostGIS, ST_Subdivide, prepared", microseconds(lambda x, y: _ask(cursor, x, y), points))
    finally:
        connection.close()


def _ask(cursor: Any, long: float, lat: float) -> Any:
    cursor.execute("EXECUTE held (%s, %s)", (long, lat))
    return cursor.fetchall()
