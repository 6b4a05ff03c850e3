"""Brings a service's database to the newest form: `python -m services.common.migrate <service>…` or `--all`."""

import importlib
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

from services.common import settings


def migrate(service: str) -> None:
    """Run the service's migrations up to the newest one; a database that is there already is left as it is."""
    models = importlib.import_module(f"services.{service}.models")
    url = settings.database_url(service)
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("version_locations", str(settings.SERVICES_ROOT / service / "migrations" / "versions"))
    config.set_main_option("version_path_separator", "os")
    config.attributes.update({"url": url, "metadata": models.Base.metadata})
    command.upgrade(config, "head")


def main(arguments: list[str]) -> int:
    """Migrate the named services."""
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
