"""Open requests are looked at again after boundaries have changed."""

import sqlalchemy as sa
from alembic import op

from services.routing.models.base import Packed

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "boundary_checks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=40), nullable=False),
        sa.Column("versions", Packed(), nullable=False),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("behind", sa.String(length=16), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "boundary_checks_due",
        "boundary_checks",
        ["active_at"],
        unique=False,
        postgresql_where=sa.text("NOT finished"),
        sqlite_where=sa.text("NOT finished"),
    )
    op.create_table(
        "boundary_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("check_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moves", sa.Boolean(), nullable=False),
        sa.Column("change", Packed(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("check_id", "number", name="boundary_changes_once"),
    )
