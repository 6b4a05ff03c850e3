"""PDF documents are taken apart and written anew: pages stay; scripts, attached files and metadata do not."""

from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream

from services.common.cleaning.kinds import FileRefused

MOST_PAGES = 200
MOST_LEVELS = 50
# Of the document's root only these are kept: what is shown, and how.
ROOT = {"/Type", "/Pages", "/Version", "/Lang", "/MarkInfo", "/StructTreeRoot", "/OCProperties", "/AcroForm",
        "/PageLabels", "/ViewerPreferences"}  # fmt: skip
UNWANTED = {"/Metadata", "/PieceInfo", "/AA", "/XFA", "/AF", "/Thumb", "/LastModified"}
OF_ANNOTATIONS = {"/T", "/M", "/CreationDate", "/NM", "/RC", "/Subj"}  # who wrote it and when; elsewhere other things
ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound",
           "/RichMediaExecute", "/SetOCGState", "/Hide", "/ResetForm", "/Trans"}  # fmt: skip
MEDIA = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
# Segments of a JPEG in a document that say more than its pixels: EXIF, XMP, makers' notes, comments.
START_OF_PIXELS = b"\xda"
SEGMENTS = {0xFE, 0xE1, *range(0xE3, 0xEE), 0xEF}


def clean_document(source: Path, target: Path) -> dict[str, Any]:
    """Write the document anew and return {"pages"}; FileRefused when it is encrypted, damaged or too long."""
    try:
        with pikepdf.open(source) as document:
            pages = len(document.pages)
            if not 1 <= pages <= MOST_PAGES:
                raise FileRefused(f"A document may have 1 to {MOST_PAGES} pages.")
            _scrub_document(document)
            document.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError as error:
        raise FileRefused("The document is encrypted: send it without a password.") from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, RecursionError) as error:
        raise FileRefused("The document is damaged.") from error
    return {"pages": pages}


def _scrub_document(document: Pdf) -> None:
    """Take out what is no page; what nothing refers to any more, older versions included, is not written."""
    for key in [key for key in document.Root.keys() if key not in ROOT]:  # noqa: SIM118
        del document.Root[key]
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    for thing in document.objects:
        _scrub(thing, 0)


def _scrub(thing: Any, level: int) -> None:
    if level > MOST_LEVELS:
        raise ValueError("nested too deeply")
    if isinstance(thing, Stream):
        _scrub_picture(thing)
    if isinstance(thing, Dictionary | Stream):
        _scrub_members(thing)
        values = [value for _, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        values = list(thing)
    else:
        return
    for value in values:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _scrub(value, level + 1)


def _scrub_members(thing: Any) -> None:
    """Delete what is unwanted; an action that does more than turn a page, or an attached medium, is emptied."""
    keys = set(thing.keys())
    gone = keys & UNWANTED
    if "/Rect" in keys:
        gone |= keys & OF_ANNOTATIONS
    if not isinstance(thing, Stream) and (_named(thing, "/S") in ACTIONS or _named(thing, "/Subtype") in MEDIA):
        gone = keys - {"/Rect"}
    for key in gone:
        del thing[key]


def _named(thing: Any, key: str) -> str:
    value = thing.get(key)
    return str(value) if isinstance(value, Name) else ""


def _scrub_picture(stream: Stream) -> None:
    if stream.get("/Filter") in (Name.DCTDecode, pikepdf.Array([Name.DCTDecode])):
        raw = stream.read_raw_bytes()
        stream.write(without_segments(raw), filter=Name.DCTDecode, decode_parms=stream.get("/DecodeParms"))


def without_segments(jpeg: bytes) -> bytes:
    """Return a JPEG without the segments that say more than its pixels; anything else comes back as it is."""
    kept, position = [jpeg[:2]], 2
    while jpeg[position : position + 1] == b"\xff" and jpeg[position + 1 : position + 2] not in (b"", START_OF_PIXELS):
        end = position + 2 + int.from_bytes(jpeg[position + 2 : position + 4], "big")
        if jpeg[position + 1] not in SEGMENTS:
            kept.append(jpeg[position:end])
        position = end
    return b"".join(kept) + jpeg[position:]
