"""A batch of letters on disk: a folder for a working day with PDFs and a manifest that never claims too much."""

import csv
import fcntl
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

from services.common.cells import quoted

COLUMNS = ("sequence", "id", "number", "file", "sha256", "pages", "address", "zip")


@cache
def _federal_holidays() -> HolidayBase:
    return country_holidays("US")


def is_working_day(day: date) -> bool:
    """Whether the post goes out: Monday to Friday, federal holidays excepted."""
    return day.weekday() < 5 and day not in _federal_holidays()


def batch_day(now: datetime, zone: ZoneInfo, cut_off: time) -> date:
    """Return the working day whose batch a letter of now goes into: today before the cut-off, else the next."""
    local = now.astimezone(zone)
    if is_working_day(local.date()) and local.time() < cut_off:
        return local.date()
    return next_working_day(local.date())


def next_working_day(day: date) -> date:
    """Return the first working day after a day."""
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def closes_at(day: date, zone: ZoneInfo, cut_off: time) -> datetime:
    """Return the instant after which the batch of a day takes no more letters."""
    return datetime.combine(day, cut_off, tzinfo=zone)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all, after a power cut too; readable by its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def letter_path(folder: Path, batch_id: str, message_id: str) -> Path:
    """Where the PDF of a message lies; the same at every attempt."""
    return folder / batch_id / f"{message_id}.pdf"


def write_letter(path: Path, pdf: bytes) -> str:
    """Write the PDF and return its SHA-256."""
    write_whole(path, pdf)
    return hashlib.sha256(pdf).hexdigest()


def write_manifest(folder: Path, batch_id: str, state: str, letters: Sequence[Mapping[str, Any]]) -> None:
    """Write manifest.csv and manifest.json of letters whose files lie there already; the same rows, the same bytes.

    Each file replaces the one before at once, so a reader meets a true manifest at any moment, at worst a short one;
    a longer or final one is never replaced by what another process knew earlier. state is open while letters may be
    added and ready when the batch may be printed.
    """
    place = folder / batch_id
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone_in(place):
        if not _knows_more(place / "manifest.json", state, len(letters)):
            _write_both(place, batch_id, state, letters)


def withdraw_letters(folder: Path, batch_id: str, ids: Sequence[str], letters: Sequence[Mapping[str, Any]]) -> None:
    """Delete letters and write the manifest without them, in the state in which it is; `letters` are those that stay.

    What the printer has fetched already is out of our hands; who asks for the folder again finds less.
    """
    place = folder / batch_id
    if not place.is_dir():
        return
    with _alone_in(place):
        for message_id in ids:
            letter_path(folder, batch_id, message_id).unlink(missing_ok=True)
        _write_both(place, batch_id, _state_of(place / "manifest.json"), letters)


def _state_of(path: Path) -> str:
    try:
        return str(json.loads(path.read_bytes())["state"])
    except (OSError, ValueError, KeyError, TypeError):
        return "open"


@contextmanager
def _alone_in(place: Path) -> Iterator[None]:
    """Keep other processes from writing in a batch's folder."""
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _knows_more(path: Path, state: str, count: int) -> bool:
    """Whether the manifest that lies there is a later one."""
    try:
        there = json.loads(path.read_bytes())
        return (there["state"] == "ready", there["count"]) > (state == "ready", count)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write_both(place: Path, batch_id: str, state: str, letters: Sequence[Mapping[str, Any]]) -> None:
    rows = [_manifest_row(letter) for letter in letters]
    manifest = {
        "batch_id": batch_id,
        "state": state,
        "count": len(rows),
        "pages": sum(row["pages"] for row in rows),
        "letters": rows,
    }
    write_whole(place / "manifest.csv", _as_csv(rows))
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    write_whole(place / "manifest.json", text.encode())


def _manifest_row(letter: Mapping[str, Any]) -> dict[str, Any]:
    address = list(letter["addressee"] or [])
    return {
        "sequence": letter["batch_sequence"],
        "id": letter["id"],
        "number": letter["number"],
        "file": f"{letter['id']}.pdf",
        "sha256": letter["sha256"],
        "pages": letter["pages"],
        "address": address,
        "zip": address[-1].rpartition(" ")[2] if address else "",
    }


def _as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """One line a letter; the lines of an address are joined by ` | `, a cell that looks like a formula is quoted."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for row in rows:
        cells = [" | ".join(row[name]) if name == "address" else str(row[name]) for name in COLUMNS]
        table.writerow(quoted(cell) for cell in cells)
    return text.getvalue().encode()


def delete_batch(folder: Path, batch_id: str) -> None:
    """Remove the letters of a batch and its manifest: they hold names and addresses."""
    shutil.rmtree(folder / batch_id, ignore_errors=True)
