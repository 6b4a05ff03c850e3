"""Changes of the catalogue are drafted, run dry and agreed upon."""

import sqlalchemy as sa
from alembic import op

from services.routing.models.base import Packed

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "catalogue_drafts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entries", Packed(), nullable=False),
        sa.Column("departments", Packed(), nullable=False),
        sa.Column("approvals", Packed(), nullable=False),
        sa.Column("dry_run", Packed(), nullable=True),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("catalogue_drafts_state", "catalogue_drafts", ["state", "id"], unique=False)
    approved = sa.text("state = 'approved'")
    op.create_index(
        "catalogue_drafts_due",
        "catalogue_drafts",
        ["due_at"],
        unique=False,
        postgresql_where=approved,
        sqlite_where=approved,
    )
    op.create_table(
        "catalogue_draft_steps",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_catalogue_draft_steps_draft_id"), "catalogue_draft_steps", ["draft_id"], unique=False)
