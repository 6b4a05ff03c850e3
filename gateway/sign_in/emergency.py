"""Emergency accounts, for the hours in which the identity provider is away: few, short, and each use written down.

`python -m gateway.sign_in.emergency NAME ROLE…` asks for a password and prints the account's entry for the file.
"""

import asyncio
import base64
import getpass
import hashlib
import hmac
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from services.common import clock, ids, logs, metrics
from services.common.errors import TooMany, Unauthenticated
from services.common.policy import COUNTY_ROLES
from services.common.settings import SettingSenseless

log = logs.logger(__name__)
SETTING = "HUB311_BREAK_GLASS"
COST, BLOCK, LANES = 2**15, 8, 1
MOST_MEMORY = 64 * 1024 * 1024
LEAST_LETTERS, MOST_LETTERS = 16, 200
WRONG_ALLOWED, LOCKED_SECONDS = 5, 900.0

uses_total = metrics.counter(
    "gateway_break_glass_total", "Attempts to sign in with an emergency account, by what came of them", ("outcome",)
)


class WrongAccount(Unauthenticated):
    """Name and password do not fit an emergency account."""


class AccountLocked(TooMany):
    """Too many wrong passwords: this account is locked for 15 minutes."""

    retry_after_seconds = int(LOCKED_SECONDS)


@dataclass(frozen=True)
class Account:
    """Whom it lets in: a name that is nobody's own, county-wide roles, the password's digest with its salt."""

    name: str
    roles: tuple[str, ...]
    salt: bytes
    digest: bytes


def digest_of(password: str, salt: bytes) -> bytes:
    """Return scrypt of a password, which takes a tenth of a second and 32 MB on purpose."""
    return hashlib.scrypt(password.encode(), salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=MOST_MEMORY, dklen=32)


def read_accounts(path: str) -> dict[str, Account]:
    """Read the file of accounts, {"accounts": [{name, roles, salt, digest}]}; only its owner may read it."""
    if not path:
        return {}
    file = Path(path)
    try:
        if file.stat().st_mode & 0o077:
            raise SettingSenseless(SETTING, "a file that only its owner may read (mode 600)")
        entries = json.loads(file.read_text("utf-8"))["accounts"]
        found = [_account(entry) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingSenseless(SETTING, "a file of accounts as gateway.sign_in.emergency prints them") from error
    return {account.name: account for account in found}


def _account(entry: dict[str, object]) -> Account:
    roles = tuple(str(role) for role in entry["roles"])  # type: ignore[attr-defined]
    if not roles or not set(roles) <= set(COUNTY_ROLES):
        raise ValueError("roles are county-wide ones")
    salt, digest = (base64.b64decode(str(entry[name]), validate=True) for name in ("salt", "digest"))
    return Account(str(entry["name"])[:64], roles, salt, digest)


class Accounts:
    """Checks passwords; after five wrong ones an account is locked for a quarter of an hour."""

    def __init__(self, known: dict[str, Account]) -> None:
        self.known = known
        self._wrong: dict[str, list[float]] = {}
        self._nobody = Account("", (), os.urandom(16), os.urandom(32))

    async def check(self, name: str, password: str) -> Account:
        """Return the account; WrongAccount or AccountLocked. An unknown name takes as long as a known one."""
        now = clock.monotonic_seconds()
        recent = [at for at in self._wrong.get(name, ()) if now - at < LOCKED_SECONDS]
        if name in self.known and len(recent) >= WRONG_ALLOWED:
            uses_total.labels("locked").inc()
            raise AccountLocked()
        account = self.known.get(name, self._nobody)
        if name in self.known:
            self._wrong[name] = [*recent, now]  # taken back when it fits, so that many at once count too
        given = await asyncio.to_thread(digest_of, password[:MOST_LETTERS], account.salt)
        if not hmac.compare_digest(given, account.digest) or account is self._nobody:
            uses_total.labels("refused").inc()
            log.warning("a wrong password for an emergency account")
            raise WrongAccount()
        self._wrong.pop(name, None)
        return account


def a_use(account: Account, reason: str) -> dict[str, object]:
    """Return what is written down about a use."""
    uses_total.labels("opened").inc()
    log.warning("an emergency account was used", extra={"account": account.name})
    named = {"id": ids.uuid7(), "account": account.name, "roles": list(account.roles), "reason": reason}
    return named | {"used_at": clock.instant_text(clock.now())}


def main(arguments: list[str]) -> int:
    """Print the entry of an account for the file."""
    name, roles = (arguments[0], arguments[1:]) if arguments else ("", [])
    if not name or not roles or not set(roles) <= set(COUNTY_ROLES):
        print(f"usage: python -m gateway.sign_in.emergency NAME ROLE… (of {', '.join(COUNTY_ROLES)})", file=sys.stderr)
        return 2
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        print(f"A password has {LEAST_LETTERS} to {MOST_LETTERS} letters.", file=sys.stderr)
        return 2
    salt = os.urandom(16)
    secrets = {"salt": salt, "digest": digest_of(password, salt)}
    shown = {key: base64.b64encode(value).decode() for key, value in secrets.items()}
    print(json.dumps({"name": name, "roles": roles} | shown))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
