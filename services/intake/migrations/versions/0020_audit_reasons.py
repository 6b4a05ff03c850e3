"""Why somebody's contact data was shown."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("audit_entries", sa.Column("reason", sa.String(length=24), nullable=True))
