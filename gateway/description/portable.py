"""The description as every language reads it."""

from typing import Any


def portable(part: Any) -> Any:
    """Return the document with patterns as every language reads them: the end of a text is $, not Python's \\Z."""
    if isinstance(part, dict):
        return {name: _pattern(value) if name == "pattern" else portable(value) for name, value in part.items()}
    return [portable(value) for value in part] if isinstance(part, list) else part


def _pattern(value: Any) -> Any:
    return value.replace("\\Z", "$") if isinstance(value, str) else portable(value)
