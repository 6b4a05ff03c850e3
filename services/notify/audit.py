"""What notify's chain vouches for: `python -m services.notify.audit` holds it against the rows."""

import sys

from services.common import auditors

if __name__ == "__main__":
    sys.exit(auditors.check("notify"))
