"""What is true of intake, on SQLite and PostgreSQL."""
