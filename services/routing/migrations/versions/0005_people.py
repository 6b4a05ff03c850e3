"""People: their names, units and absences, who has which work, and how tiers came about."""

from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OF_MEMBERS = {
    "name": sa.String(length=120), "email": sa.String(length=254), "unit": sa.String(length=64),
    "reviewed_at": INSTANT, "reviewed_by": sa.String(length=120),
    "away_from": INSTANT, "away_until": INSTANT, "stand_in": sa.String(length=120),
}  # fmt: skip
OF_ASSIGNMENTS = {
    "unit": sa.String(length=64), "assignee": sa.String(length=120),
    "area": sa.String(length=120), "escalated_at": INSTANT,
}  # fmt: skip
OF_HISTORY = {"assignee": sa.String(length=120)}
AT_ONCE = 500


def upgrade() -> None:
    """Apply."""
    for table, columns in (
        ("members", OF_MEMBERS),
        ("assignments", OF_ASSIGNMENTS),
        ("assignment_history", OF_HISTORY),
    ):
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    taken = sa.text("assignee IS NOT NULL")
    op.create_index(
        "assignments_assignee", "assignments", ["assignee", "id"], postgresql_where=taken, sqlite_where=taken
    )
    op.create_table(
        "member_history",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("member_history_department", "member_history", ["department", "id"])
    name_areas()


def name_areas() -> None:
    """Write the area of work that is open into its row, as decisions do from now on."""
    open_work = (
        "SELECT a.id, c.place FROM assignments a JOIN cases c ON c.number = a.number WHERE a.id > :last"
        " AND a.current AND a.status IN ('assigned', 'accepted', 'held') ORDER BY a.id LIMIT :most"
    )
    connection, last = op.get_bind(), ""
    while found := connection.execute(sa.text(open_work), {"last": last, "most": AT_ONCE}).all():
        rows = [{"id": row.id, "area": area_of(row.place)} for row in found]
        connection.execute(sa.text("UPDATE assignments SET area = :area WHERE id = :id"), rows)
        last = found[-1].id


def area_of(kept: str | None) -> Any:
    """The name that tells roughly where a kept place is."""
    layers = (orjson.loads(kept) or {}).get("layers") or {} if kept else {}
    named = ((layers.get(kind) or {}).get("name") for kind in ("service_area", "municipality"))
    return next((name for name in named if name), None)
