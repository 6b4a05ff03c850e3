"""The pages of API clients' owners: forms that say what is wrong, links, keys that are shown once; nothing leaks."""

import re
from html.parser import HTMLParser

import pytest

from services.intake import contract as intake
from tests.gateway.conftest import a_gateway

TOKEN = "01a200519e1b7c559a104b1f0a6d2c11.3q2-7wAAESIzRFVmd4iZqg"
KEY = "hub311_XwXASWvDTSS59CEOzFzVD8r8SoeKEwK1_XI5dv2juXE"
FORM = {"name": "Potholes of Hartwell", "email": "dev@potholes.example", "purpose": "a map", "test": "no"}
VOID = {"meta", "link", "input"}


def a_key(number=1, live=True):
    return {
        "id": f"key-{number}", "prefix": f"hub311_XwX{number}", "scopes": ["create"], "live": live,
        "created_at": "2026-11-20T15:04:10.000Z", "expires_at": "2027-11-20T15:04:10.000Z", "revoked_at": None,
        "last_used_at": None,
    }  # fmt: skip


def a_client(*keys, name="Potholes of Hartwell"):
    return {"id": "c1", "kind": "open311", "name": name, "email": "dev@potholes.example",
            "created_at": "2026-11-20T15:00:00.000Z", "keys": list(keys)}  # fmt: skip


@pytest.fixture(scope="module")
def unlimited(broker, around, tmp_path_factory):
    with a_gateway(broker, around, tmp_path_factory.mktemp("owners"), HUB311_LIMITS="off") as made:
        yield made


@pytest.fixture
def desk(unlimited):
    """A gateway whose intake knows one client without keys and makes keys for it."""
    for one in unlimited.fakes.values():
        one.forget()
    fake = unlimited.fakes["intake"]
    fake.answers["read_own_client"] = lambda message, caller: a_client()
    fake.answers["register_client"] = fake.answers["send_client_links"] = lambda message, caller: {}
    fake.answers["revoke_own_key"] = lambda message, caller: {}
    made = {"id": "key-1", "client": "c1", "key": KEY, "prefix": KEY[:12], "expires_at": "2027-11-20T15:04:10.000Z"}
    fake.answers["issue_own_key"] = lambda message, caller: made
    return unlimited


class Checker(HTMLParser):
    """Follows the tags of a page: what is open, which fields have labels, where forms go."""

    def __init__(self, text):
        super().__init__()
        self.open, self.labels, self.fields, self.ids = [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [said["id"]] if "id" in said else []
        self.labels |= {said["for"]} if "for" in said else set()
        if tag in ("input", "select", "textarea") and said.get("type") != "hidden":
            self.fields.append((said.get("id"), "label" in self.open))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def assert_well_made(answer):
    """Closed tags, a language, one heading of the first level, a label for each field, no script, no cookie."""
    seen = Checker(answer.text)
    assert seen.open == []
    assert len(seen.ids) == len(set(seen.ids))
    assert all(inside or name in seen.labels for name, inside in seen.fields)
    assert answer.text.count("<h1>") == 1
    assert '<html lang="en">' in answer.text
    assert "<script" not in answer.text
    assert "set-cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/keys", "/keys/sent", f"/keys/own?token={TOKEN}", "/keys/own", "/keys/own?token=%ff"]
)
def test_every_page_is_well_made(desk, path):
    assert_well_made(desk.ask("GET", path))


def test_who_asks_for_a_key_is_told_to_look_into_the_mailbox(desk):
    answer = desk.ask("POST", "/keys", data=FORM)

    assert (answer.status_code, answer.url.rpartition("/keys")[2]) == (200, "/sent")
    assert desk.fakes["intake"].heard[0][:2] == (
        "register_client",
        {"name": "Potholes of Hartwell", "email": "dev@potholes.example", "purpose": "a map", "test": False},
    )


def test_who_has_lost_the_link_gets_the_same_answer_for_any_address(desk):
    answer = desk.ask("POST", "/keys/link", data={"owner": "nobody@example.org"})

    assert answer.url.endswith("/keys/sent")
    assert desk.fakes["intake"].heard[0][:2] == ("send_client_links", {"email": "nobody@example.org"})


@pytest.mark.parametrize(
    ("path", "given", "field"),
    [
        ("/keys", FORM | {"email": "dev"}, "email"),
        ("/keys", FORM | {"name": ""}, "name"),
        ("/keys", FORM | {"name": "x" * 121}, "name"),
        ("/keys", FORM | {"purpose": "x" * 501}, "purpose"),
        ("/keys/link", {"owner": "dev"}, "owner"),
    ],
    ids=["no address", "no name", "a long name", "a long purpose", "no owner"],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(desk, path, given, field):
    answer = desk.ask("POST", path, data=given)

    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert re.search(rf'name="{field}"[^>]*aria-describedby="[^"]*{field}-fault"[^>]*aria-invalid="true"', answer.text)
    assert all(value in answer.text for value in given.values() if value not in ("no",))
    assert_well_made(answer)
    assert desk.heard() == []


def test_what_is_typed_is_shown_as_text(desk):
    answer = desk.ask("POST", "/keys", data=FORM | {"email": '"><script>alert(1)</script>'})

    assert "&quot;&gt;&lt;script&gt;" in answer.text
    assert_well_made(answer)


def test_a_client_s_own_words_are_shown_as_text(desk):
    wicked = "<script>alert(1)</script>"
    desk.fakes["intake"].answers["read_own_client"] = lambda message, caller: a_client(a_key(), name=wicked)

    assert_well_made(desk.ask("GET", f"/keys/own?token={TOKEN}"))


def test_a_key_is_shown_once_to_who_made_it(desk):
    made = desk.ask("POST", "/keys/own/new", data={"token": TOKEN, "days": "90"})
    again = desk.ask("GET", f"/keys/own?token={TOKEN}")

    assert KEY in made.text
    assert KEY not in again.text
    assert desk.fakes["intake"].heard[0][:2] == ("issue_own_key", {"token": TOKEN, "days": 90})
    assert_well_made(made)


def test_a_third_key_is_refused_on_the_page(desk):
    def refuse(message, caller):
        raise intake.refusals.TooManyKeys

    desk.fakes["intake"].answers["issue_own_key"] = refuse
    desk.fakes["intake"].answers["read_own_client"] = lambda message, caller: a_client(a_key(1), a_key(2))

    answer = desk.ask("POST", "/keys/own/new", data={"token": TOKEN, "days": "90"})

    assert answer.status_code == 409
    assert "at most two live keys" in answer.text
    assert "Make a key" not in answer.text


def test_a_key_is_ended_and_the_page_comes_back(desk):
    answer = desk.ask("POST", "/keys/own/end", data={"token": TOKEN, "id": "key-1"})

    assert answer.status_code == 200
    assert [name for name, _, _ in desk.heard()] == ["revoke_own_key", "read_own_client"]


def test_keys_that_have_ended_stay_on_the_page_without_a_button(desk):
    keys = [a_key(1), a_key(2, live=False)]
    desk.fakes["intake"].answers["read_own_client"] = lambda message, caller: a_client(*keys)

    answer = desk.ask("GET", f"/keys/own?token={TOKEN}")

    assert answer.text.count(">End</button>") == 1
    assert "hub311_XwX2" in answer.text


@pytest.mark.parametrize("path", ["/keys/own/new", "/keys/own/end"])
def test_a_link_that_is_over_says_so_and_leads_to_a_new_one(desk, path):
    def refuse(message, caller):
        raise intake.refusals.LinkNotFound

    desk.fakes["intake"].answers["issue_own_key"] = desk.fakes["intake"].answers["revoke_own_key"] = refuse
    answer = desk.ask("POST", path, data={"token": TOKEN, "id": "key-1", "days": "90"})

    assert answer.status_code == 404
    assert "ask for a new one" in answer.text
    assert 'href="/keys"' in answer.text
    assert_well_made(answer)


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"json": FORM}, 415),
        ({"data": "a=%ff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400),
        ({"data": {"name": "x" * 17000}}, 413),
        ({"data": {f"f{n}": "x" for n in range(30)}}, 400),
    ],
    ids=["JSON", "no UTF-8", "too large", "too many fields"],
)
def test_what_is_no_form_is_refused_on_a_page(desk, options, status):
    answer = desk.ask("POST", "/keys", **options)

    assert answer.status_code == status
    assert_well_made(answer)
    assert desk.heard() == []


def test_forms_that_send_mail_are_limited_by_address(gateway):
    gateway.fakes["intake"].answers["send_client_links"] = lambda message, caller: {}
    answers = [gateway.ask("POST", "/keys/link", data={"owner": "a@example.org"}) for _ in range(12)]

    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
