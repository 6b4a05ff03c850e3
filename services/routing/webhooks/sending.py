"""One attempt to deliver an event: to the address that was looked at, no farther than that, and not for long."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from services.common import clock
from services.common.outward import Find, Networks, NowhereToGo, ToAddress, choose, resolve
from services.routing.webhooks import addresses, signing

CONNECT_SECONDS, SILENCE_SECONDS = 4.0, 8.0
LONGEST_WAIT_ASKED = 3600
BUSY = (408, 425, 429, 502, 503, 504)


@dataclass(frozen=True)
class Came:
    """What came of an attempt: `delivered`, or why not; the receiver may ask to be left alone for some seconds."""

    reason: str
    wait_seconds: int = 0

    @property
    def delivered(self) -> bool:
        """Whether the receiver has taken it."""
        return self.reason == "delivered"

    @property
    def answered(self) -> bool:
        """Whether the receiver said no to this event, rather than nothing."""
        return self.reason in ("refused", "failing")


@dataclass(frozen=True)
class Sender:
    """What all attempts share: private networks that may be reached, who vouches for certificates, who finds names."""

    networks: Networks
    authorities: str | bool = True
    find: Find = resolve

    def check(self, url: str) -> None:
        """Refuse an address to which no webhook may go."""
        addresses.check(url, self.networks, self.find)

    def deliver(self, url: str, secrets: list[str], event_id: str, body: bytes) -> Came:
        """Post an event; whatever happens is an answer. What the receiver writes is not read."""
        try:
            address = choose(url, self.networks, self.find)
        except NowhereToGo as error:
            return Came(error.reason)
        said = signing.headers(secrets, event_id, body, int(clock.epoch_seconds()))
        said |= {"Content-Type": "application/json", "User-Agent": "hub311-webhooks/1", "Host": urlsplit(url).netloc}
        with requests.Session() as session:
            session.trust_env = False
            session.mount("https://", ToAddress(address))
            session.mount("http://", ToAddress(address))
            return self._post(session, url, said, body)

    def _post(self, session: requests.Session, url: str, said: dict[str, str], body: bytes) -> Came:
        try:
            answer = session.post(
                url, data=body, headers=said, timeout=(CONNECT_SECONDS, SILENCE_SECONDS), allow_redirects=False,
                stream=True, verify=self.authorities,
            )  # fmt: skip
            answer.close()
        except requests.exceptions.SSLError:
            return Came("certificate")
        except requests.exceptions.ReadTimeout:
            return Came("slow")
        except requests.exceptions.ConnectionError:
            return Came("unreachable")
        except (requests.RequestException, ValueError):
            return Came("no_answer")
        return judge(answer.status_code, answer.headers.get("Retry-After", ""))


def judge(status: int, retry_after: str) -> Came:
    """Return what a status means: 2xx is the only yes, 410 ends the webhook, who is busy has not judged the event."""
    if 200 <= status < 300:
        return Came("delivered")
    if status == 410:
        return Came("gone")
    if 300 <= status < 400:
        return Came("redirect")
    wait = min(int(retry_after), LONGEST_WAIT_ASKED) if retry_after.isdecimal() and len(retry_after) < 6 else 0
    if status in BUSY:
        return Came("busy", wait)
    return Came("refused" if status < 500 else "failing", wait)
