"""Brings databases to the newest form: `python -m services.common.migrate <service>…`, `--all`, or writes a step."""

import importlib
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from services.common import settings


def migrate(service: str) -> None:
    """Run the service's migrations up to the newest one; a database that is there already is left as it is."""
    url = settings.database_url(service)
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(_config(service, url), "head")


def write_step(service: str, message: str) -> None:
    """Write the migration that brings the newest step to what the models say; read it before it is committed."""
    with tempfile.TemporaryDirectory() as folder:
        config = _config(service, f"sqlite:///{folder}/{service}.db")
        command.upgrade(config, "head")
        steps = len(list((settings.SERVICES_ROOT / service / "migrations" / "versions").glob("*.py")))
        command.revision(config, message, autogenerate=True, rev_id=f"{steps + 1:04d}")


def _config(service: str, url: str) -> Config:
    models = importlib.import_module(f"services.{service}.models")
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("version_locations", str(settings.SERVICES_ROOT / service / "migrations" / "versions"))
    config.set_main_option("path_separator", "os")
    config.attributes.update({"url": url, "metadata": models.Base.metadata})
    return config


def main(arguments: list[str]) -> int:
    """Migrate the named services, or write a step: `--write <service> <message>`."""
    if arguments[:1] == ["--write"]:
        write_step(*arguments[1:3])
        return 0
    names = settings.service_names() if arguments == ["--all"] else arguments
    if not names:
        print("usage: python -m services.common.migrate --all | <service>…", file=sys.stderr)
        return 2
    for name in names:
        migrate(name)
    print(f"hub311: databases are up to date: {', '.join(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
