"""How long what is closed is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEPT = "(forgotten IS NULL OR forgotten = 'contact_data')"
REQUESTS = sa.text(f"status IN ('closed', 'referred') AND {KEPT}")
CONTACTS = sa.text(f"state = 'closed' AND {KEPT}")


def upgrade() -> None:
    """Apply."""
    for table in ("service_requests", "contacts"):
        op.add_column(table, sa.Column("forgotten", sa.String(length=12), nullable=True))
    op.create_index("requests_kept", "service_requests", ["forgotten", "updated_at"],
                    postgresql_where=REQUESTS, sqlite_where=REQUESTS)  # fmt: skip
    op.create_index("contacts_kept", "contacts", ["forgotten", "logged_at"],
                    postgresql_where=CONTACTS, sqlite_where=CONTACTS)  # fmt: skip
    op.create_table(
        "retention_rules",
        sa.Column("object", sa.String(length=8), nullable=False),
        sa.Column("forget", sa.String(length=12), nullable=False),
        sa.Column("service_code", sa.String(length=64), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("object", "forget", "service_code"),
    )
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("rules", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
