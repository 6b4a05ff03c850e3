"""The office that writes: who signs, where mail goes, how long words are kept; read once from the environment."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from services.common.settings import required, state_folder
from services.notify.choice import mail_address
from services.notify.letters import Letterhead

T = TypeVar("T")


class OfficeFault(SystemExit):
    """A setting of notify cannot be used as it stands."""


@dataclass(frozen=True)
class Office:
    """What notify knows of the county it writes for, and of the mail server and folder it writes to."""

    head: Letterhead
    zone: ZoneInfo
    public_url: str
    mail_from: str
    reply_to: str
    smtp: tuple[str, int]
    connections: int
    letters: Path
    cut_off: time
    keep_mail: timedelta
    keep_letters: timedelta

    def status_url(self, number: str) -> str:
        """Where a resident reads how the request stands."""
        return f"{self.public_url}/v1/requests/{number}"


def read_office() -> Office:
    """Read the settings; SettingMissing or OfficeFault name the one that is wrong."""
    mail_from = _address("HUB311_MAIL_FROM", required("HUB311_MAIL_FROM", "the address residents see as sender"))
    lines = _setting("HUB311_COUNTY_ADDRESS", "1 Courthouse Square; Hartwell 21301").split(";")
    return Office(
        head=Letterhead(
            county=_setting("HUB311_COUNTY_NAME", "Ashmere County"),
            office=_setting("HUB311_COUNTY_OFFICE", "311 Contact Center"),
            sender_lines=tuple(line.strip() for line in lines if line.strip()),
            phone=_setting("HUB311_COUNTY_PHONE", "311"),
        ),
        zone=_parse("HUB311_COUNTY_TIMEZONE", "America/New_York", ZoneInfo, "a time zone"),
        public_url=_setting("HUB311_PUBLIC_URL", "http://127.0.0.1:8311").rstrip("/"),
        mail_from=mail_from,
        reply_to=_address("HUB311_MAIL_REPLY_TO", _setting("HUB311_MAIL_REPLY_TO", mail_from)),
        smtp=_host_and_port("HUB311_SMTP", required("HUB311_SMTP", "host:port of the mail server")),
        connections=_parse("HUB311_MAIL_CONNECTIONS", "4", int, "a whole number"),
        letters=Path(_setting("HUB311_LETTERS", str(state_folder() / "letters"))).resolve(),
        cut_off=_parse("HUB311_LETTER_CUT_OFF", "17:30", time.fromisoformat, "a time of day, as 17:30"),
        keep_mail=_parse("HUB311_MAIL_KEEP_DAYS", "7", _days, "a number of days"),
        keep_letters=_parse("HUB311_LETTER_KEEP_DAYS", "30", _days, "a number of days"),
    )


def _setting(name: str, default: str) -> str:
    return os.environ.get(name) or default


def _parse(name: str, default: str, read: Callable[[str], T], expected: str) -> T:
    try:
        return read(_setting(name, default))
    except (ValueError, OverflowError, LookupError) as error:
        raise OfficeFault(f"hub311: {name} is not {expected}") from error


def _days(text: str) -> timedelta:
    return timedelta(days=float(text))


def _address(name: str, text: str) -> str:
    address = mail_address(text)
    if address is None:
        raise OfficeFault(f"hub311: {name} is not a mail address")
    return address


def _host_and_port(name: str, text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise OfficeFault(f"hub311: {name} is not host:port")
    return host, int(port)
