"""A client has a name, an owner and up to two keys; keys have scopes and a last use; links lead owners to them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Keys from before this revision keep what they could do. Each becomes the key of a client with its own id, so that
# what the history says of it stays right.
CLIENTS = """
    INSERT INTO api_clients (id, kind, name, department, created_at, confirmed_at)
    SELECT id, kind, name, department, created_at, created_at FROM api_keys
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "api_clients",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("purpose", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("api_clients_email", "api_clients", ["email"], unique=False)
    op.create_table(
        "client_links",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["api_clients.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_client_links_client_id"), "client_links", ["client_id"], unique=False)
    op.execute(CLIENTS)
    _give_keys_clients()


def _give_keys_clients() -> None:
    with op.batch_alter_table("api_keys") as keys:
        keys.add_column(sa.Column("client_id", sa.String(length=36), nullable=True))
        keys.add_column(sa.Column("scopes", sa.String(length=64), nullable=False, server_default="create read update"))
        keys.add_column(sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE api_keys SET client_id = id")
    with op.batch_alter_table("api_keys") as keys:
        keys.alter_column("client_id", existing_type=sa.String(length=36), nullable=False)
        keys.alter_column("scopes", existing_type=sa.String(length=64), server_default=None)
        keys.create_foreign_key("api_keys_client", "api_clients", ["client_id"], ["id"])
        for name in ("kind", "name", "department"):
            keys.drop_column(name)
    op.create_index(op.f("ix_api_keys_client_id"), "api_keys", ["client_id"], unique=False)
