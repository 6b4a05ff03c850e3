"""A private PostgreSQL cluster: made, used, killed and started again."""

import psycopg2
import pytest

from deploy import ports
from deploy.postgres import PostgresUnavailable, PrivatePostgres, find_programs


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    try:
        find_programs()
    except PostgresUnavailable as reason:
        pytest.skip(str(reason))
    postgres = PrivatePostgres(tmp_path_factory.mktemp("postgres"))
    postgres.start()
    yield postgres
    postgres.discard()


def run(postgres, statement):
    connection = psycopg2.connect(postgres.url("intake").replace("+psycopg2", ""))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def test_a_committed_row_survives_a_power_failure_of_the_database(postgres):
    postgres.create_database("intake")
    run(postgres, "CREATE TABLE requests AS SELECT '482-913-0757'::text AS number")

    postgres.kill()
    postgres.start()

    assert run(postgres, "SELECT number FROM requests") == [("482-913-0757",)]


def test_a_database_is_made_once(postgres):
    assert postgres.create_database("geo") == postgres.create_database("geo") == postgres.url("geo")


def test_durability_is_not_weakened(postgres):
    postgres.create_database("intake")

    settings = "fsync", "synchronous_commit", "full_page_writes"

    assert {run(postgres, f"SHOW {setting}")[0][0] for setting in settings} == {"on"}


def test_a_stopped_cluster_frees_its_port(tmp_path):
    postgres = PrivatePostgres(tmp_path)
    try:
        postgres.start()
    except PostgresUnavailable as reason:
        pytest.skip(str(reason))
    was_open = ports.is_open(postgres.port)

    postgres.discard()

    assert was_open
    assert ports.is_free(postgres.port)
