"""Archives: the parts of a layer unpacked beside each other, under limits and under names of our own."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from services.geo.layers import limits
from services.geo.layers.features import LayerUnusable

LEADING = (".shp", ".gpkg", ".geojson", ".json")
PARTS = (*LEADING, ".shx", ".dbf", ".prj", ".cpg")
PIECE = 1024 * 1024


def unpack_gzip(path: Path, folder: Path) -> Path:
    """The one file that a .gz holds."""
    target = folder / f"layer{Path(path.stem).suffix.lower() or '.geojson'}"
    with _readable(path.name), gzip.open(path) as packed:
        _copy(packed, target, (path.stat().st_size, limits.LARGEST_UNPACKED))
    return target


def unpack_zip(path: Path, folder: Path, wanted: str | None = None) -> Path:
    """The layer in an archive; `wanted` names its file where there are several. Nothing else is unpacked."""
    with _readable(path.name), zipfile.ZipFile(path) as archive:
        members = _members(archive)
        leading = _leading(members, wanted)
        stem = PurePosixPath(leading.filename).with_suffix("")
        own = [m for m in members if PurePosixPath(m.filename).with_suffix("") == stem]
        room = limits.LARGEST_UNPACKED
        for member in own:
            with archive.open(member) as packed:
                suffix = PurePosixPath(member.filename).suffix.lower()
                room -= _copy(packed, folder / f"layer{suffix}", (member.compress_size, room))
    return folder / f"layer{PurePosixPath(leading.filename).suffix.lower()}"


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    everything = archive.infolist()
    if len(everything) > limits.MOST_PARTS:
        raise LayerUnusable(f"The archive has {len(everything)} parts, more than {limits.MOST_PARTS}.")
    for member in everything:
        _refuse_tricks(member)
    return [m for m in everything if not m.is_dir() and PurePosixPath(m.filename).suffix.lower() in PARTS]


def _refuse_tricks(member: zipfile.ZipInfo) -> None:
    name = PurePosixPath(member.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in member.filename or "\x00" in member.filename:
        raise LayerUnusable(f"The archive holds {member.filename!r}, which points out of it.")
    if (member.external_attr >> 28) == 0xA:
        raise LayerUnusable(f"The archive holds {member.filename!r}, which is a link.")
    if member.flag_bits & 1:
        raise LayerUnusable("The archive is encrypted.")
    if member.file_size > limits.HARMLESS_PART and member.file_size > limits.MOST_PACKED * member.compress_size:
        raise LayerUnusable(f"{member.filename} unpacks to more than {limits.MOST_PACKED} times its size.")
    if member.file_size > limits.LARGEST_UNPACKED:
        raise LayerUnusable(f"{member.filename} unpacks to more than {limits.in_megabytes(limits.LARGEST_UNPACKED)}.")


def _leading(members: list[zipfile.ZipInfo], wanted: str | None) -> zipfile.ZipInfo:
    found = [m for m in members if PurePosixPath(m.filename).suffix.lower() in LEADING]
    if wanted:
        found = [m for m in found if wanted in (PurePosixPath(m.filename).stem, PurePosixPath(m.filename).name)]
    if not found:
        named = f" called {wanted}" if wanted else ""
        raise LayerUnusable(f"The archive holds no shapefile, GeoPackage or GeoJSON{named}.")
    if len(found) > 1:
        names = ", ".join(sorted(PurePosixPath(m.filename).stem for m in found)[:10])
        raise LayerUnusable(f"The archive holds several layers ({names}): name one with `layer`.")
    return found[0]


def _copy(packed: IO[bytes] | gzip.GzipFile, target: Path, sizes: tuple[int, int]) -> int:
    """Write what comes out, whatever the archive says of it; the number of bytes."""
    before, room = sizes
    written = 0
    with target.open("wb") as plain:
        while piece := packed.read(PIECE):
            written += len(piece)
            if written > room:
                raise LayerUnusable(f"The archive unpacks to more than {limits.in_megabytes(limits.LARGEST_UNPACKED)}.")
            if written > limits.HARMLESS_PART and written > limits.MOST_PACKED * before:
                raise LayerUnusable(f"The archive unpacks to more than {limits.MOST_PACKED} times its size.")
            plain.write(piece)
    return written


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise LayerUnusable(f"The archive cannot be unpacked: {error}.") from error
