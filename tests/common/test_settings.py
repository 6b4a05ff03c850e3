"""Settings: read from the environment; a missing or senseless one stops the start and names itself."""

import pytest

from services.common import settings

NEEDED = {
    "HUB311_SECRET": "ab" * 32,
    "HUB311_AMQP_URI": "amqp://user:password@127.0.0.1:5672/hub311",
    "HUB311_HTTP_INTAKE": "127.0.0.1:8401",
}


@pytest.fixture
def environment(monkeypatch):
    """The settings that intake needs, and nothing else of ours."""
    for name in ("HUB311_DATABASE_INTAKE", "HUB311_VAR", "HUB311_WORKERS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_setting_stops_the_start_and_names_itself(environment, name):
    environment.delenv(name)

    with pytest.raises(SystemExit, match=name):
        settings.read("intake")


@pytest.mark.parametrize(
    ("name", "value"),
    [("HUB311_SECRET", "xyz"), ("HUB311_SECRET", "ab"), ("HUB311_WORKERS", "many"), ("HUB311_WORKERS", "0")],
    ids=["a secret that is not hexadecimal", "a secret that is short", "workers in words", "no workers"],
)
def test_a_senseless_setting_stops_the_start_and_names_itself(environment, name, value):
    environment.setenv(name, value)

    with pytest.raises(SystemExit, match=name):
        settings.read("intake")


def test_a_database_is_a_file_in_the_state_folder_unless_said_otherwise(environment, tmp_path):
    environment.setenv("HUB311_VAR", str(tmp_path))

    mine = settings.read("intake")

    assert mine.database_url == f"sqlite:///{tmp_path}/intake.db"
    assert mine.on_sqlite


def test_postgresql_takes_several_processes(environment):
    environment.setenv("HUB311_DATABASE_INTAKE", "postgresql+psycopg2://127.0.0.1/intake")

    assert not settings.read("intake").on_sqlite
