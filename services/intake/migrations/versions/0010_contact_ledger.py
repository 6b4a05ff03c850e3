"""What the contact ledger keeps: interpreters, calls, changes, and who was told."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What has been recorded before is shown to no one to whom it was not.
COMPLAINTS = """UPDATE contacts SET about_employee = true WHERE id IN
(SELECT contact_id FROM contact_items WHERE kind = 'complaint' AND about = 'employee')"""
RESOLVED = """UPDATE contacts SET resolved = true WHERE id NOT IN
(SELECT contact_id FROM contact_items WHERE outcome NOT IN ('answered', 'recorded'))"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "calls",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dialled", sa.String(length=40), nullable=True),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("agent", sa.String(length=120), nullable=True),
        sa.Column("ring_seconds", sa.Integer(), nullable=True),
        sa.Column("queue_seconds", sa.Integer(), nullable=True),
        sa.Column("talk_seconds", sa.Integer(), nullable=True),
        sa.Column("wrap_seconds", sa.Integer(), nullable=True),
        sa.Column("abandoned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_calls_started_at"), "calls", ["started_at"], unique=False)
    op.create_table(
        "contact_history",
        sa.Column("contact_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("contact_id", "version"),
    )
    op.create_table(
        "interpretations",
        sa.Column("contact_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("vendor", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("cost_cents", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("contact_id", "position"),
    )
    op.create_index(op.f("ix_interpretations_started_at"), "interpretations", ["started_at"], unique=False)
    op.add_column("contact_items", sa.Column("theme", sa.String(length=64), nullable=True))
    op.add_column("contact_items", sa.Column("warm", sa.Boolean(), nullable=True))
    op.create_index(op.f("ix_contact_items_department"), "contact_items", ["department"], unique=False)
    op.add_column("contacts", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("contacts", sa.Column("state", sa.String(length=8), server_default="closed", nullable=False))
    op.add_column("contacts", sa.Column("call_id", sa.String(length=64), nullable=True))
    op.add_column("contacts", sa.Column("department", sa.String(length=64), nullable=True))
    op.add_column("contacts", sa.Column("from_department", sa.String(length=64), nullable=True))
    op.add_column("contacts", sa.Column("same_as", sa.String(length=36), nullable=True))
    op.add_column("contacts", sa.Column("internal", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("contacts", sa.Column("resolved", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("contacts", sa.Column("about_employee", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("contacts", sa.Column("told", sa.String(length=12), nullable=True))
    op.add_column("contacts", sa.Column("told_way", sa.String(length=12), nullable=True))
    op.add_column("contacts", sa.Column("told_reason", sa.String(length=300), nullable=True))
    op.add_column("contacts", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contacts", sa.Column("told_by", sa.String(length=120), nullable=True))
    op.drop_index(op.f("ix_contacts_logged_at"), table_name="contacts")
    op.create_index(
        "contacts_call",
        "contacts",
        ["call_id"],
        unique=False,
        postgresql_where=sa.text("call_id IS NOT NULL"),
        sqlite_where=sa.text("call_id IS NOT NULL"),
    )
    op.create_index(
        "contacts_department",
        "contacts",
        ["department", "logged_at"],
        unique=False,
        postgresql_where=sa.text("department IS NOT NULL"),
        sqlite_where=sa.text("department IS NOT NULL"),
    )
    op.create_index("contacts_logged", "contacts", ["logged_at", "id"], unique=False)
    op.create_index(
        "contacts_untold",
        "contacts",
        ["id"],
        unique=False,
        postgresql_where=sa.text("told = 'due'"),
        sqlite_where=sa.text("told = 'due'"),
    )
    op.add_column("service_requests", sa.Column("told", sa.String(length=12), nullable=True))
    op.add_column("service_requests", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "service_requests_untold",
        "service_requests",
        ["number"],
        unique=False,
        postgresql_where=sa.text("told IN ('due', 'unreachable')"),
        sqlite_where=sa.text("told IN ('due', 'unreachable')"),
    )
    op.execute(sa.text(COMPLAINTS))
    op.execute(sa.text("UPDATE contacts SET internal = true WHERE channel = 'internal' OR caller_type = 'staff'"))
    op.execute(sa.text(RESOLVED))
