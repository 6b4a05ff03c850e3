"""Emergency accounts: in without the provider, for a short time, never unseen."""

import json
import subprocess
import sys
import time

import pytest
import requests

from deploy.places import PROJECT
from gateway.sign_in.emergency import read_accounts
from services.common.caller import Caller
from services.common.settings import SettingSenseless
from tests.gateway.conftest import a_gateway

PASSWORD = "correct horse battery staple"
FORM = {"account": "night-duty", "password": PASSWORD, "reason": "The identity provider is down"}


def entry(name="night-duty", *roles):
    """What the command prints."""
    command = [sys.executable, "-m", "gateway.sign_in.emergency", name, *(roles or ("supervisor",))]
    done = subprocess.run(command, input=PASSWORD + "\n", capture_output=True, text=True, cwd=PROJECT, timeout=60)
    return done.returncode, done.stdout


def write(folder, text, mode=0o600):
    path = folder / "accounts.json"
    path.write_text(text)
    path.chmod(mode)
    return str(path)


@pytest.fixture(scope="module")
def door(broker, around, tmp_path_factory):
    """A gateway with one emergency account, and a provider that is away."""
    folder = tmp_path_factory.mktemp("emergency")
    _, printed = entry()
    path = write(folder, json.dumps({"accounts": [json.loads(printed)]}))
    with a_gateway(broker, around, folder, HUB311_BREAK_GLASS=path, HUB311_LIMIT_FORMS="off") as made:
        made.fakes["routing"].answers["note_break_glass"] = lambda message, caller: {"new": True}
        made.fakes["routing"].answers["read_me"] = lambda message, caller: {
            "subject": caller.subject, "roles": list(caller.roles), "departments": [], "may": [],
        }  # fmt: skip
        made.issuer.away = True
        yield made
        made.issuer.away = False


def knock(door, **form):
    web = requests.Session()
    answer = web.post(door.url + "/break-glass", data=FORM | form, allow_redirects=False, timeout=20)
    return web, answer


def test_it_opens_while_the_provider_is_away_and_the_use_is_written_down_first(door):
    web, answer = knock(door)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/me")
    page = web.get(door.url + "/me", timeout=20)
    assert "Emergency access" in page.text
    noted = next(call for call in door.fakes["routing"].heard if call[0] == "note_break_glass")
    assert (noted[1]["account"], noted[1]["reason"]) == ("night-duty", FORM["reason"])
    assert noted[2].kind == "service"
    me = next(call for call in door.fakes["routing"].heard if call[0] == "read_me")
    assert me[2] == Caller("staff", "break-glass:night-duty", ("supervisor",))


def test_such_a_session_lasts_a_quarter_of_an_hour(door):
    _, answer = knock(door)

    [cookie] = [cookie for cookie in answer.cookies if cookie.name == "hub311"]
    assert 880 < cookie.expires - time.time() <= 900


@pytest.mark.parametrize(
    ("form", "status"),
    [
        pytest.param({"account": "nobody"}, 401, id="an-account-that-is-none"),
        pytest.param({"account": ""}, 401, id="no-account"),
        pytest.param({"reason": " "}, 422, id="no-reason"),
    ],
)
def test_it_opens_to_nobody_else(door, form, status):
    _, answer = knock(door, **form)

    assert answer.status_code == status
    assert not answer.cookies


def test_five_wrong_passwords_lock_the_account(door):
    statuses = [knock(door, password="wrong")[1].status_code for _ in range(6)]

    assert statuses == [401] * 5 + [429]
    assert knock(door)[1].status_code == 429


def test_without_accounts_there_is_no_such_page(gateway):
    assert gateway.ask("GET", "/break-glass").status_code == 404


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        pytest.param('{"accounts": []}', 0o644, id="others-may-read-it"),
        pytest.param("{", 0o600, id="no-json"),
        pytest.param('{"accounts": [{"name": "x", "roles": ["king"], "salt": "", "digest": ""}]}', 0o600, id="a-king"),
    ],
)
def test_a_file_that_makes_no_sense_stops_the_start(tmp_path, text, mode):
    with pytest.raises(SettingSenseless):
        read_accounts(write(tmp_path, text, mode))


def test_the_command_takes_no_role_that_is_none():
    assert entry("night-duty", "king")[0] == 2
