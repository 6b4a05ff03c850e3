"""How services, definitions and requests look in Open311: members in the order of the standard, empty ones None."""

from typing import Any

from gateway.open311.jurisdictions import Jurisdiction

LISTS = ("singlevaluelist", "multivaluelist")


def moment(instant: str | None) -> str | None:
    """Return an instant as the standard writes it: to the second, with its zone."""
    return f"{instant[:19]}Z" if instant else None


def service(line: dict[str, Any], jurisdiction: Jurisdiction) -> dict[str, Any]:
    """Return a service type in a list."""
    return {
        "service_code": line["code"],
        "service_name": line["name"],
        "description": line.get("description") or None,
        "metadata": line["has_questions"],
        "type": jurisdiction.type_of(line["code"]),
        "keywords": ", ".join(word.replace(",", " ") for word in line.get("keywords") or ()) or None,
        "group": line.get("group") or None,
    }


def definition(view: dict[str, Any]) -> dict[str, Any]:
    """Return a service type's questions, numbered from 1."""
    questions = enumerate(view["questions"], start=1)
    return {"service_code": view["code"], "attributes": [_attribute(order, question) for order, question in questions]}


def _attribute(order: int, question: dict[str, Any]) -> dict[str, Any]:
    said = {
        "variable": True,
        "code": question["code"],
        "datatype": question["datatype"],
        "required": question["required"],
        "datatype_description": None,
        "order": order,
        "description": question["label"],
    }
    if question["datatype"] in LISTS:
        said["values"] = [{"key": value["key"], "name": value["name"]} for value in question["values"]]
    return said


def request(item: dict[str, Any], public_url: str) -> dict[str, Any]:
    """Return a request; with details what the extensions add. Photos kept here come before links to elsewhere."""
    kept = [f"{public_url}/v1/requests/{item['number']}/attachments/{photo}" for photo in item.get("photos") or ()]
    media = kept + (item.get("media") or [])
    said = {
        "service_request_id": item["number"],
        "status": item["status"],
        "status_notes": item.get("status_notes"),
        "service_name": item["service_name"],
        "service_code": item["service_code"],
        "description": item.get("description") or None,
        "agency_responsible": item.get("department_name"),
        "service_notice": None,
        "requested_datetime": moment(item["requested_at"]),
        "updated_datetime": moment(item["updated_at"]),
        "expected_datetime": moment(item.get("promised_by")),
        "address": item.get("address") or None,
        "address_id": item.get("address_id") or None,
        "zipcode": item.get("zip") or None,
        "lat": item.get("lat"),
        "long": item.get("long"),
        "media_url": media[0] if media else None,
    }
    return said | _extended(item, media) if item.get("details") else said


def _extended(item: dict[str, Any], media: list[str]) -> dict[str, Any]:
    details = item["details"]
    return {
        "extended_attributes": {
            "channel": details["channel"],
            "ward": details.get("council_district"),
            "area": details.get("area"),
            "duplicate": details.get("duplicate_of") is not None,
            "parent_service_request_id": details.get("duplicate_of"),
            "photos": [{"media_url": url} for url in media],
        },
        "attributes": [
            {"code": answer["code"], "name": answer["label"], "values": answer["values"]}
            for answer in details["answers"]
        ],
        "notes": [
            {
                "datetime": moment(step["at"]),
                "type": "status",
                "summary": step["state"].replace("_", " ").capitalize(),
                "description": step.get("text"),
            }
            for step in details["steps"]
        ],
    }


def update(item: dict[str, Any]) -> dict[str, Any]:
    """Return what happened to a request."""
    return {
        "update_id": item["id"],
        "service_request_id": item["number"],
        "status": item["state"],
        "updated_datetime": moment(item["at"]),
        "description": item.get("text") or None,
        "media_url": None,
    }
