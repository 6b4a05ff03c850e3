"""Clean one file and print as JSON what it is, in a process with little memory and time and no secrets."""

import json
import resource
import sys
from pathlib import Path

from services.common.cleaning.kinds import MOST_BYTES, PDF, FileRefused, sniff

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 20


def main(source: Path, target: Path, thumbnail: Path) -> dict[str, object]:
    """Return {"media_type", "width", "height", "pages"}, or {"refused", "wrong_kind"} with the reason."""
    try:
        media_type = sniff(source)
        size: dict[str, object] = {"width": None, "height": None, "pages": None}
        if media_type == PDF:
            from services.common.cleaning.documents import clean_document

            return {"media_type": media_type} | size | clean_document(source, target)
        from services.common.cleaning.pictures import clean_picture

        return {"media_type": media_type} | size | clean_picture(source, target, thumbnail, media_type)
    except FileRefused as refused:
        return {"refused": refused.sentence, "wrong_kind": refused.of_wrong_kind}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 * MOST_BYTES, 4 * MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(json.dumps(main(*map(Path, sys.argv[1:4]))))
