"""Which files are taken: known by their first bytes, whatever their name or sender says."""

from pathlib import Path

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
IMAGES = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
KINDS = (*IMAGES, PDF)
SUFFIXES = {JPEG: "jpg", PNG: "png", WEBP: "webp", PDF: "pdf"}
MOST_BYTES = 10 * 1_048_576


class FileRefused(Exception):
    """The file cannot be taken; the sentence says why."""

    def __init__(self, sentence: str, of_wrong_kind: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.of_wrong_kind = sentence, of_wrong_kind


def sniff(path: Path) -> str:
    """Return the media type by the file's first bytes; FileRefused when it is none of KINDS."""
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"%PDF-"):
        return PDF
    raise FileRefused("Only JPEG, PNG and WebP pictures and PDF documents are taken.", of_wrong_kind=True)
