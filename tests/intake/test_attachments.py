"""What is attached to requests: who may, how many, who sees it, and when its file leaves the disk."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from services.common import clock
from services.common.blobs import Blobs
from services.common.errors import Forbidden
from services.intake import openings
from services.intake.contract.refusals import AttachmentNotFound, TooManyAttachments, UnderHold
from services.intake.models import RequestAttachment, ServiceRequest
from services.intake.papers import attachments, sweeping
from tests.intake.county import AGENT, ANYBODY, EMPLOYEE, STRANGER
from tests.intake.steps import assign, hold, withdraw


@pytest.fixture
def blobs(tmp_path) -> Blobs:
    """An empty blob store."""
    return Blobs(tmp_path / "blobs")


def a_file(blobs: Blobs, data: bytes = b"photo") -> dict:
    """A clean file in the store."""
    path = blobs.make_incoming()
    path.write_bytes(data)
    facts = {"thumbnail_sha256": None, "media_type": "image/jpeg", "size_bytes": len(data)}
    return facts | {"sha256": blobs.keep(path), "width": 80, "height": 60, "pages": None}


def attach(county, number, message, caller=AGENT, pin=None):
    """Attach a file and return what is shown of it."""
    with county.changing(number, caller, "request.attach", pin) as (session, request):
        return attachments.view(attachments.attach(session, request, message, openings.actor(caller)), internal=True)


def remove(county, blobs, number, id, own_only=False):
    """Remove an attachment and drop its file."""
    with county.changing(number, AGENT, "attachment.remove") as (session, request):
        gone = attachments.remove(session, attachments.find(session, request.number, id), own_only)
    sweeping.drop(blobs, county.db, gone)


def test_a_file_is_shown_with_the_request_and_private(county, blobs):
    number = county.number()

    added = attach(county, number, a_file(blobs), ANYBODY, county.pin(number))

    [shown] = county.read(number, AGENT)["attachments"]
    assert (shown["id"], shown["public"], shown["by"]) == (added["id"], False, "anonymous")
    assert "attachments" not in county.read(number)


def test_the_event_of_an_attachment_tells_who_has_the_work_and_names_nobody(county, blobs):
    number = county.number()
    assign(county, number)

    attach(county, number, a_file(blobs), EMPLOYEE)

    [event] = county.said("request_supplemented")
    assert event.routing_key == "request_supplemented.dot.none"
    assert json.loads(event.body)["data"] == {
        "number": number, "what": "attachment", "by": "staff", "department": "dot", "drill": False
    }  # fmt: skip


def test_the_same_file_twice_is_one_attachment(county, blobs):
    number, file = county.number(), a_file(blobs)

    first, second = attach(county, number, file), attach(county, number, file)

    assert first["id"] == second["id"]
    assert len(county.said("request_supplemented")) == 1


def test_a_sixth_file_is_refused(county, blobs):
    number = county.number()
    for data in (b"1", b"2", b"3", b"4", b"5"):
        attach(county, number, a_file(blobs, data))

    with pytest.raises(TooManyAttachments):
        attach(county, number, a_file(blobs, b"6"))


def test_another_department_cannot_attach(county, blobs):
    number = county.number()
    assign(county, number)

    with pytest.raises(Exception, match="There is no request"):
        attach(county, number, a_file(blobs), STRANGER)


def test_an_attachment_is_not_found_under_another_request(county, blobs):
    added = attach(county, county.number(), a_file(blobs))

    with county.db.reading() as session, pytest.raises(AttachmentNotFound):
        attachments.find(session, county.number(), added["id"])


def test_the_name_of_a_file_is_made_here(county, blobs):
    number = county.number()
    added = attach(county, number, a_file(blobs))

    with county.db.reading() as session:
        file = attachments.file_of(attachments.find(session, number, added["id"]), thumbnail=False)

    assert file["file_name"] == f"{number}-{added['id'][-4:]}.jpg"


def test_a_removed_file_leaves_the_disk(county, blobs):
    number, file = county.number(), a_file(blobs)
    added = attach(county, number, file)

    remove(county, blobs, number, added["id"])

    assert not blobs.has(file["sha256"])
    assert county.read(number, AGENT)["attachments"] == []


def test_a_file_that_another_request_has_too_stays(county, blobs):
    numbers, file = [county.number(), county.number()], a_file(blobs)
    first, _ = (attach(county, number, file) for number in numbers)

    remove(county, blobs, numbers[0], first["id"])

    assert blobs.has(file["sha256"])


def test_a_resident_does_not_remove_what_staff_attached(county, blobs):
    number = county.number()
    added = attach(county, number, a_file(blobs), AGENT)

    with pytest.raises(Forbidden):
        remove(county, blobs, number, added["id"], own_only=True)


def test_what_is_attached_to_erased_requests_leaves_the_disk(county, blobs):
    number, file = county.number(), a_file(blobs)
    attach(county, number, file)

    with county.db.transaction() as session:
        gone = attachments.forget(session, [number])
    sweeping.drop(blobs, county.db, gone)

    assert not blobs.has(file["sha256"])


def test_what_belongs_to_requests_closed_long_ago_expires(county, blobs):
    old, young = county.number(), county.number()
    for number in (old, young):
        attach(county, number, a_file(blobs, number.encode()))
        withdraw(county, number)
    grow_old(county, old)

    with county.db.transaction() as session:
        forgotten = sweeping.forget_expired(session, clock.now())

    assert forgotten == 1
    assert [len(county.read(number, AGENT)["attachments"]) for number in (old, young)] == [0, 1]


def grow_old(county, number):
    """Have a request been closed three years ago."""
    then = clock.now() - timedelta(days=1095)
    with county.db.transaction() as session:
        session.execute(update(ServiceRequest).where(ServiceRequest.number == number).values(updated_at=then))
        session.execute(update(RequestAttachment).where(RequestAttachment.number == number).values(at=then))


def test_files_to_which_nothing_refers_are_orphans(county, blobs):
    kept, orphan = a_file(blobs), a_file(blobs, b"sent and never attached")
    attach(county, county.number(), kept)

    assert sweeping.orphans(county.db, [kept["sha256"], orphan["sha256"]]) == [orphan["sha256"]]


def test_what_a_court_may_want_is_neither_removed_nor_swept(county, blobs):
    number = county.number()
    added = attach(county, number, a_file(blobs))
    withdraw(county, number)
    hold(county, number)

    with pytest.raises(UnderHold, match=number):
        remove(county, blobs, number, added["id"])
    with county.db.transaction() as session:
        swept = sweeping.forget_expired(session, clock.now() + timedelta(days=1000))

    assert swept == 0
    assert [shown["id"] for shown in county.read(number, AGENT)["attachments"]] == [added["id"]]
