"""Which language a question is in."""

import pytest

from services.kb.languages import tell_language

KNOWN = {"en": {"mulch", "leaf"}, "es": {"abono", "hojas"}}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where do i throw out an old couch", "en"),
        ("¿dónde tiro un sofá viejo?", "es"),
        ("donde tiro un sofa viejo", "es"),
        ("mi vecino tiene la musica muy alta", "es"),
        ("mulch", "en"),
        ("abono", "es"),
        ("垃圾什么时候收", "zh"),
        ("쓰레기 수거일", "ko"),
        ("የቆሻሻ ቀን", "am"),
        ("đổ rác ở đâu", "vi"),
        ("quand est-ce que vous ramassez les poubelles dans ma rue", "fr"),
        ("xyzzy", "und"),
        ("", "und"),
    ],
)
def test_the_language_of_a_short_question(text, language):
    assert tell_language(text, KNOWN) == language


def test_between_equals_the_language_of_the_page_decides():
    both = {"en": {"internet"}, "es": {"internet"}}

    assert (tell_language("internet", both), tell_language("internet", both, "es")) == ("en", "es")
