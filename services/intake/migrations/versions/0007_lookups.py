"""Residents of requests are found by name and a second factor; look-ups are logged."""

import sqlalchemy as sa
from alembic import op

from services.intake.people import search_keys

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEYS = ("name_key", "name_key2", "phone_key", "email_key", "place_key")
AT_ONCE = 1000
PERSONS = sa.table(
    "residents", *(sa.column(name) for name in ("id", "name", "phone", "email", "number", *KEYS)),
    sa.column("address", sa.JSON()),
)  # fmt: skip
REQUESTS = sa.table("service_requests", sa.column("id"), sa.column("number"), sa.column("resident_id"))


def upgrade() -> None:
    """Apply; residents that are there already are given their numbers, a thousand at once."""
    op.add_column("residents", sa.Column("number", sa.String(length=12), nullable=True))
    for name in KEYS:
        op.add_column("residents", sa.Column(name, sa.BigInteger(), nullable=True))
    last = 0
    while rows := _after(last):
        _fill(rows)
        last = rows[-1].request
    for name in KEYS:
        known = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"residents_{name}", "residents", [name, "id"], postgresql_where=known, sqlite_where=known)
    _create_log()


def _after(last: int) -> list[sa.Row]:
    joined = REQUESTS.join(PERSONS, PERSONS.c.id == REQUESTS.c.resident_id)
    persons = (PERSONS.c[name] for name in ("id", "name", "phone", "email", "address"))
    query = sa.select(REQUESTS.c.id.label("request"), REQUESTS.c.number, *persons).select_from(joined)
    return list(op.get_bind().execute(query.where(REQUESTS.c.id > last).order_by(REQUESTS.c.id).limit(AT_ONCE)))


def _fill(rows: list[sa.Row]) -> None:
    values = {name: sa.bindparam(name) for name in ("number", *KEYS)}
    found = [search_keys.columns(dict(row._mapping), row.number) | {"person": row.id} for row in rows]
    op.get_bind().execute(PERSONS.update().where(PERSONS.c.id == sa.bindparam("person")).values(values), found)


def _create_log() -> None:
    op.create_table(
        "lookups",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("factor", sa.String(length=8), nullable=False),
        sa.Column("name_hash", sa.String(length=64), nullable=False),
        sa.Column("factor_hash", sa.String(length=64), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("opened", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("lookups_by", "lookups", ["by", "at"], unique=False)
    op.create_table(
        "lookup_alarms",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("lookups", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("lookup_alarms_by", "lookup_alarms", ["by", "rule", "at"], unique=False)
