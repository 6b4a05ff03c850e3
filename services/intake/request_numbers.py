"""Numbers that residents quote: unique, speakable, with a check digit, and no neighbour can be derived."""

import hashlib
import re
import secrets
from collections import deque

from sqlalchemy import select, update

from services.common.database import Store
from services.common.errors import InvalidInput
from services.common.statements import upsert
from services.intake.contract.refusals import RequestNotFound
from services.intake.models import NumberBlock

CAPACITY = 10**9
BLOCK = 32  # numbers; at most so many are skipped when a process dies
ROUNDS = 8
HALF_BITS = 15  # two halves make 30 bits, the smallest even number of bits that holds CAPACITY

# A totally anti-symmetric quasigroup of order 10 (H. M. Damm, 2004): finds every single wrong digit
# and every swap of neighbours.
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> int:
    """Return the digit that makes `digits` + digit valid."""
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim


def permute(counter: int, key: bytes) -> int:
    """Map 0..10⁹-1 onto itself by a Feistel network keyed with `key`; values outside are walked on."""
    value = counter
    while True:
        left, right = value >> HALF_BITS, value & ((1 << HALF_BITS) - 1)
        for step in range(ROUNDS):
            left, right = right, left ^ _mix(step, right, key)
        value = (left << HALF_BITS) | right
        if value < CAPACITY:
            return value


def _mix(step: int, half: int, key: bytes) -> int:
    said = bytes((step,)) + half.to_bytes(2, "big")
    return int.from_bytes(hashlib.blake2b(said, key=key, digest_size=2).digest(), "big") >> (16 - HALF_BITS)


def number_for(counter: int, key: bytes) -> str:
    """Return the number of a counter's value as it is shown: 482-913-0757."""
    digits = f"{permute(counter, key):09d}"
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}{check_digit(digits)}"


def parse(text: str) -> str:
    """Read a number in any spacing; RequestNotFound when it cannot be one."""
    digits = re.sub(r"[\s.\-–]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits) or check_digit(digits):
        raise RequestNotFound("This is no request number: a digit is wrong or two are swapped.")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def parse_member(text: str, pointer: str) -> str:
    """Read a number that stands in a body; InvalidInput points at it when it cannot be one."""
    try:
        return parse(text)
    except RequestNotFound as error:
        raise InvalidInput(errors=[{"pointer": pointer, "detail": error.detail}]) from error


def pin_for(number: str, version: int, key: bytes) -> str:
    """Return the resident's six-digit PIN; it follows from the number and the secret key, and is stored nowhere."""
    said = f"pin:{number}:{version}".encode()
    return f"{int.from_bytes(hashlib.blake2b(said, key=key, digest_size=8).digest(), 'big') % 10**6:06d}"


class Allocator:
    """Hands out numbers from blocks that it takes from the counter; one per process."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._key: bytes | None = None
        self._free: deque[int] = deque()

    @property
    def key(self) -> bytes:
        """The secret key of this installation, made at first use and kept in intake's database."""
        if self._key is None:
            with self.store.transaction() as session:
                fresh = {"id": 1, "next": 0, "key": secrets.token_hex(32)}
                session.execute(upsert(session, NumberBlock.__table__).on_conflict_do_nothing(), fresh)
                self._key = bytes.fromhex(session.execute(select(NumberBlock.key)).scalar_one())
        return self._key

    def take(self, count: int) -> list[str]:
        """Return fresh numbers; opens a transaction of its own when a new block is needed."""
        key = self.key
        while len(self._free) < count:
            self._free.extend(self._block())
        return [number_for(self._free.popleft(), key) for _ in range(count)]

    def _block(self) -> range:
        taking = update(NumberBlock).values(next=NumberBlock.next + BLOCK).returning(NumberBlock.next)
        with self.store.transaction() as session:
            end = session.execute(taking).scalar_one()
        return range(end - BLOCK, end)

    def pin(self, number: str, version: int = 1) -> str:
        """Return a request's PIN."""
        return pin_for(number, version, self.key)
