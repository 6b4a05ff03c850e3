"""`python -m deploy.within COMMAND…`: runs a command with the settings of the instance in the state folder."""

import json
import os
import sys

from deploy.places import state_folder
from deploy.private_files import keep_secret


def settings() -> dict[str, str]:
    """Return the environment of a process of the running instance; its run.json says where everything is."""
    folder = state_folder()
    path = folder / "run.json"
    if not path.exists():
        raise SystemExit(f"hub311: nothing is running in {folder}; start it with `make run`")
    told = json.loads(path.read_text())
    databases = {f"HUB311_DATABASE_{name.upper()}": url for name, url in told["databases"].items()}
    return databases | {
        "HUB311_VAR": str(folder),
        "HUB311_AMQP_URI": told["amqp_uri"],
        "HUB311_AMQP_ADMIN": told["amqp_admin"] or "",
        "HUB311_SECRET": os.environ.get("HUB311_SECRET") or keep_secret(folder / "secret"),
    }


if __name__ == "__main__":
    os.execvpe(sys.argv[1], sys.argv[1:], os.environ | settings())
