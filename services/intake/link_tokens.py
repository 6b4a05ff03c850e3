"""What opens a mailed link: the id of what it leads to and a mark that follows from it; nothing secret is stored."""

import base64
import hmac


def token(secret: bytes, purpose: str, id: str) -> str:
    """Return an id and 128 bits that follow from it, the purpose and the installation's secret."""
    mark = hmac.digest(secret, f"{purpose}:{id}".encode(), "sha256")[:16]
    return f"{id.replace('-', '')}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def read(secret: bytes, purpose: str, given: str) -> str | None:
    """Return the id that a token opens, None when it is forged or for something else."""
    name, _, _ = given.partition(".")
    id = "-".join((name[:8], name[8:12], name[12:16], name[16:20], name[20:]))
    return id if hmac.compare_digest(given.encode(), token(secret, purpose, id).encode()) else None
