"""What an article, agency or facility says, as one hash: storing the same again changes nothing."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson


def hash_content(content: Any) -> str:
    """The SHA-256 of plain data, the same whatever the order of members; dates count as their ISO text."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
