"""Open311 servers of other agencies, and the requests that are handed over to them."""

import sqlalchemy as sa
from alembic import op

from services.routing.models.base import Packed

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "outside_servers",
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=120), nullable=True),
        sa.Column("sealed_key", sa.Text(), nullable=True),
        sa.Column("services", Packed(), nullable=False),
        sa.Column("polls", sa.String(length=8), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updates_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("poll_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agency"),
    )
    op.create_table(
        "forwardings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("agency", sa.String(length=64), nullable=False),
        sa.Column("service_code", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("token", sa.String(length=200), nullable=True),
        sa.Column("remote_number", sa.String(length=200), nullable=True),
        sa.Column("remote_status", sa.String(length=16), nullable=True),
        sa.Column("remote_notes", sa.Text(), nullable=True),
        sa.Column("remote_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_forwardings_number"), "forwardings", ["number"], unique=False)
    op.create_index("forwardings_remote", "forwardings", ["agency", "remote_number"], unique=False)
    for name, columns, state in (
        ("forwardings_due", ["not_before", "id"], "state = 'waiting'"),
        ("forwardings_sent", ["agency", "remote_number"], "state IN ('token', 'sent')"),
    ):
        where = sa.text(state)
        op.create_index(name, "forwardings", columns, unique=False, postgresql_where=where, sqlite_where=where)
