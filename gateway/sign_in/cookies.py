"""Cookies: read from a request, written so that no script, no other site and, with HTTPS, no other host gets them."""

from dataclasses import dataclass

from gateway.exchange import Exchange

DELETED = "Max-Age=0"


@dataclass(frozen=True)
class Jar:
    """Writes cookies for the gateway at its public address; without HTTPS, as in development, they are not Secure."""

    public_url: str

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach us by HTTPS."""
        return self.public_url.startswith("https://")

    def name(self, name: str) -> str:
        """The name as browsers know it: with HTTPS one that no other host can set."""
        return f"__Host-{name}" if self.is_secure else name

    def set(self, name: str, value: str, seconds: int) -> tuple[bytes, bytes]:
        """Return the header that keeps a value in the browser."""
        return self._header(name, value, f"Max-Age={seconds}")

    def drop(self, name: str) -> tuple[bytes, bytes]:
        """Return the header that has the browser forget it."""
        return self._header(name, "", DELETED)

    def _header(self, name: str, value: str, life: str) -> tuple[bytes, bytes]:
        # Lax: the way back from the provider is a navigation from another site and must bring the cookies along.
        parts = [f"{self.name(name)}={value}", "Path=/", "HttpOnly", "SameSite=Lax", life]
        return b"set-cookie", "; ".join(parts + (["Secure"] if self.is_secure else [])).encode("ascii")

    def read(self, exchange: Exchange, name: str) -> str:
        """Return the value that the browser sent, empty when there is none."""
        wanted = self.name(name)
        for part in exchange.header(b"cookie").replace(",", ";").split(";"):
            known, _, value = part.strip().partition("=")
            if known == wanted:
                return value
        return ""
