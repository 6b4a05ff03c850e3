"""Where bulk actions and their results are kept; a service whose objects can be acted on adds them to its tables."""

from typing import Any

from sqlalchemy import JSON, Column, DateTime, Index, Integer, MetaData, String, Table, text

_metadata = MetaData()
_Json = JSON(none_as_null=True)
_ready, _running = text("state = 'ready'"), text("state = 'running'")

ACTIONS = Table(
    "bulk_actions",
    _metadata,
    Column("id", String(36), primary_key=True),
    Column("action", String(40), nullable=False),
    Column("parameters", _Json, nullable=False),
    Column("by", String(120), nullable=False),
    Column("caller", _Json, nullable=False),
    Column("state", String(12), nullable=False),  # previewed, running, done, stopped
    Column("token", String(64), nullable=False),  # the digest of what confirms it
    Column("undo_of", String(36)),
    Column("undone_by", String(36)),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Index("bulk_actions_by", "by", "id"),
    Index("bulk_actions_running", "id", postgresql_where=_running, sqlite_where=_running),
)
ITEMS = Table(
    "bulk_items",
    _metadata,
    Column("action_id", String(36), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("subject", String(36), nullable=False),
    Column("seen", _Json),  # what the preview saw of it: only that is acted on
    Column("state", String(12), nullable=False),  # ready, done, refused, failed
    Column("refusal", String(64)),
    Column("detail", String(300)),
    Column("kept", _Json),  # what undoing needs
    Column("at", DateTime(timezone=True)),
    Index("bulk_items_ready", "action_id", "place", postgresql_where=_ready, sqlite_where=_ready),
)


def add_tables(base: Any) -> None:
    """Add both tables to those of a service's models."""
    for table in (ACTIONS, ITEMS):
        table.to_metadata(base.metadata)
