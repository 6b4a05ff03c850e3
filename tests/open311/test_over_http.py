"""A running system is held to the standard over HTTP, and what holds it would find each of the seeded faults."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.local import Stack
from tests.open311 import others
from tests.open311.faulty import FAULTS, Fault, Proxy
from tests.open311.suite import FORMS, Case, Left, all_cases, failures
from tests.open311.world import World, value_for

CASES = all_cases()
NAMES = [one.name for one in CASES]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole system on SQLite with the sample county; how often somebody may ask is another test's subject."""
    folder: Path = tmp_path_factory.mktemp("open311")
    with Stack(folder, environment={"HUB311_LIMITS": "off"}) as stack:
        yield stack


@pytest.fixture(scope="module", params=FORMS)
def world(request, running) -> World:
    """The county's endpoint, asked in XML and in JSON."""
    said = running.run_json["open311"]
    return World(said["url"], said["api_key"], request.param)


@pytest.fixture(scope="module")
def endpoint(running) -> World:
    """The county's endpoint for clients that speak JSON alone."""
    said = running.run_json["open311"]
    return World(said["url"], said["api_key"], "json")


@pytest.fixture(scope="module")
def proxy(running) -> Iterator[Proxy]:
    """A proxy before the system."""
    made = Proxy(running.url)
    yield made
    made.stop()


def behind(proxy: Proxy, world: World, about: tuple[str, ...]) -> World:
    """The same endpoint, asked through the proxy; what it offers is known unless just that is spoiled."""
    made = World(world.root.replace(world.origin, proxy.url), world.key, world.form)
    if not {"services", "definitions"} & set(about):
        made.services, made.definitions = world.services, world.definitions
    return made


def nearest(fault: Fault) -> list[Case]:
    """The cases about what a fault spoils."""
    return [one for one in CASES if one.about in fault.about]


def test_there_are_cases_and_faults_enough():
    assert len(set(NAMES)) >= 120
    assert len({fault.name for fault in FAULTS}) >= 30


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_it_is_true_that(world, case):
    try:
        case.run(world)
    except Left as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_cases_find_that(proxy, world, fault):
    proxy.current = fault

    found = failures(behind(proxy, world, fault.about), nearest(fault), first=True)

    proxy.current = None
    assert found, f"no case about {', '.join(fault.about)} has found it"


def test_the_proxy_alone_spoils_nothing(proxy, world):
    proxy.current = None
    about = ("discovery", "services", "definitions", "tokens", "errors")

    assert failures(behind(proxy, world, about), [one for one in CASES if one.about in about]) == []


GEOREPORT = """
from georeport import GeoReport
city = GeoReport(given["root"], api_key=given["key"], output_format=given["form"])
services = city.get_service_list()
definition = city.get_service_definition(given["code"])
[one, two] = city.get_service_requests(service_request_id=",".join(given["numbers"]))
open_ones = city.get_service_requests(status="open", service_code=one["service_code"])
print(json.dumps([len(services), definition["service_code"], one["service_request_id"],
                  city.get_service_request(two["service_request_id"])["service_name"], len(open_ones)]))
"""


def test_georeport_reads_all_that_it_can(world):
    code = next(iter(world.definitions))
    numbers = [world.opened(), world.opened()]

    count, defined, first, name, open_ones = others.run_python(
        GEOREPORT, root=world.root, key=world.key, form=world.form, code=code, numbers=numbers
    )

    assert (count, defined, first) == (len(world.services), code, numbers[1])
    assert name == world.posted["service_name"]
    assert open_ones >= 2


CIVICBOT = """
from civicbot import Endpoint, HttpTransport, Open311Client
from civicbot.http import RateLimiter
from civicbot.open311 import CONFIRM_TOKEN
http = HttpTransport(rate_limiter=RateLimiter(min_interval=0))
city = Open311Client(Endpoint("ashmere", "Ashmere", given["root"], write=True), transport=http)
attributes = {a["code"]: ["x"] if a["datatype"] == "x" else a["values"][0]["key"]
              for a in city.get_service_definition(given["code"])["attributes"] if a["required"]}
sent = city.create_request(given["code"], dry_run=False, confirm=CONFIRM_TOKEN, api_key=given["key"],
    validate_remote=True, lat=39.08, lng=-77.15, description="Street light out", attributes=attributes)
number = sent.response[0]["service_request_id"]
batch = city.create_request(given["batch"], dry_run=False, confirm=CONFIRM_TOKEN, api_key=given["key"],
    lat=39.08, lng=-77.15)
token = batch.response[0]["token"]
print(json.dumps([city.get_request(number)["service_code"], city.get_token(token)[0]["token"] == token,
    [r["service_request_id"] for r in city.list_requests(service_request_ids=[number])] == [number],
    len(city.list_services())]))
"""


def test_civicbot_reports_and_reads(endpoint):
    code, _ = endpoint.with_attribute("singlevaluelist", required=True)
    [batch, *_] = endpoint.of_type("batch")

    shown, token_fits, listed, count = others.run_python(
        CIVICBOT, root=endpoint.root, key=endpoint.key, code=code, batch=batch
    )

    assert (shown, token_fits, listed, count) == (code, True, True, len(endpoint.services))


CHICAGOREQUESTS = """
import datetime
from chicagorequests import Downloader
Downloader.BASE_URL = given["root"] + "/requests.json"
now = datetime.datetime.now(datetime.timezone.utc)
found = Downloader()((now - datetime.timedelta(hours=1), now + datetime.timedelta(hours=1)))
print(json.dumps([r["service_request_id"] for r in found]))
"""


def test_chicagorequests_pages_through_a_day(endpoint):
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: endpoint.fresh().opened(), range(210)))

    found = others.run_python(CHICAGOREQUESTS, root=endpoint.root)

    assert len(found) == len(set(found))
    assert set(opened) <= set(found)


OPEN311 = """
const city = new Open311({discovery: given.discovery, apiKey: given.key});
const failed = (what) => { throw new Error(what); };
city.serviceDiscovery({cache: true}, (err, discovery) => { err && failed(discovery);
city.serviceList((err, services) => { err && failed(services);
city.serviceDefinition(given.code, (err, definition) => { err && failed(definition);
const report = {service_code: given.code, lat: 39.08, long: -77.15,
  description: 'Farola apagada ñ', attributes: given.said};
city.submitRequest(report, (err, made) => { err && failed(made);
const number = made[0].service_request_id;
city.serviceRequest(number, (err, one) => { err && failed(one);
city.serviceRequests([number, given.number], {}, (err, two) => { err && failed(two);
city.submitRequest({service_code: given.batch, lat: 39.08, long: -77.15}, (err, batch) => { err && failed(batch);
city.token(batch[0].token, (err, token) => { err && failed(token);
show([discovery.endpoints.length, services.length, definition.service_code, one[0].description,
      one[0].requested_datetime, two.length, token[0].token === batch[0].token]);
}); }); }); }); }); }); }); });
"""


def test_open311_for_node_does_all_that_it_can(endpoint):
    code, attribute = endpoint.with_attribute("singlevaluelist", required=True)
    said = {a["code"]: value_for(a) for a in endpoint.definitions[code] if a["required"]}
    given = {"discovery": f"{endpoint.discovery}.json", "key": endpoint.key, "code": code, "said": said}

    endpoints, services, defined, description, asked_at, two, token_fits = others.run_node(
        OPEN311, number=endpoint.opened(), batch=endpoint.of_type("batch")[0], **given
    )

    assert endpoints == 3
    assert (services, defined) == (len(endpoint.services), code)
    assert description == "Farola apagada ñ"
    assert asked_at.endswith("Z")
    assert (two, token_fits) == (2, True)
    assert attribute["code"] in said


def test_twenty_four_clients_at_once_get_numbers_that_can_be_read(endpoint):
    def report_and_read(_: int) -> str:
        mine = endpoint.fresh()
        number = mine.opened()
        assert mine.get(f"requests/{number}").good("service_requests")[0]["service_request_id"] == number
        return number

    with ThreadPoolExecutor(24) as pool:
        numbers = list(pool.map(report_and_read, range(96)))

    assert len(set(numbers)) == 96
