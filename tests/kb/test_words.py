"""Words: folded, cut, stemmed, spelled."""

import pytest

from services.kb.real_words import real_words
from services.kb.vocabulary import Vocabulary
from services.kb.words import clean_text, cut_words, fold_text, is_unspaced, stem_word

VOCABULARY = Vocabulary(["street", "lamp", "lamp", "garbage", "library", "light"], {"lump"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Recolección DE basura", ["recoleccion", "de", "basura"], id="accents and case go"),
        pytest.param("my neighbor's dog isn't", ["my", "neighbor", "dog", "isn"], id="endings behind an apostrophe go"),
        pytest.param("đổ rác", ["do", "rac"], id="Vietnamese d with stroke"),
        pytest.param("收垃圾", ["收垃", "垃圾"], id="Chinese in pairs"),
        pytest.param("쓰레기", ["쓰레", "레기"], id="Korean in pairs, composed"),
        pytest.param("路 ok", ["路", "ok"], id="one Chinese sign is a word"),
        pytest.param("DS-11 / W4", ["ds", "11", "w4"], id="forms"),
        pytest.param("_ — !", [], id="nothing"),
    ],
)
def test_how_text_is_cut_into_words(text, words):
    assert cut_words(text) == words


def test_folding_keeps_hangul_whole():
    assert fold_text("쓰레기") == "쓰레기"


def test_accents_left_out_do_not_change_a_stem():
    assert stem_word(fold_text("calles"), "es") == stem_word(fold_text("callés"), "es")


@pytest.mark.parametrize(
    ("word", "language", "stem"),
    [
        pytest.param("libraries", "en", "librari", id="English"),
        pytest.param("libraries", "am", "libraries", id="a language without a stemmer"),
        pytest.param("w4", "en", "w4", id="a form's number"),
    ],
)
def test_what_stands_for_a_word_and_its_forms(word, language, stem):
    assert stem_word(word, language) == stem


def test_a_word_cut_out_of_a_script_without_spaces_is_known_as_such():
    assert (is_unspaced("垃圾"), is_unspaced("trash")) == (True, False)


def test_control_characters_and_lone_surrogates_become_spaces():
    assert clean_text("a\x00b\ud800c\n d", 100) == "a b c d"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("garbge", "garbage", id="a letter left out"),
        pytest.param("librayr", "library", id="neighbours swapped"),
        pytest.param("lamp", None, id="a used word is itself"),
        pytest.param("lump", None, id="a real word is itself"),
        pytest.param("lmp", None, id="too short to tell"),
        pytest.param("xylophone", None, id="nothing is near"),
        pytest.param("12345", None, id="numbers are not spelled"),
    ],
)
def test_what_a_word_was_meant_to_be(word, meant):
    assert next((used for used, _ in VOCABULARY.spell(word)), None) == meant


def test_a_compound_is_split_into_used_words():
    assert (VOCABULARY.split("streetlamp"), VOCABULARY.split("garbageman")) == (("street", "lamp"), None)


def test_real_words_are_known_for_both_languages():
    known = real_words("en", "es")

    assert {"drone", "camion"} <= known
    assert not {"garbge", "bahce"} & known


def test_a_language_without_a_list_has_no_real_words():
    assert real_words("am") == frozenset()
