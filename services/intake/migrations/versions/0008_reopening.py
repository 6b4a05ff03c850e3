"""Which reopening of a request routing has not answered yet."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("service_requests", sa.Column("reopening", sa.String(length=36), nullable=True))
