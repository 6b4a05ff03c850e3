"""Create the tables of routing and the common ones."""

from alembic import op

from services.routing.models import Base

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table; later steps name their columns."""
    Base.metadata.create_all(op.get_bind())
