"""What the cases share of one server in one format: how it is asked, what it offers, requests that were posted."""

import time
from functools import cached_property
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.structures import CaseInsensitiveDict

from tests.open311.replies import Reply

SECONDS = 30
TRIES, MOST_PAUSE_SECONDS = 4, 5.0
PERSON = {
    "first_name": "Wilhelmina",
    "last_name": "Quackenbush",
    "email": "wilhelmina@quackenbush.example",
    "phone": "301-555-0142",
    "device_id": "device-4711-quack",
    "account_id": "account-4712-quack",
}
PLACE = {"lat": "39.080000", "long": "-77.150000", "address_string": "7300 Carroll Ave"}
WORDS = "Deep hole in the right lane & <near> the library\nsince “Tuesday” – señal 🕳"


class World:
    """A server under test. `root` is the endpoint's address, `key` an API key, `form` xml or json."""

    def __init__(self, root: str, key: str, form: str, discovery: str = "") -> None:
        self.root = root.rstrip("/")
        self.key = key
        self.form = form
        self.discovery = discovery or f"{self.root.rpartition('/')[0]}/discovery"
        self.session = requests.Session()

    @property
    def origin(self) -> str:
        """Scheme and host."""
        parts = urlsplit(self.root)
        return urlunsplit((parts.scheme, parts.netloc, "", "", ""))

    def fresh(self) -> "World":
        """Return the same world with connections of its own and what is known of the service types, for a thread."""
        made = World(self.root, self.key, self.form, self.discovery)
        made.services, made.definitions = self.services, self.definitions
        return made

    def at(self, root: str) -> "World":
        """Return the world of another endpoint of the same server."""
        return World(root, self.key, self.form, self.discovery)

    def ask(self, method: str, url: str, **options: Any) -> requests.Response:
        """Send a request; a server that is too busy, or that we ask too often, is asked again when it says so."""
        for _ in range(TRIES):
            answer = self.session.request(method, url, timeout=SECONDS, allow_redirects=False, **options)
            if answer.status_code not in (429, 503) or "Retry-After" not in answer.headers:
                break
            time.sleep(min(float(answer.headers["Retry-After"]), MOST_PAUSE_SECONDS))
        return answer

    def get(self, path: str, headers: dict[str, str] | None = None, **arguments: Any) -> Reply:
        """GET something below the endpoint in this world's format."""
        url = f"{self.root}/{path}.{self.form}"
        return Reply(self.ask("GET", url, params=arguments, headers=headers), self.form)

    def get_raw(self, path: str, query: str) -> Reply:
        """GET with a query as it stands, which the usual clients would mend."""
        parts = urlsplit(self.root)
        connection = HTTPConnection(parts.netloc, timeout=SECONDS)
        connection.request("GET", f"{parts.path}/{path}.{self.form}?{query}")
        answer, response = connection.getresponse(), requests.Response()
        response.status_code, response.headers = answer.status, CaseInsensitiveDict(answer.getheaders())
        response._content = answer.read()
        connection.close()
        return Reply(response, self.form)

    def get_at(self, url: str) -> Reply:
        """GET another address in this world's format."""
        return Reply(self.ask("GET", f"{url}.{self.form}"), self.form)

    def post(self, path: str = "requests", headers: dict[str, str] | None = None, **arguments: Any) -> Reply:
        """POST a form, with the key unless told otherwise."""
        said = {"api_key": self.key} | arguments
        form = [(n, v) for n, value in said.items() if value is not None for v in _several(value)]
        return Reply(self.ask("POST", f"{self.root}/{path}.{self.form}", data=form, headers=headers), self.form)

    def post_raw(self, body: bytes, kind: str | None, path: str = "requests") -> Reply:
        """POST bytes as they stand."""
        headers = {"Content-Type": kind} if kind else {}
        return Reply(self.ask("POST", f"{self.root}/{path}.{self.form}", data=body, headers=headers), self.form)

    @cached_property
    def services(self) -> list[dict[str, Any]]:
        """The service list."""
        return self.get("services").good("services")

    @cached_property
    def definitions(self) -> dict[str, list[dict[str, Any]]]:
        """The attributes of service types with metadata, by code."""
        with_metadata = [s["service_code"] for s in self.services if s["metadata"]]
        found = {c: self.get(f"services/{c}").good("service_definition")["attributes"] for c in with_metadata}
        return {code: attributes or [] for code, attributes in found.items()}

    def of_type(self, kind: str) -> list[str]:
        """The codes of service types that answer in a way."""
        return [s["service_code"] for s in self.services if s["type"] == kind]

    def required(self, code: str) -> dict[str, str]:
        """Arguments that fill in the required attributes of a service type."""
        found = {}
        for attribute in self.definitions.get(code, []):
            if attribute["required"]:
                brackets = "[]" if attribute["datatype"] == "multivaluelist" else ""
                found[f"attribute[{attribute['code']}]{brackets}"] = value_for(attribute)
        return found

    @cached_property
    def simple(self) -> str:
        """A realtime service type without required attributes."""
        return next(code for code in self.of_type("realtime") if not self.required(code))

    def with_attribute(self, datatype: str, required: bool | None = None) -> tuple[str, dict[str, Any]]:
        """A realtime service type with an attribute of a datatype, and that attribute."""
        for code in self.of_type("realtime"):
            for attribute in self.definitions.get(code, []):
                if attribute["datatype"] == datatype and required in (None, attribute["required"]):
                    return code, attribute
        from tests.open311.suite import Left

        raise Left(f"no service type asks for a {datatype}")

    def report(self, **arguments: Any) -> dict[str, Any]:
        """Everything that a simple report needs, changed as told; None leaves something out."""
        return {"service_code": self.simple} | PLACE | {"description": WORDS} | arguments

    def opened(self, **arguments: Any) -> str:
        """Post a report and return the number that it got."""
        return self.post(**self.report(**arguments)).good("opened")[0]["service_request_id"]

    @cached_property
    def posted(self) -> dict[str, Any]:
        """A request with everything that may be said, as it is read back."""
        number = self.opened(media_url="https://photos.example.org/pothole.jpg", **PERSON)
        return self.get(f"requests/{number}").good("service_requests")[0]


def value_for(attribute: dict[str, Any]) -> str:
    """Return something that fits an attribute."""
    if attribute["datatype"] in ("singlevaluelist", "multivaluelist"):
        return attribute["values"][0]["key"]
    return {"number": "3", "datetime": "2026-11-20T15:00:00Z"}.get(attribute["datatype"], "blue car")


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
