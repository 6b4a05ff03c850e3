"""Templates: what they may say, and that each of ours can be filled."""

import pytest

from services.notify.languages import LANGUAGES
from services.notify.templates import (
    CLIENT_LINK,
    FIELDS,
    FOLLOW,
    FOLLOWED,
    FRAMES,
    NOT_OF_REQUESTS,
    OWN_LIST,
    STEPS,
    TemplateFault,
    Templates,
    parse_line,
    read_template,
)

FULL = {field: f"<{field}>" for field in FIELDS}
BARE = dict.fromkeys(FIELDS, "") | {"number": "482-913-0757", "service_name": "Pothole"}


def fill(line: str, **values: str) -> str:
    """Fill one line with the values given, all others empty."""
    from services.notify.templates import Template

    lines = Template((), (parse_line(line, FIELDS),)).fill_lines(dict.fromkeys(FIELDS, "") | values)
    return lines[0] if lines else ""


@pytest.mark.parametrize("values", [FULL, BARE], ids=["with everything known", "with hardly anything known"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", [*STEPS, *FRAMES, CLIENT_LINK, OWN_LIST, FOLLOW, FOLLOWED])
def test_every_template_fills_in_every_language(step, language, values):
    templates = Templates()

    text = "\n".join(templates.find(step, language).fill_lines(values))

    assert templates.has(step, language)
    assert text
    assert "((" not in text
    assert "))" not in text
    assert "??" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_every_subject_names_the_request_and_what_it_is_about(step, language):
    subject = Templates().find(step, language).fill_subject(FULL)

    assert "<number>" in subject
    assert "<service_name>" in subject


def test_both_languages_say_the_same_things():
    templates = Templates()

    for step in (*STEPS, *NOT_OF_REQUESTS):
        english, spanish = (templates.find(step, language).fill_lines(FULL) for language in LANGUAGES)
        assert len(english) == len(spanish), step


def test_a_missing_language_falls_back_to_english(tmp_path):
    for name in (*STEPS, *FRAMES, *NOT_OF_REQUESTS):
        (tmp_path / f"{name}.en.txt").write_text("Subject: In English ((number))\nHello\n")

    templates = Templates(tmp_path)

    assert templates.find("closed", "es").fill_lines(FULL) == ["Hello"]


def test_what_a_value_holds_is_not_read_as_a_template():
    assert fill("We did: ((close_text))", close_text="((pin)) ((name??x))", pin="204817") == (
        "We did: ((pin)) ((name??x))"
    )


def test_a_condition_shows_its_text_only_where_the_value_is_known():
    line = "Done. ((promised_on??It will be there by ((promised_on)).))"

    assert fill(line, promised_on="May 4, 2026") == "Done. It will be there by May 4, 2026."
    assert fill(line) == "Done."


def test_brackets_of_a_sentence_may_touch_the_brackets_of_a_placeholder():
    assert fill("((pin??PIN: ((pin)) (keep it to yourself)))", pin="204817") == "PIN: 204817 (keep it to yourself)"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Hello ((nmae))", id="a name that does not exist"),
        pytest.param("Hello ((name", id="an open placeholder"),
        pytest.param("((name??Hello", id="an open condition"),
        pytest.param("Hello ))", id="an end without a beginning"),
        pytest.param("((name??a ((pin??b))))", id="a condition in a condition"),
        pytest.param("((name.upper))", id="an expression"),
        pytest.param("((number + 1))", id="a calculation"),
    ],
)
def test_a_faulty_line_is_refused_when_it_is_read(line):
    with pytest.raises(TemplateFault):
        parse_line(line, FIELDS)


def test_a_subject_cannot_hold_the_words_of_a_resident(tmp_path):
    path = tmp_path / "closed.en.txt"
    path.write_text("Subject: ((close_text))\nHello\n")

    with pytest.raises(TemplateFault, match="close_text"):
        read_template(path)
