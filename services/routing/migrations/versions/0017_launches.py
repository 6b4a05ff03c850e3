"""Plans of launching departments with their history, and who was trained."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "launches",
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("soft_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("department"),
    )
    op.create_table(
        "launch_steps",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("soft_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("despite", sa.String(length=1000), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("launch_steps_department", "launch_steps", ["department", "id"])
    op.create_table(
        "trainings",
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("department", "subject"),
    )
