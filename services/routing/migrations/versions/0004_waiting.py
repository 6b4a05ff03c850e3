"""Since when work waits for a resident, and where it was before."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("assignments", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("assignments", sa.Column("held_from", sa.String(length=16), nullable=True))
