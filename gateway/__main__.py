"""Runs the gateway: `python -m gateway`, with its settings in the environment."""

import logging

import uvicorn

from gateway import app, settings, transport
from services.common import logs

DRAIN_SECONDS = 20
IDLE_SECONDS = 30


def main() -> None:
    """Serve until SIGTERM or SIGINT, then finish what has been begun."""
    logs.configure("gateway")
    logging.getLogger("aiormq").setLevel(logging.CRITICAL)
    found = app.find_resources()
    mine = settings.read(app.find_services(found))
    gateway = app.Gateway(mine, found)
    transport.BoundedProtocol.most_connections = mine.most_connections
    transport.BoundedProtocol.before_shutdown = staticmethod(gateway.screens.end_all)
    uvicorn.run(
        gateway.app,
        host=mine.bind,
        port=mine.port,
        http=transport.BoundedProtocol,
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # who is believed about addresses is a setting of ours: gateway/limits.py
        date_header=True,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        backlog=1024,
    )


if __name__ == "__main__":
    main()
