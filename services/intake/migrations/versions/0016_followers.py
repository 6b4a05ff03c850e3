"""Who follows a request without having reported it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "followers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("followers_number", "followers", ["number", "email"], unique=True)
    op.create_index("followers_email", "followers", ["email"], unique=False)
    asked = sa.text("confirmed_at IS NULL")
    op.create_index(
        "followers_asked", "followers", ["asked_at"], unique=False, postgresql_where=asked, sqlite_where=asked
    )
    op.add_column("service_requests", sa.Column("followed", sa.Boolean(), nullable=False, server_default=sa.false()))
