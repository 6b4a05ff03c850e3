"""POST requests."""

from tests.open311.suite import case, each
from tests.open311.world import PERSON, PLACE, WORDS


@case("posting")
def a_report_gets_a_number_and_nothing_else(world):
    [answer] = world.post(**world.report()).good("opened")

    assert answer["service_request_id"]
    assert set(answer) <= {"service_request_id", "service_notice", "account_id"}


@case("posting")
def each_report_gets_a_number_of_its_own(world):
    assert world.opened() != world.opened()


@case("posting")
def the_number_can_be_read_at_once(world):
    number = world.opened()

    assert world.get(f"requests/{number}").good("service_requests")[0]["service_request_id"] == number


@each(
    "posting",
    ("lat and long", {"address_string": None}),
    ("an address", {"lat": None, "long": None}),
    ("both", {}),
)
def _place(world, name, change):
    """A place by {0} is enough"""
    assert world.opened(**change)


@each(
    "posting",
    ("no place", {"lat": None, "long": None, "address_string": None}),
    ("lat alone", {"long": None, "address_string": None}),
    ("long beside an address without lat", {"lat": None}),
    ("an empty place", {"lat": "", "long": "", "address_string": " "}),
    ("a latitude of 91 degrees", {"lat": "91"}),
    ("a longitude of -181 degrees", {"long": "-181"}),
    ("words for a latitude", {"lat": "north"}),
    ("a latitude that is not a number", {"lat": "nan"}),
    ("an endless longitude", {"long": "inf"}),
    ("no service code", {"service_code": None}),
    ("an empty service code", {"service_code": ""}),
    ("an e-mail address without @", {"email": "wilhelmina"}),
    ("4,001 characters", {"description": "x" * 4001}),
    ("5,000 characters", {"description": "ä" * 5000}),
    ("a control character", {"description": "bell\x07"}),
    ("NUL", {"description": "nothing\x00"}),
    ("an address id that nobody knows", {"lat": None, "long": None, "address_string": None, "address_id": "zz-0"}),
)
def _refused(world, name, change):
    """A report with {0} is refused with 400"""
    world.post(**world.report(**change)).refused(400)


@each("posting", "no-such-service", "NO SUCH", "%")
def _no_service(world, code):
    """A report of the service {} is not found"""
    world.post(**world.report(service_code=code)).refused(404)


@each("posting", ("no key", None), ("an empty key", ""), ("a wrong key", "hub311_wrong"), ("a key of 5,000 letters",
      "k" * 5000))  # fmt: skip
def _key(world, name, key):
    """A report with {0} is forbidden"""
    world.post(**world.report(api_key=key)).refused(*((400, 403) if key and len(key) > 4096 else (403,)))


@case("posting")
def a_key_may_come_as_a_header(world):
    headers = {"Authorization": f"Bearer {world.key}"}

    assert world.post(headers=headers, **world.report(api_key=None)).good("opened")


@case("posting")
def a_wrong_key_in_the_header_is_forbidden(world):
    world.post(headers={"Authorization": "Bearer wrong"}, **world.report(api_key=None)).refused(403)


@case("posting")
def an_unknown_jurisdiction_takes_no_reports(world):
    world.post(**world.report(jurisdiction_id="atlantis.example")).refused(404)


@case("posting")
def arguments_given_empty_are_as_good_as_not_given(world):
    empty = dict.fromkeys((*PERSON, "media_url", "jurisdiction_id", "address_id"), "")

    assert world.opened(**empty)


@case("posting")
def all_that_may_be_said_is_taken(world):
    assert world.posted["service_request_id"]


@case("posting")
def four_thousand_characters_are_taken(world):
    assert world.opened(description="ä" * 4000)


@case("posting")
def a_report_without_words_is_taken(world):
    number = world.opened(description=None)

    assert world.get(f"requests/{number}").good("service_requests")[0]["description"] is None


@case("posting")
def a_required_attribute_is_asked_for(world):
    code, attribute = world.with_attribute("singlevaluelist", required=True)

    errors = world.post(**world.report(service_code=code)).refused(400)

    assert any(attribute["code"] in error["description"] for error in errors)


@each("posting", "singlevaluelist", "multivaluelist", "number", "datetime", "string", "text")
def _attribute(world, datatype):
    """An attribute of type {} is taken and shown"""
    from tests.open311.world import value_for

    code, attribute = world.with_attribute(datatype)
    brackets = "[]" if datatype == "multivaluelist" else ""
    several = [v["key"] for v in attribute["values"][:2]] if brackets else [value_for(attribute)]
    said = world.required(code) | {f"attribute[{attribute['code']}]{brackets}": several}

    number = world.opened(service_code=code, **said)

    [shown] = world.get(f"requests/{number}", extensions="true").good("extended_requests")
    [answer] = [a for a in shown["attributes"] if a["code"] == attribute["code"]]
    keys = [value["key"] for value in answer["values"]]
    assert keys == several or (datatype == "datetime" and keys[0][:19] == several[0][:19])


@each(
    "posting",
    ("singlevaluelist", "no-such-value"),
    ("multivaluelist", "no-such-value"),
    ("number", "many"),
    ("datetime", "soon"),
)
def _wrong_value(world, datatype, value):
    """An attribute of type {} that is {!r} is refused"""
    code, attribute = world.with_attribute(datatype)
    brackets = "[]" if datatype == "multivaluelist" else ""
    said = world.required(code) | {f"attribute[{attribute['code']}]{brackets}": value}

    world.post(**world.report(service_code=code, **said)).refused(400)


@case("posting")
def two_values_of_one_are_refused(world):
    code, attribute = world.with_attribute("singlevaluelist")
    keys = [v["key"] for v in attribute["values"][:2]]

    said = world.required(code) | {f"attribute[{attribute['code']}]": keys}

    world.post(**world.report(service_code=code, **said)).refused(400)


@each("posting", "attribute[no_such]", "attribute[", "attribute[]", "attribute[a][b]")
def _wrong_attribute(world, name):
    """An argument {} is refused"""
    world.post(**world.report(**{name: "x"})).refused(400)


@each(
    "posting",
    "ftp://photos.example.org/a.jpg", "javascript:alert(1)", "http://127.0.0.1:5672/", "http://[::1]/", "not a link",
    "http://169.254.169.254/latest/meta-data", "http://10.0.0.7/a.jpg", "http://localhost/a.jpg", "http://2130706433/",
    "https://name:word@photos.example.org/a.jpg", "file:///etc/passwd", "http://0x7f.1/", "http://intake.internal/",
    "http://[::ffff:127.0.0.1]/", "http://photos.example.org:99999/",
)  # fmt: skip
def _link(world, link):
    """A media_url {} is refused"""
    world.post(**world.report(media_url=link)).refused(400)


@case("posting")
def several_attributes_and_places_together_are_one_request(world):
    code, attribute = world.with_attribute("multivaluelist")
    keys = [v["key"] for v in attribute["values"][:2]]
    said = world.required(code) | {f"attribute[{attribute['code']}][]": keys}

    number = world.opened(service_code=code, description=WORDS, **(PLACE | said))

    assert len(world.get("requests", service_request_id=number).good("service_requests")) == 1
