"""What departments are told about their work."""

import sqlalchemy as sa
from alembic import op

from services.routing.models.base import Packed

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "bulletins",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", Packed(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("bulletins_last", "bulletins", ["department", "kind", "at"])
    op.create_index("bulletins_at", "bulletins", ["at"])
