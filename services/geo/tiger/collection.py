"""Files of the Census Bureau found by their names: in a folder, or below a URL, in folders or flat."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from services.common import clock
from services.geo.layers.downloads import download, exists, is_url
from services.geo.layers.features import LayerUnusable

OLDEST = 2019
_YEAR = re.compile(r"(?:TIGER|tl_)(\d{4})", re.IGNORECASE)
_NAME = re.compile(r"^tl_(\d{4})_(.+)\.zip$", re.IGNORECASE)


class Collection:
    """The files of one year; `find` brings one here and says nothing where there is none."""

    def __init__(self, source: str, kept: Path, tell: Callable[[str], None]) -> None:
        self.source, self.kept, self.tell = source.rstrip("/"), kept, tell
        self.remote = is_url(source)
        if not self.remote and not Path(source).is_dir():
            raise LayerUnusable(f"There is no folder {source}.")
        years = list(islice(self._years(), 1))
        if not years:
            raise LayerUnusable(f"{source} holds no file tl_<year>_us_county.zip: the county cannot be found.")
        self.year = years[0]

    def find(self, ending: str) -> Path | None:
        """The file with this ending, fetched once and kept."""
        if not self.remote:
            return self._local().get((self.year, ending))
        name = f"tl_{self.year}_{ending}.zip"
        if (self.kept / name).exists():
            return self.kept / name
        url = self._url(self.year, ending)
        if url is None:
            return None
        self.tell(f"fetching {url}")
        part = download(url, self._folder("part"))
        return part.rename(self.kept / name)

    def _years(self) -> Iterator[int]:
        """Years of which there are counties, the latest first."""
        if not self.remote:
            yield from sorted((year for year, ending in self._local() if ending.startswith("us_county")), reverse=True)
            return
        stated = _YEAR.search(self.source)
        years = [int(stated[1])] if stated else range(clock.now().year, OLDEST - 1, -1)
        yield from (year for year in years if self._url(year, "us_county") or self._url(year, "us_county20"))

    def _local(self) -> dict[tuple[int, str], Path]:
        named = ((_NAME.match(path.name), path) for path in sorted(Path(self.source).rglob("*.[zZ][iI][pP]")))
        return {(int(found[1]), found[2].lower()): path for found, path in named if found}

    def _url(self, year: int, ending: str) -> str | None:
        folder = re.sub(r"\d*$", "", ending.rpartition("_")[2]).upper()
        names = (f"tl_{year}_{ending}.zip",)
        folders = (folder, ending.rpartition("_")[2].upper(), "")
        places = dict.fromkeys("/".join(filter(None, (self.source, one, name))) for one in folders for name in names)
        return next((url for url in places if exists(url)), None)

    def _folder(self, name: str) -> Path:
        folder = self.kept / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder
