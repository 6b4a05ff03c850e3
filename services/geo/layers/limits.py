"""How large a layer may be; what is larger is refused before it is read."""

MEGABYTE = 1024 * 1024
LARGEST_FILE = 256 * MEGABYTE  # of a layer that is read whole
LARGEST_SEARCHED = 2048 * MEGABYTE  # of a layer of which only a county is taken
LARGEST_DOWNLOAD = 1024 * MEGABYTE
LARGEST_UNPACKED = 2048 * MEGABYTE  # all files of an archive together
MOST_PACKED = 100  # times: a larger part of an archive that shrinks more was made to harm
HARMLESS_PART = 64 * MEGABYTE
MOST_PARTS = 1000
MOST_FEATURES = 1_000_000
MOST_VERTICES = 4_000_000
DOWNLOAD_SECONDS = 1800
MOST_REDIRECTS = 5
MEMORY = 1024 * MEGABYTE  # of the process that loads


def in_megabytes(size: int) -> str:
    """A number of bytes as people say it."""
    return f"{size / MEGABYTE:,.0f} MB"
