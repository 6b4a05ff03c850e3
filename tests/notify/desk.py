"""True-to-life events, facts and messages for the tests of notify."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from services.common import clock
from services.common.contract import load
from services.common.envelope import Heard
from services.common.ids import uuid7
from services.intake import contract as intake
from services.notify import telling
from services.notify.letters import Letterhead
from services.notify.messages import MESSAGES, Writer
from services.notify.office import Office
from services.notify.templates import Templates

SECRET = bytes.fromhex("5e" * 32)
NUMBER = "482-913-0757"
MORNING = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # Friday, 10 o'clock in the county
HOME = {"lines": ["7300 Carroll Ave", "Hartwell, MD"], "zip": "21301"}
TEMPLATES = Templates()


def a_writer(letters: Path, smtp_port: int = 25) -> Writer:
    """An office in Ashmere County."""
    office = Office(
        head=Letterhead("Ashmere County", "311 Contact Center", ("1 Courthouse Square", "Hartwell 21301"), "311"),
        zone=ZoneInfo("America/New_York"),
        public_url="https://311.ashmere.example",
        mail_from="311@ashmere.example",
        reply_to="311@ashmere.example",
        smtp=("127.0.0.1", smtp_port),
        connections=4,
        letters=letters,
        cut_off=time(17, 30),
        keep_mail=timedelta(days=7),
        keep_letters=timedelta(days=30),
    )
    return Writer(office, TEMPLATES, SECRET)


def an_event(kind: str = "request_opened", number: str = NUMBER, sequence: int = 1, **data) -> Heard:
    """An event of intake, its data held to intake's contract where it is complete."""
    data = {"number": number, "drill": False} | data
    return Heard(uuid7(), "intake", kind, number, sequence, "2026-11-20T15:00:00.000Z", data)


def facts_of(number: str = NUMBER, **facts) -> dict:
    """What intake answers about a request, checked against intake's contract."""
    answer = {
        "number": number, "language": "en", "notify": None, "name": "Ana Ruiz", "email": "ana@ruiz.example",
        "address": None, "pin": "204817", "service_code": "pothole", "service_name": "Pothole",
        "department_name": "Department of Transportation", "department_phone": "240-555-0142",
        "promised_by": "2026-11-30T22:00:00Z", "status": "open", "close_code": None, "close_text": None,
        "referral": None, "anonymous": False, "drill": False, "requested_at": "2026-11-20T15:00:00Z",
    }  # fmt: skip
    return load(intake.LIST_NOTICE_FACTS.answer, {"facts": [answer | facts]})["facts"][0]


def tell(store, writer, *events: Heard, now: datetime | None = None, **facts) -> list[dict]:
    """Hear events as the service does; return all messages."""
    known = {event.subject: facts_of(event.subject, **facts) for event in events}
    with store.transaction() as session:
        telling.tell(session, writer, events, known, now or clock.now())
    return messages(store)


def messages(store) -> list[dict]:
    """All messages in the order of their writing."""
    with store.reading() as session:
        query = select(MESSAGES).order_by(MESSAGES.c.written_at, MESSAGES.c.sequence, MESSAGES.c.id)
        return [dict(row) for row in session.execute(query).mappings()]


def said(store) -> list[tuple[str, dict]]:
    """Type and data of every event that notify has said."""
    import orjson

    from services.common.outbox import OUTBOX

    with store.reading() as session:
        rows = session.execute(select(OUTBOX.c.type, OUTBOX.c.body).order_by(OUTBOX.c.id))
        return [(row.type, orjson.loads(row.body)["data"]) for row in rows]
