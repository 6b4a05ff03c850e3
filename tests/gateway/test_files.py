"""Files over HTTP: asked for, cleaned, kept; handed out so that a browser does nothing with them."""

import io

import pytest
from PIL import Image

from services.intake.contract.refusals import AttachmentNotFound, TooManyAttachments
from tests import files

PATH = "/v1/requests/482-913-0757/attachments"
PIN = {"Request-Pin": "204817"}


def attached(message, caller):
    return message | {"id": "a-1", "has_thumbnail": True, "public": False}


@pytest.fixture
def intake(gateway):
    """Intake that takes every file."""
    fake = gateway.fakes["intake"]
    fake.answers |= {"prepare_attachment": lambda message, caller: {"left": 5}, "attach_file": attached}
    return fake


def send(gateway, data, name="holiday of Rosa.jpg", headers=PIN, part="file"):
    """Send a form with a file."""
    return gateway.ask("POST", PATH, files={part: (name, data, "image/jpeg")}, headers=headers)


def kept(gateway):
    """The files that lie in the blob store, those that are coming in included."""
    return [path for path in gateway.files.rglob("*") if path.is_file()]


def test_a_photo_is_attached_by_the_hash_of_what_is_left_of_it(gateway, intake):
    answer = send(gateway, files.picture())

    message = intake.heard[-1][1]
    stored = gateway.files / message["sha256"][:2] / message["sha256"]
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{PATH}/a-1")
    assert (message["media_type"], message["width"], message["size_bytes"]) == (
        "image/jpeg", 80, stored.stat().st_size
    )  # fmt: skip
    assert files.SECRET not in stored.read_bytes()
    assert answer.json()["links"]["thumbnail"] == f"{PATH}/a-1?thumbnail=true"


def test_nobody_s_words_about_a_file_are_believed(gateway, intake):
    send(gateway, files.document(), name="photo.jpg")

    message = intake.heard[-1][1]
    assert (message["media_type"], message["pages"]) == ("application/pdf", 1)
    assert "holiday" not in str(message)


def test_intake_is_asked_before_a_file_is_taken(gateway, intake):
    def full(message, caller):
        raise TooManyAttachments()

    intake.answers["prepare_attachment"] = full
    before = kept(gateway)

    answer = send(gateway, files.picture())

    assert (answer.status_code, answer.json()["code"]) == (409, "TooManyAttachments")
    assert kept(gateway) == before
    assert [name for name, _, _ in intake.heard] == ["prepare_attachment"]


def test_a_stranger_is_asked_who_it_is(gateway, intake):
    assert send(gateway, files.picture(), headers={}).status_code == 401
    assert intake.heard == []


@pytest.mark.parametrize(
    ("data", "part", "status", "pointer"),
    [
        (b"MZ a program", "file", 415, None),
        (files.picture()[:300], "file", 422, "/file"),
        (files.huge_picture(), "file", 422, "/file"),
        (b"", "file", 422, "/file"),
        (files.picture(), "photo", 422, "/photo"),
        (b"\xff\xd8\xff" + bytes(11_000_000), "file", 413, None),
    ],
    ids=["a program", "half a photo", "a bomb", "nothing", "a part of another name", "eleven megabytes"],
)
def test_a_file_is_refused_and_nothing_is_left_of_it(gateway, intake, data, part, status, pointer):
    before = kept(gateway)

    answer = send(gateway, data, part=part)

    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json().get("errors", [])] == ([pointer] if pointer else [])
    assert kept(gateway) == before
    assert "attach_file" not in [name for name, _, _ in intake.heard]


@pytest.mark.parametrize(
    ("media_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"--x", 415),
        ("multipart/form-data; boundary=x", b"no form at all", 400),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc', 400),
    ],
    ids=["JSON", "no boundary", "no form", "half a form"],
)
def test_what_is_no_form_is_refused(gateway, intake, media_type, body, status):
    answer = gateway.ask("POST", PATH, data=body, headers=PIN | {"Content-Type": media_type})

    assert answer.status_code == status


def test_a_file_is_handed_out_so_that_a_browser_saves_it(gateway, intake):
    send(gateway, files.picture())
    digest = intake.heard[-1][1]["sha256"]
    file = {"sha256": digest, "media_type": "image/jpeg", "file_name": "482-913-0757-1.jpg"}
    intake.answers["read_attachment"] = lambda message, caller: file

    answer = gateway.ask("GET", f"{PATH}/a-1", headers=PIN)

    assert Image.open(io.BytesIO(answer.content)).size == (80, 60)
    assert {name: answer.headers[name] for name in (
        "Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control", "Content-Security-Policy"
    )} == {
        "Content-Type": "image/jpeg",
        "Content-Disposition": 'attachment; filename="482-913-0757-1.jpg"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }  # fmt: skip


def test_the_small_picture_is_asked_for_as_such(gateway, intake):
    gateway.ask("GET", f"{PATH}/a-1?thumbnail=true")

    assert intake.heard[-1][1]["thumbnail"] == "true"


def test_a_file_that_is_not_for_this_caller_or_not_there_is_not_found(gateway, intake):
    def hidden(message, caller):
        raise AttachmentNotFound()

    missing = {"sha256": "0" * 64, "media_type": "image/jpeg", "file_name": "x.jpg"}
    statuses = []
    for answer in (hidden, lambda message, caller: missing):
        intake.answers["read_attachment"] = answer
        statuses.append(gateway.ask("GET", f"{PATH}/a-1").status_code)

    assert statuses == [404, 404]
