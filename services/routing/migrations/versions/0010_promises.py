"""Promises as they were given, what paused them, and what was said of them."""

import sqlalchemy as sa
from alembic import op

from services.routing.models.base import Packed

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply; of open work the end is watched, of what was promised before there is no point at which it is at risk."""
    op.add_column("assignments", sa.Column("promise", Packed(), nullable=True))
    for name in ("first_action_near_at", "near_at", "watch_at"):
        op.add_column("assignments", sa.Column(name, INSTANT, nullable=True))
    op.execute(
        "UPDATE assignments SET watch_at = COALESCE(first_action_by, promised_by)"
        " WHERE current AND status IN ('assigned', 'accepted', 'held')"
    )
    watched = sa.text("watch_at IS NOT NULL")
    op.create_index(
        "assignments_watch", "assignments", ["watch_at"], unique=False, postgresql_where=watched, sqlite_where=watched
    )
    op.create_table(
        "promise_pauses",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("promise_id", sa.String(length=36), nullable=False),
        sa.Column("assignment_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("held_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=False),
        sa.Column("by", sa.String(length=120), nullable=True),
        sa.Column("business_days", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("first_action_before", INSTANT, nullable=True),
        sa.Column("first_action_after", INSTANT, nullable=True),
        sa.Column("promised_before", INSTANT, nullable=True),
        sa.Column("promised_after", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_promise_pauses_promise_id"), "promise_pauses", ["promise_id"], unique=False)
    op.create_table(
        "promise_marks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("promise_id", sa.String(length=36), nullable=False),
        sa.Column("assignment_id", sa.String(length=36), nullable=False),
        sa.Column("clock", sa.String(length=12), nullable=False),
        sa.Column("mark", sa.String(length=8), nullable=False),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("promise_id", "clock", "mark", name="promise_marks_once"),
    )
