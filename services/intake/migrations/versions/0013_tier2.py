"""Tier 2: hand-overs, their notes, and who is at the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "presence",
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("desk", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("skills", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_index(op.f("ix_presence_seen_at"), "presence", ["seen_at"], unique=False)
    op.create_table(
        "handovers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("requested_by", sa.String(length=120), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by", sa.String(length=120), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fallback", sa.String(length=12), nullable=True),
        sa.Column("service_code", sa.String(length=64), nullable=True),
        sa.Column("promised_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("callback_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("callback_done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.String(length=12), nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "handovers_callbacks",
        "handovers",
        ["callback_by"],
        unique=False,
        postgresql_where=sa.text("callback_by IS NOT NULL AND callback_done_at IS NULL"),
        sqlite_where=sa.text("callback_by IS NOT NULL AND callback_done_at IS NULL"),
    )
    op.create_index("handovers_department", "handovers", ["department", "id"], unique=False)
    op.create_index(
        "handovers_due",
        "handovers",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('requested', 'accepted')"),
        sqlite_where=sa.text("state IN ('requested', 'accepted')"),
    )
    op.create_index(
        "handovers_live",
        "handovers",
        ["department", "state", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('requested', 'accepted')"),
        sqlite_where=sa.text("state IN ('requested', 'accepted')"),
    )
    op.create_index(
        "handovers_taken",
        "handovers",
        ["accepted_by"],
        unique=False,
        postgresql_where=sa.text("state = 'accepted'"),
        sqlite_where=sa.text("state = 'accepted'"),
    )
    op.create_index(op.f("ix_handovers_contact_id"), "handovers", ["contact_id"], unique=False)
    op.create_index(op.f("ix_handovers_requested_by"), "handovers", ["requested_by"], unique=False)
    op.create_table(
        "handover_notes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("handover_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_id"],
            ["handovers.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_handover_notes_handover_id"), "handover_notes", ["handover_id"], unique=False)
    op.add_column("contact_items", sa.Column("confidential_to", sa.String(length=64), nullable=True))
    op.add_column("contacts", sa.Column("later", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("contacts", sa.Column("handed_to", sa.String(length=64), nullable=True))
    op.create_index(
        "contacts_handed",
        "contacts",
        ["handed_to", "logged_at"],
        unique=False,
        postgresql_where=sa.text("handed_to IS NOT NULL"),
        sqlite_where=sa.text("handed_to IS NOT NULL"),
    )
