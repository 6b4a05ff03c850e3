"""What requests are searched by, with an index of words as each database has it; and filters that staff keep."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ON_POSTGRESQL = (
    "ALTER TABLE request_search ADD COLUMN found tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
    "CREATE INDEX request_search_found ON request_search USING gin (found)",
)
# The words stand in request_search; FTS5 keeps its index only.
ON_SQLITE = (
    "CREATE VIRTUAL TABLE request_search_fts USING fts5(words, content='request_search', content_rowid='id')",
    "CREATE TRIGGER request_search_in AFTER INSERT ON request_search BEGIN"
    " INSERT INTO request_search_fts(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER request_search_out AFTER DELETE ON request_search BEGIN"
    " INSERT INTO request_search_fts(request_search_fts, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER request_search_new AFTER UPDATE OF words ON request_search WHEN old.words <> new.words BEGIN"
    " INSERT INTO request_search_fts(request_search_fts, rowid, words) VALUES ('delete', old.id, old.words);"
    " INSERT INTO request_search_fts(rowid, words) VALUES (new.id, new.words); END",
)


def upgrade() -> None:
    """Apply; what is there already is read within minutes after the start."""
    op.create_table(
        "request_search",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("promised_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("request_search_updated", "request_search", ["updated_at"], unique=False)
    still = sa.text("open")
    op.create_index(
        "request_search_promised", "request_search", ["promised_by"], postgresql_where=still, sqlite_where=still
    )
    for statement in ON_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else ON_SQLITE:
        op.execute(statement)
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=True),
        sa.Column("filters", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("saved_searches_owner", "saved_searches", ["owner", "id"], unique=False)
    op.create_index("saved_searches_shared", "saved_searches", ["shared", "department", "id"], unique=False)
