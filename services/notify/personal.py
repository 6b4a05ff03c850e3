"""What notify keeps of residents, column by column, and what is left of it when one is erased."""

from services.common.erasing import Traces
from services.notify import models

_TABLES = models.Base.metadata.tables

# That a step was told by which way stays, so that every count stays; to whom and in which words does not.
TRACES = (
    Traces(_TABLES["messages"], "number", "numbers",
           dict.fromkeys(("recipient", "addressee", "subject", "body", "pin", "sha256"))),
    Traces(_TABLES["suppressions"], "recipient_hash", "recipients"),
)  # fmt: skip

# Columns of these tables that stay: codes and departments; a recipient's hash becomes the message's own id.
KEPT = {"messages": ("recipient_hash", "reason", "department"), "suppressions": ("reason",)}

# Tables with nothing of residents.
NOBODY = (
    "letter_batches",
    "letter_withdrawals",
    "erasures_in_work",
    "held_numbers",
    "standard_replies",
    "audit_entries",
    "audit_seals",
)
