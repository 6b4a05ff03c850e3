"""What offices of representatives sent to 311, and what residents let them know."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

SUBJECTS = ("number", "contact")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "office_referrals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=True),
        sa.Column("contact", sa.String(length=36), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.String(length=120), nullable=True),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_way", sa.String(length=8), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("office_referrals_office", "office_referrals", ["office", "id"], unique=False)
    for name in SUBJECTS:
        op.create_index(
            f"office_referrals_{name}", "office_referrals", [name, "office"], unique=True,
            postgresql_where=sa.text(f"{name} IS NOT NULL"), sqlite_where=sa.text(f"{name} IS NOT NULL"),
        )  # fmt: skip
