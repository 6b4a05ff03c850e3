"""Something that the gateway does beside answering, from its start to its stop."""

import asyncio
from contextlib import suppress


class Background:
    """Runs `go_on` in a task of its own."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    async def go_on(self) -> None:
        """What is done until it is cancelled."""
        raise NotImplementedError

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self.go_on())

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
