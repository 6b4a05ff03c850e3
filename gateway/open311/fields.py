"""The arguments of a request: read strictly, given empty as good as not given."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from services.common.errors import InvalidInput, MalformedInput

MOST_FIELDS = 300
BROKEN_ESCAPE = re.compile(rb"%(?![0-9a-fA-F]{2})")
NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(\.[A-Za-z_$][\w$]{0,63}){0,5}", re.ASCII)


def wrong(name: str, detail: str) -> InvalidInput:
    """Return the refusal of an argument."""
    return InvalidInput(errors=[{"pointer": f"/{name}", "detail": detail}])


def read(encoded: bytes) -> list[tuple[str, str]]:
    """Return the arguments of a query or form; MalformedInput for what is not percent-encoded UTF-8 text."""
    if BROKEN_ESCAPE.search(encoded):
        raise MalformedInput("A percent sign must be followed by two hexadecimal digits.")
    try:
        pairs = parse_qsl(encoded.decode("utf-8"), True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise MalformedInput("The arguments are not UTF-8, or there are too many of them.") from error
    return pairs


def check_text(pairs: Iterable[tuple[str, str]]) -> None:
    """Refuse characters that are no text: NUL, other control characters, half a surrogate pair."""
    for name, value in pairs:
        if NO_TEXT.search(name):
            raise MalformedInput("The name of an argument holds a control character.")
        if NO_TEXT.search(value):
            raise wrong(name, "Control characters are not text.")


class Fields:
    """Arguments by name."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.given: dict[str, list[str]] = {}
        for name, value in pairs:
            if value.strip():
                self.given.setdefault(name, []).append(value)

    def text(self, name: str, most: int = 4000) -> str | None:
        """Return a text, None when it was not given or empty; of several the first."""
        value = self.given.get(name, [None])[0]
        if value is not None and len(value) > most:
            raise wrong(name, f"At most {most} characters are taken, these are {len(value)}.")
        return value

    def words(self, name: str) -> list[str] | None:
        """Return what stands between commas, also when the argument was given several times."""
        given = self.given.get(name)
        return [word.strip() for text in given for word in text.split(",") if word.strip()] if given else None

    def number(self, name: str) -> float | None:
        """Return a number."""
        text = self.text(name, 40)
        if text is None:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or "_" in text:
            raise wrong(name, "A number is expected.")
        return number

    def whole(self, name: str, least: int, most: int) -> int | None:
        """Return a whole number; a larger one counts as the largest."""
        text = self.text(name, 40)
        if text is None:
            return None
        if not re.fullmatch(r"\+?[0-9]{1,15}", text.strip(), re.ASCII) or int(text) < least:
            raise wrong(name, f"A whole number from {least} on is expected.")
        return min(int(text), most)

    def flag(self, name: str) -> bool:
        """Return whether the argument says true."""
        return (self.text(name, 40) or "").strip().lower() in ("true", "1", "yes")

    def instant(self, name: str) -> datetime | None:
        """Return a time in UTC; one without a zone is taken as UTC, a plus sign that became a blank is mended."""
        text = self.text(name, 60)
        if text is None:
            return None
        mended = re.sub(r" (\d\d:?\d\d)$", r"+\1", text.strip())
        try:
            instant = datetime.fromisoformat(mended)
            return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
        except (ValueError, OverflowError) as error:
            raise wrong(name, "A date and time is expected, such as 2010-01-01T00:00:00Z.") from error

    def callback(self) -> str:
        """Return the name of the function that a page wants to be called; only a name is taken."""
        name = self.text("callback", 400) or self.text("jsonp", 400) or ""
        if name and not CALLBACK.fullmatch(name):
            raise wrong("callback", "The name of a function is expected: letters, digits, _, $ and dots.")
        return name
