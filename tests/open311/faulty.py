"""A proxy before a server that spoils its answers in one way, and the list of ways that the cases must find."""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import requests

SECONDS = 30
UNTOUCHED = ("transfer-encoding", "content-encoding", "connection", "content-length", "date", "server")


@dataclass(frozen=True)
class Answer:
    """A request and what is answered to it."""

    method: str
    path: str
    query: str
    status: int
    headers: dict[str, str]
    text: str

    def matches(self, pattern: str, method: str = "GET") -> bool:
        """Whether the request is one of this method whose path ends so."""
        return self.method == method and re.search(pattern, self.path) is not None

    @property
    def is_json(self) -> bool:
        """Whether JSON was asked for."""
        return self.path.endswith(".json")


Spoil = Callable[[Answer], Answer]


@dataclass(frozen=True)
class Fault:
    """A way to be wrong, and the parts of the standard whose cases are tried first."""

    name: str
    about: tuple[str, ...]
    spoil: Spoil


FAULTS: list[Fault] = []


def fault(*about: str) -> Callable[[Spoil], Spoil]:
    """Make a function that spoils an answer a fault; its name says which."""

    def note(spoil: Spoil) -> Spoil:
        FAULTS.append(Fault(spoil.__name__.replace("_", " "), about, spoil))
        return spoil

    return note


def text(answer: Answer, old: str, new: str) -> Answer:
    """Return the answer with a text exchanged, a regular expression."""
    return replace(answer, text=re.sub(old, new, answer.text))


def drop(answer: Answer, name: str) -> Answer:
    """Return the answer without a member, in both formats."""
    without = re.sub(rf"<{name}>[^<]*</{name}>|<{name}/>", "", answer.text)
    return replace(answer, text=re.sub(rf'"{name}":("(\\.|[^"\\])*"|[^,}}\]]*),?', "", without).replace(",}", "}"))


@fault("services")
def the_content_type_is_application_xml(answer: Answer) -> Answer:
    kind = answer.headers.get("content-type", "").replace("text/xml", "application/xml")
    return replace(answer, headers=answer.headers | {"content-type": kind.replace("application/json", "text/json")})


@fault("services")
def the_content_type_has_no_charset(answer: Answer) -> Answer:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    return replace(answer, headers=answer.headers | {"content-type": kind})


@fault("services")
def json_keeps_its_root(answer: Answer) -> Answer:
    good = answer.is_json and answer.matches(r"/services\.json") and answer.status == 200
    return replace(answer, text='{"services":' + answer.text + "}") if good else _no_declaration(answer)


def _no_declaration(answer: Answer) -> Answer:
    return text(answer, r"^<\?xml.*?\?>\s*", "")


@fault("services")
def the_declaration_names_another_encoding(answer: Answer) -> Answer:
    return text(answer, 'encoding="utf-8"', 'encoding="iso-8859-1"') if not answer.is_json else _latin(answer)


def _latin(answer: Answer) -> Answer:
    kind = answer.headers.get("content-type", "").replace("utf-8", "iso-8859-1")
    return replace(answer, headers=answer.headers | {"content-type": kind})


@fault("services")
def the_root_has_a_namespace(answer: Answer) -> Answer:
    spoiled = text(answer, "<services>", '<services xmlns="http://city.example/ns">')
    return (
        text(spoiled, r"^\[", '[{"@xmlns":"http://city.example/ns"},') if answer.matches("/services.json") else spoiled
    )


@fault("services")
def metadata_is_a_text(answer: Answer) -> Answer:
    return text(text(answer, '"metadata":(true|false)', r'"metadata":"\1"'), "<metadata>true<", "<metadata>yes<")


@fault("services")
def a_service_has_no_group(answer: Answer) -> Answer:
    return drop(answer, "group")


@fault("services")
def a_service_has_a_type_of_its_own(answer: Answer) -> Answer:
    return text(text(answer, '"realtime"', '"immediate"'), ">realtime<", ">immediate<")


@fault("services")
def two_services_have_one_code(answer: Answer) -> Answer:
    spoiled = text(answer, '"service_code":"[^"]*"', '"service_code":"same"') if answer.matches("/services") else answer
    return text(spoiled, "<service_code>[^<]*<", "<service_code>same<") if answer.matches("/services") else spoiled


@fault("tokens")
def an_unknown_jurisdiction_is_passed_over(answer: Answer) -> Answer:
    return _ok(answer) if "atlantis" in answer.query else answer


def _ok(answer: Answer) -> Answer:
    empty = "[]" if answer.is_json else '<?xml version="1.0" encoding="utf-8"?>\n<service_requests/>'
    return replace(answer, status=200, text=empty)


@fault("definitions")
def an_unknown_service_has_a_definition(answer: Answer) -> Answer:
    if answer.matches(r"/services/") and answer.status == 404:
        inside = "<service_definition><service_code>x</service_code><attributes/></service_definition>"
        empty = f'<?xml version="1.0" encoding="utf-8"?>{inside}'
        return replace(answer, status=200, text='{"service_code":"x","attributes":[]}' if answer.is_json else empty)
    return answer


@fault("definitions")
def the_order_is_a_text(answer: Answer) -> Answer:
    return text(text(answer, r'"order":(\d+)', r'"order":"\1"'), r"<order>\d+<", "<order>first<")


@fault("definitions")
def all_attributes_have_one_order(answer: Answer) -> Answer:
    return text(text(answer, r'"order":\d+', '"order":1'), r"<order>\d+<", "<order>1<")


@fault("definitions")
def an_attribute_does_not_say_whether_it_is_required(answer: Answer) -> Answer:
    return drop(answer, "required")


@fault("definitions")
def a_list_has_no_values(answer: Answer) -> Answer:
    if not answer.matches(r"/services/"):
        return answer
    return text(text(answer, r'"values":\[[^\]]*\]', '"values":[]'), "<values>.*?</values>", "<values/>")


@fault("definitions")
def a_datatype_is_unknown(answer: Answer) -> Answer:
    return text(text(answer, '"singlevaluelist"', '"select"'), ">singlevaluelist<", ">select<")


@fault("posting")
def a_posted_request_is_201(answer: Answer) -> Answer:
    return replace(answer, status=201) if answer.matches("requests", "POST") and answer.status == 200 else answer


@fault("posting")
def the_number_comes_as_a_number(answer: Answer) -> Answer:
    spoiled = text(answer, r'"service_request_id":"[^"]*"', '"service_request_id":7')
    return text(spoiled, "<service_request_id>[^<]*<", "<service_request_id><") if answer.method == "POST" else answer


@fault("posting")
def posting_answers_with_all_that_was_said(answer: Answer) -> Answer:
    if answer.method != "POST":
        return answer
    return text(text(answer, "<request>", "<request><email>a@b.example</email>"), r"^\[\{", '[{"email":"a@b.example",')


@fault("posting")
def a_missing_key_is_401(answer: Answer) -> Answer:
    return replace(answer, status=401) if answer.status == 403 else answer


@fault("posting")
def what_is_wrong_is_422(answer: Answer) -> Answer:
    return replace(answer, status=422) if answer.status == 400 else answer


@fault("posting")
def what_is_wrong_is_a_server_error(answer: Answer) -> Answer:
    return replace(answer, status=500) if answer.status == 400 else answer


@fault("errors", "posting")
def refusals_are_in_html(answer: Answer) -> Answer:
    if answer.status < 400:
        return answer
    return replace(answer, headers=answer.headers | {"content-type": "text/html"}, text="<h1>Wrong</h1>")


@fault("errors")
def a_refusal_is_no_array(answer: Answer) -> Answer:
    if answer.status < 400:
        return answer
    return text(text(answer, r"^\[(.*)\]$", r"\1"), "</?errors>", "")


@fault("errors")
def a_refusal_has_no_description(answer: Answer) -> Answer:
    return drop(answer, "description") if answer.status >= 400 else answer


@fault("requests")
def an_unknown_number_is_200_and_empty(answer: Answer) -> Answer:
    return _ok(answer) if answer.matches("/requests/") and answer.status == 404 else answer


@fault("requests")
def one_request_comes_without_its_list(answer: Answer) -> Answer:
    if not answer.matches("/requests/") or answer.status != 200:
        return answer
    return text(text(answer, r"^\[(.*)\]$", r"\1"), "</?service_requests>", "")


@fault("requests")
def the_latitude_is_a_text(answer: Answer) -> Answer:
    return text(text(answer, r'"lat":([-\d.]+)', r'"lat":"\1"'), "<lat>[^<]+<", "<lat>north<")


@fault("requests")
def a_request_has_no_zipcode(answer: Answer) -> Answer:
    return drop(answer, "zipcode")


@fault("requests")
def what_is_empty_is_an_empty_text(answer: Answer) -> Answer:
    return text(text(answer, '"address_id":null', '"address_id":""'), "<address_id/>", "")


@fault("requests")
def times_have_no_zone(answer: Answer) -> Answer:
    return text(answer, r"(\d\d:\d\d:\d\d)Z", r"\1")


@fault("requests")
def a_status_is_written_large(answer: Answer) -> Answer:
    return text(text(answer, '"status":"open"', '"status":"Open"'), "<status>open<", "<status>Open<")


@fault("requests")
def a_status_is_one_of_the_county_s_own(answer: Answer) -> Answer:
    return text(text(answer, '"status":"open"', '"status":"in_progress"'), "<status>open<", "<status>in_progress<")


@fault("requests")
def the_reporter_comes_back(answer: Answer) -> Answer:
    if not answer.matches("/requests"):
        return answer
    spoiled = text(answer, "<status>", "<email>wilhelmina@quackenbush.example</email><status>")
    return text(spoiled, '"status":', '"email":"wilhelmina@quackenbush.example","status":')


@fault("requests")
def line_breaks_are_lost(answer: Answer) -> Answer:
    return text(text(answer, r"\\n", " "), r"(?<=\w)\n(?=\w)", " ")


@fault("requests")
def signs_are_escaped_twice(answer: Answer) -> Answer:
    return text(text(answer, "&amp;", "&amp;amp;"), " & ", " &amp; ")


@fault("requests")
def foreign_members_come_unasked(answer: Answer) -> Answer:
    return text(
        text(answer, "<request>", "<request><title>x</title>"), '"status_notes":', '"title":"x","status_notes":'
    )


@fault("listing")
def no_match_is_not_found(answer: Answer) -> Answer:
    is_empty = answer.text == "[]" or re.search(r"<service_requests(/>|></service_requests>)", answer.text)
    return replace(answer, status=404) if is_empty else answer


@fault("listing")
def the_oldest_come_first(answer: Answer) -> Answer:
    if not answer.matches(r"/requests\.") or answer.status != 200:
        return answer
    if answer.is_json:
        return replace(answer, text=json.dumps(json.loads(answer.text)[::-1]))
    found = re.findall("<request>.*?</request>", answer.text, re.DOTALL)
    head = answer.text.partition("<service_requests")[0]
    return replace(answer, text=f"{head}<service_requests>{''.join(found[::-1])}</service_requests>")


@fault("tokens")
def an_unknown_token_is_200(answer: Answer) -> Answer:
    return _ok(answer) if answer.matches("/tokens/") and answer.status == 404 else answer


@fault("tokens")
def a_token_is_called_an_id(answer: Answer) -> Answer:
    return text(text(answer, '"token":', '"token_id":'), "(</?)token>", r"\1token_id>")


@fault("discovery")
def the_specification_has_another_name(answer: Answer) -> Answer:
    return text(answer, "http://wiki.open311.org/GeoReport_v2", "http://open311.example/GeoReport_v2")


@fault("discovery")
def discovery_lists_one_endpoint_as_an_object(answer: Answer) -> Answer:
    if "discovery" not in answer.path:
        return answer
    return text(text(answer, r'"endpoints":\[(\{.*\})\]', r'"endpoints":{"endpoint":\1}'), "</?endpoints>", "")


@fault("discovery")
def discovery_does_not_say_the_formats(answer: Answer) -> Answer:
    return text(text(answer, r',"formats":\[[^\]]*\]', ""), "<formats>.*?</formats>", "")


@fault("pages")
def page_size_is_passed_over(answer: Answer) -> Answer:
    if not answer.matches(r"/requests\.") or "page_size=2" not in answer.query:
        return answer
    return replace(_ok(answer), text=_ok(answer).text)


@fault("origins")
def pages_of_other_origins_may_not_read(answer: Answer) -> Answer:
    return replace(answer, headers={n: v for n, v in answer.headers.items() if n != "access-control-allow-origin"})


@fault("updates")
def a_state_of_an_update_is_written_large(answer: Answer) -> Answer:
    if "servicerequestupdates" not in answer.path:
        return answer
    return text(text(answer, '"status":"open"', '"status":"OPEN"'), "<status>open<", "<status>OPEN<")


@dataclass
class Proxy:
    """Listens on a port of its own, passes on what comes, and spoils what goes back while a fault is set."""

    origin: str
    current: Fault | None = None
    server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Passing", (_Passing,), {"proxy": self}))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        """Close the port."""
        self.server.shutdown()
        self.server.server_close()


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: Proxy

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        sent = {n: v for n, v in self.headers.items() if n.lower() not in ("host", "connection", "accept-encoding")}
        found = requests.request(self.command, self.proxy.origin + self.path, data=body, headers=sent, timeout=SECONDS,
                                 allow_redirects=False)  # fmt: skip
        headers = {n.lower(): v for n, v in found.headers.items() if n.lower() not in UNTOUCHED}
        parts = urlsplit(self.path)
        said = found.content.decode("utf-8").replace(self.proxy.origin, self.proxy.url)
        answer = Answer(self.command, parts.path, parts.query, found.status_code, headers, said)
        self._answer(self.proxy.current.spoil(answer) if self.proxy.current else answer)

    def _answer(self, answer: Answer) -> None:
        body = answer.text.encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _pass

    def log_message(self, *args: object) -> None:
        return
