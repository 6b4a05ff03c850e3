"""How Alembic runs a service's migrations: the url and the tables come from services.common.migrate."""

from alembic import context

from services.common.database import engine_for

given = context.config.attributes
engine = engine_for(given["url"], pool_size=1)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=given["metadata"], render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
