"""What Open311 needs of requests: tokens, links to photos, whose jurisdiction, listing by time, published notes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("service_requests", sa.Column("jurisdiction_id", sa.String(length=64), nullable=True))
    op.add_column("service_requests", sa.Column("token", sa.String(length=32), nullable=True))
    op.add_column("service_requests", sa.Column("media", sa.JSON(none_as_null=True), nullable=True))
    op.create_index(
        "service_requests_token",
        "service_requests",
        ["token"],
        unique=True,
        postgresql_where=sa.text("token IS NOT NULL"),
        sqlite_where=sa.text("token IS NOT NULL"),
    )
    op.create_index("service_requests_requested", "service_requests", ["requested_at", "id"], unique=False)
    op.create_index("service_requests_updated", "service_requests", ["updated_at", "id"], unique=False)
    op.create_index("request_history_at", "request_history", ["at", "id"], unique=False)
    op.add_column("request_notes", sa.Column("published", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "request_notes_published",
        "request_notes",
        ["at", "id"],
        unique=False,
        postgresql_where=sa.text("published"),
        sqlite_where=sa.text("published"),
    )
