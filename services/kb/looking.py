"""One look at a link: does it lead to a page, for everybody, in a few seconds?"""

from collections.abc import Callable
from urllib.parse import urlsplit

import requests

from services.common.outward import Find, Networks, NowhereToGo, ToAddress, TookTooLong, choose, find_aside, within

CONNECT_SECONDS, SILENCE_SECONDS, LOOK_SECONDS = 4.0, 6.0, 12.0
OK, GONE = "ok", "gone"
# Who asks for a sign-in, or takes us for a robot, is there.
THERE = (401, 403, 405, 406, 429)
PUBLIC = Networks()
Look = Callable[[str], str]


def look(url: str, networks: Networks = PUBLIC, find: Find = find_aside) -> str:
    """Return `ok`, or why not: gone, failing, unreachable, address, certificate, slow, no_answer.

    Nothing of the page is read; a redirect counts as a page, since browsers follow it.
    """
    try:
        found: str = within(LOOK_SECONDS, lambda: _ask(url, choose(url, networks, find, plain=True)))
        return found
    except TookTooLong:
        return "slow"
    except NowhereToGo as error:
        return error.reason
    except ValueError:  # what no browser would take for an address either
        return "no_answer"


def _ask(url: str, address: str) -> str:
    headers = {"User-Agent": "hub311-links/1", "Host": urlsplit(url).netloc}
    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", ToAddress(address))
        session.mount("http://", ToAddress(address))
        try:
            wait = (CONNECT_SECONDS, SILENCE_SECONDS)
            with session.get(url, headers=headers, timeout=wait, allow_redirects=False, stream=True) as answer:
                return judge(answer.status_code)
        except requests.exceptions.SSLError:
            return "certificate"
        except requests.exceptions.ReadTimeout:
            return "slow"
        except requests.exceptions.ConnectionError:
            return "unreachable"
        except requests.RequestException:
            return "no_answer"


def judge(status: int) -> str:
    """Return what a status means for somebody who follows the link."""
    if status in (404, 410):
        return GONE
    return OK if 200 <= status < 400 or status in THERE else "failing"
