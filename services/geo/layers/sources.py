"""Where a layer comes from: a file, an archive or a URL, brought to one plain file that a library reads."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from services.geo.layers import limits
from services.geo.layers.archives import unpack_gzip, unpack_zip
from services.geo.layers.downloads import download, is_url
from services.geo.layers.features import LayerUnusable

GEOJSON, SHAPEFILE, GEOPACKAGE = "GeoJSON", "ESRI Shapefile", "GPKG"
PIECE = 1024 * 1024
BEGINNING = 4096  # bytes that are looked at to tell what a file is


@dataclass(frozen=True)
class Source:
    """A plain file ready to be read: `digest` is that of what was given, archive or not."""

    path: Path
    driver: str
    digest: str


@contextmanager
def staged(place: Path | str, wanted: str | None = None) -> Iterator[Source]:
    """The plain file behind a path or a URL, for as long as the context lasts."""
    with TemporaryDirectory(prefix="hub311-layer-") as name:
        folder = Path(name)
        given = download(place, _inner(folder, "given")) if isinstance(place, str) and is_url(place) else Path(place)
        plain = _plain(given, _inner(folder, "plain"), wanted)
        yield Source(plain, _driver_of(plain), digest_of(given))


def _inner(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def _plain(given: Path, folder: Path, wanted: str | None) -> Path:
    beginning = _beginning(given)
    if beginning.startswith(b"PK\x03\x04") or beginning.startswith(b"PK\x05\x06"):
        return unpack_zip(given, folder, wanted)
    if beginning.startswith(b"\x1f\x8b"):
        return unpack_gzip(given, folder)
    return given


def _driver_of(path: Path) -> str:
    """What the file is, by its first bytes: a name may promise anything."""
    beginning = _beginning(path)
    if not beginning:
        raise LayerUnusable("The file is empty.")
    if beginning.startswith(b"\x00\x00\x27\x0a"):
        return SHAPEFILE
    if beginning.startswith(b"SQLite format 3\x00"):
        return GEOPACKAGE
    if beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return GEOJSON
    raise LayerUnusable("The file is neither GeoJSON nor a shapefile nor a GeoPackage.")


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(BEGINNING)
    except OSError as error:
        raise LayerUnusable(f"The file cannot be read: {error.strerror}.") from error


def digest_of(path: Path) -> str:
    """Of the file, and of a shapefile's attributes and coordinate system that lie beside it."""
    digest = hashlib.sha256()
    beside = [path.with_suffix(suffix) for suffix in (".dbf", ".prj")] if path.suffix.lower() == ".shp" else []
    for part in (path, *(other for other in beside if other.exists())):
        with part.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    return digest.hexdigest()


def refuse_large(path: Path, searched: bool) -> None:
    """LayerUnusable for a file that is too large to be read, or to be searched for a county."""
    most = limits.LARGEST_SEARCHED if searched else limits.LARGEST_FILE
    size = path.stat().st_size
    if size > most:
        raise LayerUnusable(f"The file has {limits.in_megabytes(size)}, more than {limits.in_megabytes(most)}.")
