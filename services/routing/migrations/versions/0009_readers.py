"""How far readers of feeds are, and what departments say of their work once a day."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "feed_readers",
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("reader", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("overflowed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("department", "reader"),
    )
    op.create_table(
        "reconciliations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("listed", "missing_there", "unknown_here", "differing", "moving")
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("reconciliations_department", "reconciliations", ["department", "id"])
    op.create_table(
        "reconciliation_items",
        sa.Column("reconciliation_id", sa.String(length=36), nullable=False),
        sa.Column("assignment_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("reconciliation_id", "assignment_id"),
    )
    op.create_table(
        "reconciliation_differences",
        sa.Column("reconciliation_id", sa.String(length=36), nullable=False),
        sa.Column("assignment_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("here", sa.String(length=16), nullable=True),
        sa.Column("there", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("reconciliation_id", "assignment_id"),
    )
