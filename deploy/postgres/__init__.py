"""A private PostgreSQL cluster from installed programs: own port, own folder, default durability."""

from deploy.postgres.cluster import PostgresFailed, PrivatePostgres
from deploy.postgres.programs import PostgresUnavailable, find_programs

__all__ = ["PostgresFailed", "PostgresUnavailable", "PrivatePostgres", "find_programs"]
