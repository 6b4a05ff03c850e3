"""Inquiry v1."""

from tests.open311.suite import case, each

SCHEMAS = {"services": "inquiry_services", "facilities": "facilities", "web_faqs": "faqs"}
NAMES = {"services": "service_name", "facilities": "facility_name", "web_faqs": "question"}
DETAILS = {
    "services": ("description", "description_html", "url", "categories", "web_actions"),
    "facilities": ("features", "address", "displayed_hours", "lat", "long", "eligibility_information"),
    "web_faqs": ("answer", "answer_html", "categories", "services", "url"),
}


def _root(world):
    found = world.get_at(world.discovery).good("discovery")["endpoints"]
    return next(e["url"] for e in found if "Inquiry" in e["specification"])


def _get(world, path, schema):
    return world.get_at(f"{_root(world)}/{path}").good(schema)


@each("inquiry", *SCHEMAS)
def _all(world, kind):
    """All {} are listed"""
    assert _get(world, f"{kind}/all", SCHEMAS[kind])


@each("inquiry", *SCHEMAS)
def _lines(world, kind):
    """A line of {} has id, name, expiration and brief_description"""
    for line in _get(world, f"{kind}/all", SCHEMAS[kind]):
        assert {"id", NAMES[kind], "expiration", "brief_description"} <= set(line)


@each("inquiry", *SCHEMAS)
def _one(world, kind):
    """One of {} has all its details"""
    line = _get(world, f"{kind}/all", SCHEMAS[kind])[0]

    [entry] = _get(world, f"{kind}/{line['id']}", SCHEMAS[kind])

    assert set(DETAILS[kind]) <= set(entry)
    assert entry[NAMES[kind]] == line[NAMES[kind]]


@each("inquiry", *SCHEMAS)
def _category(world, kind):
    """A category of {} leaves the others out"""
    lines = _get(world, f"{kind}/all", SCHEMAS[kind])
    if kind == "facilities":
        category = lines[0]["type"]
    else:
        category = _get(world, f"{kind}/{lines[0]['id']}", SCHEMAS[kind])[0]["categories"][0]["category_name"]

    found = _get(world, f"{kind}/{category}", SCHEMAS[kind])

    assert lines[0]["id"] in [line["id"] for line in found]
    assert len(found) < len(lines)


@each("inquiry", *SCHEMAS)
def _unknown(world, kind):
    """An unknown name among {} is not found"""
    world.get_at(f"{_root(world)}/{kind}/no-such-thing").refused(404)


@case("inquiry")
def a_text_as_html_holds_no_foreign_marks(world):
    faqs = _get(world, "web_faqs/all", "faqs")
    [entry] = _get(world, f"web_faqs/{faqs[0]['id']}", "faqs")

    assert entry["answer_html"].startswith("<")
    assert "<script" not in entry["answer_html"]
    assert "**" not in entry["answer"]
