"""The API's description: valid OpenAPI, complete, and a page that needs nothing from elsewhere."""

import json
import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from gateway.app import find_resources
from gateway.problems import kebab
from services.common.errors import all_refusals


@pytest.fixture
def document(gateway):
    return gateway.ask("GET", "/openapi.json").json()


def test_the_document_is_valid_openapi_3_1(document):
    validate(document)

    assert document["openapi"].startswith("3.1")


def test_every_route_is_described_with_its_problems_and_ways_to_authenticate(document):
    for route in (route for resource in find_resources() for route in resource.routes):
        said = document["paths"][route.path][route.method.lower()]
        assert said["summary"] == route.summary
        assert ({} in said["security"]) == ("anonymous" in route.who)
        assert {"422", "503", "default", str(route.status)} <= set(said["responses"])


def test_amendments_say_if_match_and_writes_say_idempotency_key(document):
    amend = document["paths"]["/v1/requests/{number}"]["patch"]["parameters"]
    create = document["paths"]["/v1/requests"]["post"]["parameters"]

    assert [parameter["name"] for parameter in amend if parameter["required"]] == ["number", "If-Match"]
    assert [parameter["name"] for parameter in create] == ["Idempotency-Key"]


def test_a_body_is_described_without_what_comes_from_path_and_headers(document):
    members = document["components"]["schemas"]["intake.AmendmentBody"]["properties"]

    assert "description" in members
    assert not {"number", "version", "pin", "idempotency_key"} & set(members)


def test_of_files_those_in_json_are_described_as_objects(document):
    answer = document["paths"]["/v1/records/files/{id}"]["get"]["responses"]["200"]

    kinds = {media: said["schema"]["type"] for media, said in answer["content"].items()}

    assert kinds == {"application/vnd.apache.parquet": "string", "text/csv": "string", "application/json": "object"}


def test_the_page_shows_every_address_and_every_refusal(gateway, document):
    page = gateway.ask("GET", "/docs").text

    assert all(path in page for path in document["paths"])
    known = [c for c, refusal in all_refusals().items() if ".contract" in refusal.__module__ and c != "Refusal"]
    assert all(f"id='{kebab(code)}'" in page for code in known)


def test_the_page_needs_nothing_from_elsewhere_and_no_script(gateway):
    page = gateway.ask("GET", "/docs")
    style = gateway.ask("GET", "/docs/style.css").text

    assert "<script" not in page.text
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page.text) == []
    assert "url(" not in style
    assert "script-src" not in page.headers["Content-Security-Policy"]


def test_links_inside_the_page_lead_somewhere(gateway):
    page = gateway.ask("GET", "/docs").text
    anchors = set(re.findall(r"""id=["']([^"']+)""", page))

    assert set(re.findall(r'href="#([^"]+)"', page)) - anchors == set()


def test_who_has_the_page_already_is_told_so(gateway):
    mark = gateway.ask("GET", "/docs").headers["ETag"]

    assert gateway.ask("GET", "/docs", headers={"If-None-Match": mark}).status_code == 304


def test_every_example_fits_its_schema(document):
    for operation in (operation for path in document["paths"].values() for operation in path.values()):
        contents = [operation.get("requestBody", {}), *operation["responses"].values()]
        for content in (said.get("content", {}).get("application/json", {}) for said in contents):
            if "example" in content:
                schema = {"components": document["components"], **content["schema"]}
                Draft202012Validator(schema).validate(content["example"])


def test_patterns_are_written_as_every_language_reads_them(document):
    assert '"pattern":' in json.dumps(document).replace(" ", "")
    assert "\\\\Z" not in json.dumps(document)


def test_the_schema_of_an_event_is_at_the_address_that_the_event_names(gateway):
    answer = gateway.ask("GET", "/schemas/routing/request_assigned.v1.json")

    assert answer.status_code == 200
    assert answer.json()["properties"]["type"] == {"const": "hub311.routing.request_assigned.v1"}
