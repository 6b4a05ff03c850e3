"""A letter as PDF: one page with the address in the envelope's window, the same bytes for the same words."""

import json
import re
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

SOURCE = Path(__file__).with_name("letter.typ")
_PAGES = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages\b")


class UnprintableLetter(Exception):
    """The letter cannot be set."""


@dataclass(frozen=True)
class Letterhead:
    """Who writes: the county, the office, its lines and the number to call."""

    county: str
    office: str
    sender_lines: tuple[str, ...]
    phone: str


@dataclass(frozen=True)
class Letter:
    """What one letter says; address is what shows in the window, reference stands in the box."""

    title: str
    language: str
    date: str
    address: tuple[str, ...]
    paragraphs: tuple[str, ...]
    reference: tuple[str, ...]


@dataclass(frozen=True)
class Printed:
    """A letter ready to print; accessible says whether it is tagged as PDF/UA-1."""

    pdf: bytes
    pages: int
    accessible: bool


def print_letter(letter: Letter, head: Letterhead, timestamp: int) -> Printed:
    """Return the PDF; the words travel as JSON and are never read as markup. About 10 ms; releases the GIL.

    A letter for the screen reader first (PDF/UA-1); where no font has a glyph of a foreign name the standard
    forbids that, and the letter is printed without the claim rather than not at all.
    """
    fault = ""
    words = {"data": json.dumps(asdict(letter) | asdict(head), ensure_ascii=False)}
    attempts: list[tuple[str, Any]] = [("own", ["ua-1"]), ("system", ["ua-1"]), ("system", [])]
    for fonts, standards in attempts:
        try:
            pdf = _compiler(fonts).compile(
                SOURCE.read_bytes(),
                format="pdf",
                sys_inputs=words,
                pdf_standards=standards,
                timestamp=timestamp,
            )
        except typst.TypstError as error:
            fault = error.message
            continue
        if isinstance(pdf, bytes):
            return Printed(pdf, _count_pages(pdf), bool(standards))
    # The message of a fault may quote the letter; the kind of fault is all that may go on.
    raise UnprintableLetter(fault.split(":")[0][:60])


@cache
def _compiler(fonts: str) -> typst.Compiler:
    """A compiler with its own fonts only, so that every machine prints the same, or with the system's."""
    return typst.Compiler(font_paths=typst.Fonts(include_system_fonts=fonts == "system"))


def _count_pages(pdf: bytes) -> int:
    found = _PAGES.search(pdf)
    return int(found[1] or found[2]) if found else 1
