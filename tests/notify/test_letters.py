"""The letter: one page, its address in the window, its words inert."""

import io
from dataclasses import replace

import pypdf
import pytest

from services.notify.letters import Letter, Letterhead, print_letter

HEAD = Letterhead("Sample County", "311 Contact Center", ("101 Court Street", "Millbrook, MD 20999"), "311")
LETTER = Letter(
    title="Your request 482-913-0757 has been closed: Pothole",
    language="en",
    date="November 20, 2026",
    address=("Ana Ruiz", "7300 Carroll Ave", "Takoma Park, MD 20912"),
    paragraphs=("Dear Ana Ruiz,", "The hole was filled.", "What happens next: nothing more from us."),
    reference=("Request number: 482-913-0757", "PIN: 204817", "https://311.sample-county.example"),
)
SPANISH = replace(LETTER, language="es", title="Su solicitud fue cerrada", paragraphs=("¿Qué sigue, señora Ruiz?",))
TIMESTAMP = 1795186800
POINTS = 72  # an inch


def printed(letter=LETTER):
    return print_letter(letter, HEAD, TIMESTAMP)


def words_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def places_of(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Return each text with its distance from the left and the top edge in inches."""
    page, places = pypdf.PdfReader(io.BytesIO(pdf)).pages[0], {}

    def visit(text, cm, tm, *_):
        x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
        if text.strip():
            places[text.strip()] = (x / POINTS, (float(page.mediabox.height) - y) / POINTS)

    page.extract_text(visitor_text=visit)
    return places


@pytest.mark.parametrize("letter", [LETTER, SPANISH], ids=["English", "Spanish"])
def test_a_letter_is_one_page_that_a_screen_reader_can_read(letter):
    letter = printed(letter)

    reader = pypdf.PdfReader(io.BytesIO(letter.pdf))
    assert letter.pages == len(reader.pages) == 1
    assert letter.accessible
    assert b"pdfuaid" in letter.pdf


def test_a_letter_says_what_happened_and_how_to_find_the_request():
    words = words_of(printed().pdf)

    for said in (
        *LETTER.address,
        *LETTER.paragraphs,
        *LETTER.reference,
        LETTER.title,
        LETTER.date,
        "Sample County",
    ):
        assert said in words


def test_the_address_stands_in_the_window_of_the_envelope():
    lines = ("Ana Ruiz", "c/o Neighbors", "Building 12", "7300 Carroll Ave", "Apt 4", "Takoma Park, MD 20912")

    places = places_of(printed(replace(LETTER, address=lines)).pdf)

    for line in lines:
        left, top = places[line]
        assert 0.875 <= left <= 4.375
        assert 2.04 <= top <= 3.17


def test_the_same_letter_is_the_same_bytes():
    assert printed().pdf == printed().pdf


def test_what_looks_like_markup_is_printed_as_it_stands():
    words = '#read("/etc/passwd") $x^2$ *bold* @ref <script>alert(1)</script> #sys.inputs'

    assert words in words_of(printed(replace(LETTER, paragraphs=(words,))).pdf)


def test_the_longest_answer_still_fits_on_the_page():
    answer = ("We looked at the hole and found that it is rather deep. " * 80)[:4000]

    assert printed(replace(LETTER, paragraphs=(*LETTER.paragraphs, answer))).pages == 1


def test_a_name_in_letters_that_no_font_has_does_not_stop_the_letter():
    assert printed(replace(LETTER, address=("𐎠𐎼𐎫𐎧𐏁", "7300 Carroll Ave", "20912"))).pages == 1
