"""Files by their hash: kept whole, dropped only when nobody needs them."""

import hashlib
import os
import stat

import pytest

from services.common.blobs import BlobMissing, Blobs

PHOTO = b"a photo"
DIGEST = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def blobs(tmp_path) -> Blobs:
    """An empty store."""
    return Blobs(tmp_path / "blobs")


def keep(blobs: Blobs, data: bytes = PHOTO) -> str:
    """Keep some bytes."""
    path = blobs.make_incoming()
    path.write_bytes(data)
    return blobs.keep(path)


def age(blobs: Blobs, seconds: int = 7200) -> None:
    """Have everything lie there for some time already."""
    for path in [p for p in blobs.folder.rglob("*") if p.is_file()]:
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - seconds))


def test_what_was_kept_is_read_by_its_hash_and_by_its_owner_alone(blobs):
    digest = keep(blobs)

    with blobs.open(digest) as file:
        assert (digest, file.read()) == (DIGEST, PHOTO)
        assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) == 0o600


def test_the_same_bytes_are_kept_once(blobs):
    assert keep(blobs) == keep(blobs)
    assert len([p for p in blobs.folder.rglob("*") if p.is_file()]) == 1


@pytest.mark.parametrize("digest", [DIGEST, "../../etc/passwd", "", DIGEST.upper()])
def test_what_is_not_there_is_missing(blobs, digest):
    with pytest.raises(BlobMissing):
        blobs.open(digest)


def test_what_nobody_needs_leaves_the_disk(blobs):
    keep(blobs)

    assert blobs.drop(DIGEST, lambda digest: False)

    assert [p for p in blobs.folder.rglob("*") if p.is_file()] == []


def test_what_somebody_refers_to_while_it_is_dropped_comes_back(blobs):
    keep(blobs)
    seen = []

    def is_needed(digest: str) -> bool:
        seen.append(blobs.has(digest))
        return True

    assert not blobs.drop(DIGEST, is_needed)

    assert (seen, blobs.has(DIGEST)) == ([False], True)


def test_only_what_has_lain_there_long_enough_is_listed(blobs):
    keep(blobs)
    age(blobs)
    young = keep(blobs, b"another photo")

    listed = list(blobs.list_older(3600))

    assert listed == [DIGEST]
    assert blobs.has(young)


def test_what_a_killed_process_had_set_aside_comes_back(blobs):
    keep(blobs)
    place = blobs.folder / DIGEST[:2] / DIGEST
    place.rename(place.with_suffix(".dropping"))

    list(blobs.list_older(3600))

    assert blobs.has(DIGEST)


def test_what_came_in_and_was_never_kept_is_swept_away(blobs):
    blobs.make_incoming().write_bytes(PHOTO)
    age(blobs)
    blobs.make_incoming().write_bytes(b"still coming")

    assert blobs.sweep_incoming(3600) == 1
