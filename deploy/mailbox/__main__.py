"""`python -m deploy.mailbox`: takes mails at HUB311_SMTP and shows them at HUB311_MAILBOX_HTTP."""

from __future__ import annotations

import os
from pathlib import Path

import uvicorn
import uvloop

from deploy.mailbox import smtp
from deploy.mailbox.faults import Faults
from deploy.mailbox.letterbox import Letterbox
from deploy.mailbox.store import MailStore
from deploy.mailbox.web import Mailbox
from deploy.places import state_folder


def _address(name: str, otherwise: str) -> tuple[str, int]:
    host, _, port = (os.environ.get(name) or otherwise).rpartition(":")
    return host, int(port)


async def serve() -> None:
    """Serves mails and pages until told to stop."""
    faults = Faults()
    store = MailStore(state_folder() / "mailbox")
    letters = Path(os.environ.get("HUB311_LETTERS") or state_folder() / "letters")
    application = Mailbox(Letterbox(store), letters, faults).application()
    server = await smtp.listen(*_address("HUB311_SMTP", "127.0.0.1:2525"), store, faults)
    host, port = _address("HUB311_MAILBOX_HTTP", "127.0.0.1:8313")
    settings = uvicorn.Config(application, host, port, log_level="warning", access_log=False, lifespan="off")
    try:
        await uvicorn.Server(settings).serve()
    finally:
        server.close()


if __name__ == "__main__":
    uvloop.run(serve())
