"""How Alembic runs a service's migrations: the url and the tables come from services.common.migrate."""

from alembic import context

from services.common.database import engine_for
from services.common.migrations.common_tables import NAMES

given = context.config.attributes


def own(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Leave the common tables out of what is written for a service: its first step makes them by one call."""
    return not (kind == "table" and name in NAMES)


engine = engine_for(given["url"], pool_size=1)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=given["metadata"], include_object=own)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
