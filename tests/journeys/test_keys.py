"""A developer's way to a key, through forms and a real mail, and to its end; the request shows who reported it."""

import re

import requests

from deploy.processes import wait_until

FORM = {"name": "Potholes of Hartwell", "email": "dev@potholes.example", "purpose": "a map", "test": "no"}
POTHOLE = {"service_code": "pothole", "address_string": "7300 Carroll Ave", "description": "Deep hole"}


def mails(running, address):
    found = requests.get(f"{running.run_json['mailbox']}/messages.json", {"to": address}, timeout=20)
    return found.json()["items"]


def follow_link(running):
    """The link in the mail, as it is on this system."""
    wait_until(lambda: mails(running, FORM["email"]), 60, "the mail with the link")
    text = mails(running, FORM["email"])[0]["text"]
    return re.search(r"/keys/own\?token=([0-9a-f]{32}\.[\w-]{22})", text)[1]


def post(running, key):
    url = f"{running.run_json['open311']['url']}/requests.json"
    return requests.post(url, POTHOLE | {"api_key": key}, timeout=20)


def test_a_developer_gets_a_key_by_mail_reports_with_it_and_ends_it(running):
    asked = requests.post(f"{running.url}/keys", FORM, timeout=20)
    assert asked.url.endswith("/keys/sent")
    token = follow_link(running)
    made = requests.post(f"{running.url}/keys/own/new", {"token": token, "days": "365"}, timeout=20)
    key = re.search(r'class="key">(hub311_[\w-]+)<', made.text)[1]

    number = post(running, key).json()[0]["service_request_id"]
    agent = {"Authorization": f"Bearer {running.run_json['tokens']['agent']}"}
    shown = requests.get(f"{running.url}/v1/requests/{number}", headers=agent, timeout=20).json()
    assert shown["history"][0]["client"] == FORM["name"]

    page = requests.get(f"{running.url}/keys/own", {"token": token}, timeout=20).text
    key_id = re.search(r'name="id" value="([0-9a-f-]{36})"', page)[1]
    requests.post(f"{running.url}/keys/own/end", {"token": token, "id": key_id}, timeout=20)
    wait_until(lambda: post(running, key).status_code == 403, 10, "the end of the key")

    files = [path for path in (running.folder / "log").glob("*.log") if path.stem != "mailbox"]
    logs = "".join(path.read_text(errors="replace") for path in files)
    assert key not in logs
    assert token not in logs
    assert FORM["email"] not in logs
