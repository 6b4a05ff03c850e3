"""GET services and service definitions."""

from tests.open311.suite import Left, case, each

SERVICE = ("service_code", "service_name", "description", "metadata", "type", "keywords", "group")
ATTRIBUTE = ("variable", "code", "datatype", "required", "datatype_description", "order", "description")


@case("services")
def the_list_has_the_form_of_the_standard(world):
    assert world.get("services").good("services")


@each("services", *SERVICE)
def _service_member(world, name):
    """Every service has {}"""
    assert all(name in service for service in world.get("services").good("services"))


@case("services")
def metadata_is_true_where_there_are_questions(world):
    assert all(attributes for attributes in world.definitions.values())


@case("services")
def codes_are_unique(world):
    codes = [s["service_code"] for s in world.get("services").good("services")]

    assert len(codes) == len(set(codes))


@case("services")
def keywords_stand_between_commas(world):
    words = [s["keywords"] for s in world.services if s["keywords"]]

    assert words
    assert all(word.strip() for text in words for word in text.split(","))


@case("services")
def an_empty_argument_is_as_good_as_none(world):
    assert world.get("services", jurisdiction_id="").good("services") == world.services


@case("services")
def the_list_needs_no_key_and_no_jurisdiction(world):
    assert world.get("services").status == 200


@case("services")
def an_unknown_jurisdiction_is_not_found(world):
    world.get("services", jurisdiction_id="atlantis.example").refused(404)


@each("definitions", *ATTRIBUTE)
def _attribute_member(world, name):
    """Every attribute has {}"""
    assert all(name in attribute for found in world.definitions.values() for attribute in found)


@case("definitions")
def a_definition_names_its_service(world):
    code = next(iter(world.definitions))

    assert world.get(f"services/{code}").good("service_definition")["service_code"] == code


@case("definitions")
def orders_count_up_from_one(world):
    for attributes in world.definitions.values():
        orders = [a["order"] for a in attributes]
        assert orders == sorted(set(orders))
        assert orders[0] >= 1


@case("definitions")
def lists_have_values_with_unique_keys(world):
    lists = [a for found in world.definitions.values() for a in found if a["datatype"].endswith("list")]

    assert lists
    for attribute in lists:
        keys = [value["key"] for value in attribute["values"]]
        assert keys
        assert len(keys) == len(set(keys))


@case("definitions")
def what_is_no_list_has_no_values(world):
    others = [a for found in world.definitions.values() for a in found if not a["datatype"].endswith("list")]

    assert all(not attribute.get("values") for attribute in others)


@case("definitions")
def a_service_without_metadata_has_no_attributes(world):
    without = [s["service_code"] for s in world.services if not s["metadata"]]
    if not without:
        raise Left("every service has metadata")

    assert not world.get(f"services/{without[0]}").good("service_definition")["attributes"]


@each("definitions", "no-such-service", "NO SUCH", "0", "a" * 100)
def _unknown(world, code):
    """A definition of {:.20} is not found"""
    world.get(f"services/{code}").refused(404)


@case("definitions")
def an_unknown_jurisdiction_has_no_definitions(world):
    world.get(f"services/{world.simple}", jurisdiction_id="atlantis.example").refused(404)
