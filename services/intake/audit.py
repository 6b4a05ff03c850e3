"""What intake's chain vouches for: `python -m services.intake.audit` holds it against the rows."""

import sys

from services.common import auditors
from services.common.seals import Sealed, Sealer
from services.intake.models import RequestHistory

# Creates and steps of requests are noted by their history, so that no create pays for an entry of its own; its text
# may be emptied with its person and is not summed.
HISTORY = Sealed(RequestHistory.__table__, ("number", "at", "status", "code", "department", "by"))


def sealer(secret: bytes) -> Sealer:
    """Return the sealer of intake's database."""
    return auditors.sealer(secret, HISTORY)


if __name__ == "__main__":
    sys.exit(auditors.check("intake", HISTORY))
