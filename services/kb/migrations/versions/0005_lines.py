"""Telephone lines by the number that callers dial."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "phone_lines",
        sa.Column("digits", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=True),
        sa.Column("agency", sa.String(length=64), nullable=True),
        sa.Column("name", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("greeting", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("publish", sa.String(length=16), nullable=False),
        sa.Column("give", sa.String(length=40), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("service_code", sa.String(length=64), nullable=True),
        sa.Column("questions", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("digits"),
    )
    op.create_index("phone_lines_department", "phone_lines", ["department", "digits"], unique=False)
