"""What Alembic needs to run the migrations of any service."""
