"""A breaker per service: who has been silent is not asked, and is let back in one call after the other."""

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.broker import NoAnswer, TooLate
from services.common import clock, logs

log = logs.logger(__name__)
FAILURES_TO_OPEN = 3
OPEN_SECONDS = 1.0
ANSWERS_TO_CLOSE = 16


class Breaker:
    """Open once a service has been silent three times in a row; a service that answers late is not silent.

    While open one call a second tries, never two at once. Each answer lets one more be under way at the same time:
    a service that has just come back is not met by everybody at once. After sixteen answers all go through.
    """

    def __init__(self, service: str) -> None:
        self.service = service
        self.failures = 0
        self.answered_at = float("-inf")
        self._tried_at = 0.0
        self._trying = 0
        self._answers = 0

    @property
    def closed(self) -> bool:
        """Whether every call goes through."""
        return self.failures < FAILURES_TO_OPEN

    @contextmanager
    def call(self) -> Iterator[None]:
        """Let one call through and note what comes of it; NoAnswer at once when it may not try."""
        tries = not self.closed
        if tries:
            self._try()
        try:
            yield
        except TooLate:
            raise
        except NoAnswer:
            self._fail()
            raise
        else:
            self._succeed()
        finally:
            self._trying -= tries

    def _try(self) -> None:
        now = clock.monotonic_seconds()
        if self._trying > self._answers or (not self._answers and now - self._tried_at < OPEN_SECONDS):
            raise NoAnswer()
        self._tried_at = now
        self._trying += 1

    def _fail(self) -> None:
        self.failures += 1
        self._answers = 0
        if not self.closed:
            self._tried_at = clock.monotonic_seconds()
        if self.failures == FAILURES_TO_OPEN:
            log.warning("a service does not answer calls", extra={"of": self.service})

    def _succeed(self) -> None:
        self.answered_at = clock.monotonic_seconds()
        if self.closed:
            self.failures = 0
            return
        self._answers += 1
        if self._answers >= ANSWERS_TO_CLOSE:
            self.failures = self._answers = 0
            log.info("a service answers again", extra={"of": self.service})
