"""The catalogue as everybody may read it, in one language."""

import pytest

from services.routing.catalogue import views
from services.routing.catalogue.agencies import COPIED, keep_agencies, keep_changes
from services.routing.catalogue.catalogue import CurrentCatalogue
from services.routing.catalogue.words import choose_language, choose_words
from services.routing.contract.refusals import ServiceNotFound
from tests.routing.sample import the_catalogue

CATALOGUE = the_catalogue()
PRIVATE = sorted(code for code, entry in CATALOGUE.services.items() if entry["private"])


def listed(group=None, language="en", public=False):
    return views.list_services(CATALOGUE, {"group": group, "language": language, "public": public})


def read(code, language="en", public=False):
    return views.read_service(CATALOGUE, {"code": code, "language": language, "public": public})


def test_every_service_type_is_listed_once_by_group_and_name():
    lines = listed()

    assert sorted(line["code"] for line in lines) == sorted(CATALOGUE.services)
    assert [(line["group"], line["name"]) for line in lines] == sorted((line["group"], line["name"]) for line in lines)


def test_a_group_is_listed_alone():
    lines = listed(group="Roads and sidewalks")

    assert "pothole" in {line["code"] for line in lines}
    assert {line["group"] for line in lines} == {"Roads and sidewalks"}


def test_what_is_private_is_not_shown_to_everybody():
    assert PRIVATE
    assert not set(PRIVATE) & {line["code"] for line in listed(public=True)}
    with pytest.raises(ServiceNotFound):
        read(PRIVATE[0], public=True)
    assert read(PRIVATE[0])["code"] == PRIVATE[0]


def test_a_service_type_is_read_with_its_questions_in_their_order_and_language():
    found = read("pothole", language="es")

    assert (found["name"], found["language"], found["version"]) == ("Bache", "es", 1)
    assert [question["order"] for question in found["questions"]] == sorted(q["order"] for q in found["questions"])
    assert found["questions"][0]["label"] == "¿En qué carril está?"
    assert {"key": "left", "name": "Carril izquierdo"} in found["questions"][0]["values"]


def test_a_service_type_that_does_not_exist_is_not_found():
    with pytest.raises(ServiceNotFound):
        read("unicorn-found")


def test_departments_are_listed_by_name_with_how_to_reach_them():
    lines = views.list_departments(CATALOGUE, "en")

    assert sorted(line["code"] for line in lines) == sorted(CATALOGUE.departments)
    assert [line["name"] for line in lines] == sorted(line["name"] for line in lines)
    assert next(line for line in lines if line["code"] == "dot")["phone"] == "240-555-0110"


@pytest.mark.parametrize(
    ("texts", "language", "words", "read_in"),
    [
        pytest.param({"en": "Pothole", "es": "Bache"}, "es", "Bache", "es", id="in the language"),
        pytest.param({"en": "Pothole", "es": "Bache"}, "es-MX", "Bache", "es", id="in the language of the region"),
        pytest.param({"en": "Pothole", "es": "Bache"}, "am", "Pothole", "en", id="in English where it is missing"),
        pytest.param({"es": "Bache"}, "am", "Bache", "en", id="in any where English is missing too"),
        pytest.param({"en": "Pothole"}, None, "Pothole", "en", id="nobody says which"),
        pytest.param({"en": "", "es": ""}, "en", None, "en", id="nothing is written"),
        pytest.param("Pothole", "es", "Pothole", "en", id="plain text as it is"),
        pytest.param(None, "es", None, "en", id="no text at all"),
    ],
)
def test_texts_are_read_in_the_language_that_is_asked_for_as_far_as_they_go(texts, language, words, read_in):
    assert (choose_words(texts, language), choose_language(texts, language)) == (words, read_in)


def changed(version, phone, agency="state-highways"):
    """What kb says of an agency."""
    entry = {"id": agency, "name": "State Highway Agency", "phone": phone, "phone_publish": "public"}
    return {"id": agency, "version": version, "entry": entry}


def phone_of(desk, agency="state-highways"):
    with desk.store.reading() as session:
        return CurrentCatalogue().get(session).agencies[agency]["phone"]


def test_of_several_changes_of_an_agency_the_newest_is_kept(desk):
    with desk.store.transaction() as session:
        keep_agencies(session, [changed(8, "410-555-0108"), changed(9, "410-555-0109"), changed(7, "410-555-0107")])

    assert phone_of(desk) == "410-555-0109"


def test_a_change_that_comes_late_changes_nothing(desk):
    with desk.store.transaction() as session:
        keep_agencies(session, [changed(9, "410-555-0109")])

    with desk.store.transaction() as session:
        keep_agencies(session, [changed(8, "410-555-0108")])

    assert phone_of(desk) == "410-555-0109"


def test_a_page_of_kbs_changes_fills_the_copy_of_the_directory(desk):
    article = {"event": "article_published", "data": {"id": "bees", "version": 1}}
    with desk.store.reading() as session:
        before = session.execute(COPIED).all()

    with desk.store.transaction() as session:
        keep_changes(session, [article, {"event": "directory_changed", "data": changed(3, "410-555-0103")}])

    with desk.store.reading() as session:
        assert (before, session.execute(COPIED).scalars().all()) == ([], ["state-highways"])
    assert phone_of(desk) == "410-555-0103"
