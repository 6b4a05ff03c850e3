"""Steps of requests of which the offices of their districts have not heard yet."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "district_steps",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event_id"),
    )
    for name, column, state in (("waiting", "id", "IS NULL"), ("noticed", "noticed_at", "IS NOT NULL")):
        where = sa.text(f"noticed_at {state}")
        op.create_index(
            f"district_steps_{name}", "district_steps", [column], unique=False,
            postgresql_where=where, sqlite_where=where,
        )  # fmt: skip
