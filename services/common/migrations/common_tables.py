"""The common tables as every service's first migration makes them; later changes are steps of their own."""

import sqlalchemy as sa
from alembic import op

from services.common.tables import RowNumber

NAMES = ("outbox", "event_sequences", "inbox", "heard_up_to", "idempotency_keys")
INSTANT = sa.DateTime(timezone=True)


def create_common_tables() -> None:
    """Create outbox, event_sequences, inbox, heard_up_to and idempotency_keys with their indexes."""
    _create_outbox()
    _create_inbox()
    _create_idempotency_keys()


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", RowNumber, primary_key=True, autoincrement=True),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("department", sa.String(64), nullable=False),
        sa.Column("routing_key", sa.String(255), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.Column("published_at", INSTANT),
    )
    waiting = sa.text("published_at IS NULL")
    op.create_index("outbox_subject_sequence", "outbox", ["subject", "sequence"], unique=True)
    op.create_index("outbox_unpublished", "outbox", ["id"], postgresql_where=waiting, sqlite_where=waiting)
    op.create_table(
        "event_sequences",
        sa.Column("subject", sa.String(128), primary_key=True),
        sa.Column("last", sa.BigInteger, nullable=False),
    )


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("event_id", sa.String(36), primary_key=True),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("type", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", INSTANT),
        sa.Column("reason", sa.String(255)),
        sa.Column("body", sa.Text),
        sa.Column("heard_at", INSTANT, nullable=False),
    )
    left = sa.text("state IN ('waiting', 'parked')")
    subject = ["source", "subject", "sequence"]
    op.create_index("inbox_left", "inbox", subject, postgresql_where=left, sqlite_where=left)
    op.create_table(
        "heard_up_to",
        sa.Column("source", sa.String(32), primary_key=True),
        sa.Column("subject", sa.String(128), primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )


def _create_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("call", sa.String(40), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True)),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("idempotency_keys_at", "idempotency_keys", ["at"])
