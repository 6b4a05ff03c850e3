"""`python -m services.intake.records`: writes the files of every day that is over, in a process of its own."""

import os
import sys

from services.common import settings
from services.common.blobs import Blobs
from services.common.database import Store, engine_for
from services.intake.catalogue import Catalogue
from services.intake.records.closing import Closing

FOLDER = "records"


def blobs() -> Blobs:
    """Where the files lie."""
    return Blobs(settings.folder("HUB311_BLOBS", "blobs") / FOLDER)


def main() -> int:
    """Close what is due, for as long as who started this is there."""
    store = Store(engine_for(settings.database_url("intake")), "intake")
    closing = Closing(store, blobs(), Catalogue(store))
    started_by = os.getppid()
    for day in closing.due():
        if os.getppid() != started_by:
            return 1
        files = closing.close(day)
        if not files:
            print("hub311: another process closes days now", flush=True)
            return 1
        print(f"hub311: {day} is closed: {len(files)} files, {sum(f['bytes'] for f in files)} bytes", flush=True)
    return 0


if __name__ == "__main__":
    os.nice(10)
    sys.exit(main())
