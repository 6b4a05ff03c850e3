"""Files are cleaned in processes of their own, few at a time: a hostile one can hold or crash nothing else."""

import asyncio
import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from gateway.problems import Overloaded
from services.common import metrics
from services.common.cleaning.kinds import FileRefused
from services.common.settings import SERVICES_ROOT

AT_ONCE = 2
MOST_WAITING = 16
SECONDS = 30.0

cleanings_total = metrics.counter("gateway_files_cleaned_total", "Files handed in, by what came of them", ("outcome",))
cleaning_seconds = metrics.histogram("gateway_file_cleaning_seconds", "From a file's arrival until it is clean")


@dataclass(frozen=True)
class Cleaned:
    """A clean file, its small picture if it has one, and what is known of it."""

    path: Path
    thumbnail: Path
    facts: dict[str, Any]


class Laundry:
    """Cleans files; who would have to wait behind many others is refused."""

    def __init__(self) -> None:
        self.waiting = 0
        self._places = asyncio.Semaphore(AT_ONCE)

    async def clean(self, source: Path) -> Cleaned:
        """Return the clean file; FileRefused, or Overloaded when too many wait."""
        if self.waiting >= MOST_WAITING:
            raise Overloaded()
        self.waiting += 1
        try:
            async with self._places:
                with cleaning_seconds.time():
                    return await self._clean(source)
        finally:
            self.waiting -= 1

    async def _clean(self, source: Path) -> Cleaned:
        paths = [source, source.with_suffix(".clean"), source.with_suffix(".small")]
        said = await _run(*map(str, paths))
        if "refused" in said:
            cleanings_total.labels("refused").inc()
            raise FileRefused(said["refused"], said["wrong_kind"])
        cleanings_total.labels("cleaned").inc()
        return Cleaned(paths[1], paths[2], said)


async def _run(*paths: str) -> dict[str, Any]:
    """Run the cleaning; a process that dies or takes too long has met a damaged file. It is given no settings."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.common.cleaning", *paths,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        cwd=SERVICES_ROOT.parent, env={"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    try:
        printed, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    except TimeoutError:
        printed = b""
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    if process.returncode != 0 or not printed:
        return {"refused": "The file could not be opened.", "wrong_kind": False}
    return orjson.loads(printed)
