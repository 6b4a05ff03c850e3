"""Letters that leave their folders, erasures until they are confirmed, and what is held."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "erasures_in_work",
        sa.Column("erasure_id", sa.String(length=36), nullable=False),
        sa.Column("numbers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("emptied", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("erasure_id"),
    )
    op.create_table(
        "held_numbers",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("hold_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("number", "hold_id"),
    )
    op.create_table(
        "letter_withdrawals",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("batch_id", sa.String(length=16), nullable=False),
        sa.Column("erasure_id", sa.String(length=36), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id"),
    )
