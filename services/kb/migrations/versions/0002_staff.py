"""The directory of staff."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("programmes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("room", sa.String(length=60), nullable=True),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("staff_unit", "staff", ["department", "unit", "id"], unique=False)
    op.create_table(
        "staff_units",
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("tell", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("instead", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("department", "unit"),
    )
    op.create_table(
        "staff_words",
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("word", "staff_id"),
    )
    op.create_index("staff_words_staff", "staff_words", ["staff_id"], unique=False)
