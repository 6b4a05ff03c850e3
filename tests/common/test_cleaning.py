"""What is left of a stranger's file when it was cleaned, and which files are not taken."""

import io
import json
import subprocess
import sys

import pikepdf
import pytest
from PIL import Image

from tests import files
from tests.running import PROJECT


@pytest.fixture
def clean(tmp_path):
    """Clean a file as the gateway does; returns what is said of it, and the clean bytes if there are any."""

    def run(data: bytes):
        paths = [tmp_path / name for name in ("given", "clean", "small")]
        paths[0].write_bytes(data)
        words = [sys.executable, "-m", "services.common.cleaning", *map(str, paths)]
        done = subprocess.run(words, cwd=PROJECT, env={}, capture_output=True, check=True, timeout=60)
        return json.loads(done.stdout), *(path.read_bytes() if path.exists() else b"" for path in paths[1:])

    return run


@pytest.mark.parametrize(("form", "kind"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp")])
def test_a_picture_keeps_its_pixels_and_nothing_else(clean, form, kind):
    said, cleaned, small = clean(files.picture(form))

    with Image.open(io.BytesIO(cleaned)) as shown:
        assert (shown.size, shown.getexif(), shown.format) == ((80, 60), {}, form)
    assert said == {"media_type": f"image/{kind}", "width": 80, "height": 60, "pages": None}
    assert files.SECRET not in cleaned + small


def test_a_picture_of_a_camera_on_its_side_stands_upright(clean):
    said, cleaned, _ = clean(files.picture(turned=True))

    assert (said["width"], said["height"]) == (60, 80)
    assert Image.open(io.BytesIO(cleaned)).size == (60, 80)


def test_a_large_picture_is_made_smaller_and_has_a_small_one(clean):
    said, _, small = clean(files.picture(size=(6000, 3000)))

    assert (said["width"], said["height"]) == (4096, 2048)
    assert Image.open(io.BytesIO(small)).size == (400, 200)


def test_a_document_keeps_its_pages_and_nothing_that_acts_or_tells(clean):
    said, cleaned, small = clean(files.document())

    assert said == {"media_type": "application/pdf", "width": None, "height": None, "pages": 1}
    assert files.SECRET not in files.flat(cleaned)
    with pikepdf.open(io.BytesIO(cleaned)) as shown:
        assert set(shown.Root.keys()) == {"/Pages", "/Type"}
        assert b"/T Do" in shown.pages[0].Contents.read_bytes()
        assert list(shown.pages[0].Resources.XObject.keys()) == ["/T"]
    assert small == b""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"MZ\x90 a program called photo.jpg", "Only JPEG"),
        (b"<svg onload='x()'/>", "Only JPEG"),
        (b"", "Only JPEG"),
        (files.picture()[:200], "damaged"),
        (b"\xff\xd8\xff" + b"x" * 5000, "damaged"),
        (files.huge_picture(), "50 million pixels"),
        (b"%PDF-1.7\nno document at all", "damaged"),
        (files.document(password="x"), "encrypted"),
        (files.document(pages=201), "200 pages"),
    ],
    ids=["a program", "a drawing with a script", "nothing", "half a picture", "a picture's first bytes alone",
         "a picture bomb", "a document's first bytes alone", "an encrypted document", "a very long document"],
)  # fmt: skip
def test_a_file_is_refused_with_the_reason(clean, data, reason):
    said, cleaned, _ = clean(data)

    assert reason in said["refused"]
    assert cleaned == b""
