"""When a request has changed in what residents do not see, for the records of statisticians."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("service_requests", sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "service_requests_noted",
        "service_requests",
        ["noted_at", "id"],
        unique=False,
        postgresql_where=sa.text("noted_at IS NOT NULL"),
        sqlite_where=sa.text("noted_at IS NOT NULL"),
    )
