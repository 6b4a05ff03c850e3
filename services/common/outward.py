"""Where we may go by ourselves: public addresses and networks that the county has named, looked up anew each time."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import eventlet
from eventlet import patcher, tpool
from requests.adapters import HTTPAdapter

Address = IPv4Address | IPv6Address
Find = Callable[[str, int], list[Address]]
# An IPv4 address hides in these: the last 32 bits of a translated one, bits 16 to 48 of 6to4.
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
# Cloud machines tell their secrets at these; no list of networks opens them.
METADATA = frozenset(map(ip_address, ("fd00:ec2::254", "100.100.100.200", "168.63.129.16")))

REAL = patcher.original("socket")


class NowhereToGo(Exception):
    """The name has no address, or one to which nothing of ours may go; the reason is `unreachable` or `address`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Networks:
    """Private networks, CIDR, that may be reached all the same."""

    named: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Networks":
        """Read networks separated by commas; ValueError for one that is none."""
        named = tuple(part.strip() for part in text.split(",") if part.strip())
        for part in named:
            ip_network(part)
        return cls(named)

    def allow(self, address: Address) -> bool:
        """Whether we may go to an address; one that carries another is judged by both."""
        return all(self._allow(one) for one in (address, *_carried(address)))

    def _allow(self, address: Address) -> bool:
        if address.is_link_local or address.is_multicast or address.is_unspecified or address in METADATA:
            return False
        return self.name(address) or address.is_global

    def name(self, address: Address) -> bool:
        """Whether an address lies in a network that the county has named."""
        networks = [ip_network(part) for part in self.named]
        return any(address.version == network.version and address in network for network in networks)


def _carried(address: Address) -> list[Address]:
    if isinstance(address, IPv4Address):
        return []
    found: list[Address] = [one for one in (address.ipv4_mapped, address.sixtofour) if one]
    found += address.teredo or ()
    if any(address in network for network in TRANSLATED) and not address.is_loopback:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found


def resolve(host: str, port: int, ask: Any = None) -> list[Address]:
    """Return every address of a name, as `ask` (the system's getaddrinfo) says; NowhereToGo when it has none."""
    try:
        found = (ask or socket.getaddrinfo)(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise NowhereToGo("unreachable") from error
    return [ip_address(str(where[0]).partition("%")[0]) for *_, where in found]


def choose(url: str, networks: Networks, find: Find = resolve, plain: bool = False) -> str:
    """Return the address to which to connect; NowhereToGo unless all of the name's addresses are allowed.

    http is for named networks alone, unless `plain` says that nothing secret is carried.

    Whoever connects must use this address and not look the name up again: it may say something else by then.
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = find(parts.hostname or "", port)
    if not found or not _fit(found, networks, secure=plain or parts.scheme == "https"):
        raise NowhereToGo("address" if found else "unreachable")
    return str(found[0])


def _fit(found: Sequence[Address], networks: Networks, secure: bool) -> bool:
    return all(networks.allow(one) and (secure or networks.name(one)) for one in found)


class TookTooLong(Exception):
    """It was not over in time."""


def within(seconds: float, act: Callable[[], Any]) -> Any:
    """Act, for so long at most: who sends a letter a second is slow, however lively that is."""
    with eventlet.Timeout(seconds, TookTooLong):
        return act()


def find_aside(host: str, port: int) -> list[Address]:
    """Look a name up in a thread of the system: a name server that does not answer must not stop this process."""
    found: list[Address] = tpool.execute(resolve, host, port, REAL.getaddrinfo)
    return found


class ToAddress(HTTPAdapter):
    """Connects to one address, whatever the name means by now; certificates are held against the name."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(max_retries=0)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """Put the address in the place of the name."""
        where, more = super().build_connection_pool_key_attributes(request, verify, cert)
        if where["scheme"] == "https":
            more |= {"assert_hostname": where["host"], "server_hostname": where["host"]}
        return where | {"host": self.address}, more
