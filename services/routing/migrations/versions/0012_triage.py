"""Triage has an owner and a time by which somebody decides."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
COLUMNS = {
    "owner": sa.String(length=120),
    "due_at": sa.DateTime(timezone=True),
    "overdue_at": sa.DateTime(timezone=True),
}


def upgrade() -> None:
    """Apply."""
    for name, kind in COLUMNS.items():
        op.add_column("triage", sa.Column(name, kind, nullable=True))
    unsaid = sa.text("waiting AND overdue_at IS NULL")
    op.create_index("triage_due", "triage", ["due_at"], unique=False, postgresql_where=unsaid, sqlite_where=unsaid)
