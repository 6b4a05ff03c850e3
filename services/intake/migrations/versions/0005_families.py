"""Where likely duplicates are found, and which requests belong together."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; requests that are there already are found as duplicates only once they are amended."""
    op.add_column("service_requests", sa.Column("cell", sa.BigInteger(), nullable=True))
    op.add_column("service_requests", sa.Column("street", sa.BigInteger(), nullable=True))
    op.add_column("service_requests", sa.Column("merged_into", sa.String(length=12), nullable=True))
    op.add_column("service_requests", sa.Column("split_from", sa.String(length=12), nullable=True))
    op.add_column("service_requests", sa.Column("split_rule", sa.String(length=8), nullable=True))
    op.add_column("service_requests", sa.Column("leads", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in ("cell", "street", "merged_into", "split_from"):
        op.create_index(
            f"service_requests_{column}",
            "service_requests",
            [column, "id"],
            unique=False,
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
            sqlite_where=sa.text(f"{column} IS NOT NULL"),
        )
