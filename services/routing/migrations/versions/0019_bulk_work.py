"""Bulk actions on assignments and their results."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    instant, text = sa.DateTime(timezone=True), sa.JSON(none_as_null=True)
    op.create_table(
        "bulk_actions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("parameters", text, nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("caller", text, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("undo_of", sa.String(length=36), nullable=True),
        sa.Column("undone_by", sa.String(length=36), nullable=True),
        sa.Column("made_at", instant, nullable=False),
        sa.Column("confirmed_at", instant, nullable=True),
        sa.Column("finished_at", instant, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("bulk_actions_by", "bulk_actions", ["by", "id"], unique=False)
    _partial("bulk_actions_running", "bulk_actions", ["id"], "state = 'running'")
    op.create_table(
        "bulk_items",
        sa.Column("action_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=36), nullable=False),
        sa.Column("seen", text, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("refusal", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.String(length=300), nullable=True),
        sa.Column("kept", text, nullable=True),
        sa.Column("at", instant, nullable=True),
        sa.PrimaryKeyConstraint("action_id", "place"),
    )
    _partial("bulk_items_ready", "bulk_items", ["action_id", "place"], "state = 'ready'")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    """An index over the few rows that are looked for again and again."""
    only = sa.text(where)
    op.create_index(name, table, columns, unique=False, postgresql_where=only, sqlite_where=only)
