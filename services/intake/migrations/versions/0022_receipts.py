"""Numbers under which complaints are asked about."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KNOWN = sa.text("receipt IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.add_column("contacts", sa.Column("receipt", sa.String(length=12), nullable=True))
    op.create_index("contacts_receipt", "contacts", ["receipt"], unique=True, postgresql_where=KNOWN,
                    sqlite_where=KNOWN)  # fmt: skip
