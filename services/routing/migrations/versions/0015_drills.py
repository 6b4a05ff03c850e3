"""Drills with each department's result; the cases of drills are found without looking at all others."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STEPS = ("opened_at", "routed_at", "delivered_at", "accepted_at", "completed_at", "closed_at")
PENDING = sa.text("state = 'running' OR to_end")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "drills",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.String(length=120), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "drill_results",
        sa.Column("drill_id", sa.String(length=36), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("to_end", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in STEPS),
        sa.PrimaryKeyConstraint("drill_id", "department"),
    )
    op.create_index("ix_drill_results_number", "drill_results", ["number"])
    op.create_index("drill_results_department", "drill_results", ["department", "drill_id"])
    op.create_index(
        "drill_results_pending", "drill_results", ["drill_id"], postgresql_where=PENDING, sqlite_where=PENDING
    )
    drills = sa.text("drill")
    op.create_index("cases_drills", "cases", ["number"], postgresql_where=drills, sqlite_where=drills)
