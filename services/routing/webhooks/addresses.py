"""What may be the address of a webhook."""

from urllib.parse import urlsplit

from services.common.outward import Find, Networks, NowhereToGo, choose, resolve
from services.routing.contract.webhooks import AddressRefused


def check(url: str, networks: Networks, find: Find = resolve) -> None:
    """Refuse an address to which no webhook may go, as far as can be seen now; it is looked at again each time."""
    try:
        parts = urlsplit(url)
        wrong = parts.username is not None or parts.fragment or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong:
        raise AddressRefused(errors=[_fault("Not an address: no user, password or fragment, a port that exists.")])
    try:
        choose(url, networks, find)
    except NowhereToGo as error:
        if error.reason == "address":
            raise AddressRefused(errors=[_fault("This leads to an address to which no webhook goes.")]) from error


def _fault(detail: str) -> dict[str, str]:
    return {"pointer": "/url", "detail": detail}
