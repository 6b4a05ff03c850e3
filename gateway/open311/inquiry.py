"""Inquiry v1: what can be asked for, where to go, and what is often asked."""

from collections.abc import Iterator
from typing import Any

from gateway.open311 import prose
from gateway.open311.asked import Asked, Handler, Parts
from gateway.open311.endpoint import BOTH, Row
from services.common.contract import Call
from services.common.errors import InvalidInput, NotFound
from services.kb import contract as kb
from services.routing import contract as routing

ROOT = "/inquiry/v1"
EVERYTHING = ("all", "web", "mobile")
MOST_FACILITIES = 250


class NothingThere(NotFound):
    """There is neither a category nor an entry of this name."""


class Inquiry:
    """The addresses below /inquiry/v1; a name in the path is an entry's id or a category."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def rows(self) -> Iterator[Row]:
        """Yield method, address, handler and rank."""
        acts = (("services", self.services), ("facilities", self.facilities), ("web_faqs", self.faqs))
        for name, act in acts:
            for form in BOTH:
                yield "GET", f"{ROOT}/{name}/{{id:str}}.{form}", Handler(act, form, self.parts), "read"

    async def services(self, asked: Asked) -> None:
        """List service types, of a group or all, or show one."""
        name = asked.path("id")
        if name not in EVERYTHING and (view := await _entry(asked, "routing", routing.READ_SERVICE, {"code": name})):
            await asked.answer("services", [self._service(view)])
            return
        found = await asked.call("routing", routing.LIST_SERVICES, {"public": True})
        lines = _of_category(found["items"], name, lambda line: (line.get("group"),))
        await asked.answer("services", [_service_line(line) for line in lines])

    def _service(self, view: dict[str, Any]) -> dict[str, Any]:
        url = f"{self.parts.public_url}/open311/v2/services/{view['code']}.json"
        line, words = _service_line(view), view.get("description") or ""
        return line | {
            "categories": [{"category_name": view["group"]}] if view.get("group") else [],
            "url": url,
            "description": prose.plain(words) or None,
            "description_html": prose.as_html(words) or None,
            "web_actions": [{"type": "Service Request", "label": view["name"], "url": url}],
        }

    async def facilities(self, asked: Asked) -> None:
        """List facilities, of a kind or all, or show one."""
        name = asked.path("id")
        if name in EVERYTHING:
            found = await asked.call("kb", kb.FIND_FACILITIES, {"limit": MOST_FACILITIES})
            await asked.answer("facilities", [_facility_line(facility) for facility in found["items"]])
            return
        one = await asked.call("kb", kb.FIND_FACILITIES, {"id": name[:64]})
        if one["items"]:
            await asked.answer("facilities", [_facility(one["items"][0])])
            return
        kind = name.lower().replace(" ", "-")[:64]
        found = await asked.call("kb", kb.FIND_FACILITIES, {"kind": kind, "limit": MOST_FACILITIES})
        if not found["items"]:
            raise NothingThere()
        await asked.answer("facilities", [_facility_line(facility) for facility in found["items"]])

    async def faqs(self, asked: Asked) -> None:
        """List articles, of a department or all, or show one."""
        name = asked.path("id")
        if name not in EVERYTHING and (article := await _entry(asked, "kb", kb.READ_ARTICLE, {"id": name[:64]})):
            await asked.answer("faqs", [await self._faq(asked, article)])
            return
        names = await _department_names(asked)
        lines = _of_category(await _articles(asked), name, lambda a: (a["department"], names.get(a["department"])))
        await asked.answer("faqs", [_faq_line(article) for article in lines])

    async def _faq(self, asked: Asked, article: dict[str, Any]) -> dict[str, Any]:
        names = await _department_names(asked)
        found = await asked.call("routing", routing.LIST_SERVICES, {"public": True})
        related = [line for line in found["items"] if line["code"] in article.get("service_types", ())]
        links = [link["url"] for link in article.get("links") or () if isinstance(link, dict) and link.get("url")]
        return _faq_line(article) | {
            "categories": [{"category_name": names.get(article["department"], article["department"])}],
            "url": links[0] if links else f"{self.parts.public_url}/v1/articles/{article['id']}",
            "answer": prose.plain(article["body"]),
            "answer_html": prose.as_html(article["body"]),
            "services": [_service_line(line) for line in related],
        }


async def _entry(asked: Asked, service: str, call: Call, wanted: dict[str, Any]) -> dict[str, Any] | None:
    """Return the entry with an id, None when there is none of this name."""
    public = {"public": True} if service == "routing" else {}
    try:
        return await asked.call(service, call, wanted | public)
    except (NotFound, InvalidInput):
        return None


def _of_category(lines: list[dict[str, Any]], name: str, categories: Any) -> list[dict[str, Any]]:
    if name in EVERYTHING:
        return lines
    chosen = [line for line in lines if name.lower() in {str(one).lower() for one in categories(line) if one}]
    if not chosen:
        raise NothingThere()
    return chosen


async def _department_names(asked: Asked) -> dict[str, str]:
    found = await asked.call("routing", routing.LIST_DEPARTMENTS, {})
    return {line["code"]: line["name"] for line in found["items"]}


async def _articles(asked: Asked) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    after = ""
    while True:
        page = await asked.call("kb", kb.LIST_ARTICLES, {"after": after, "limit": 250})
        items += page["items"]
        if not page.get("next"):
            return items
        after = page["next"]


def _service_line(line: dict[str, Any]) -> dict[str, Any]:
    words = line.get("description") or None
    return {"id": line["code"], "service_name": line["name"], "expiration": None, "brief_description": words}


def _faq_line(article: dict[str, Any]) -> dict[str, Any]:
    review = article.get("review_on")
    expiration = f"{review}T00:00:00Z" if review else None
    brief = article.get("summary") or None
    return {
        "id": article["id"], "question": article["title"], "expiration": expiration, "brief_description": brief,
    }  # fmt: skip


def _facility_line(facility: dict[str, Any]) -> dict[str, Any]:
    kind = facility["kind"].replace("-", " ").capitalize()
    return {
        "id": facility["id"],
        "facility_name": facility["name"],
        "expiration": None,
        "type": kind,
        "brief_description": ", ".join(part for part in (kind, facility.get("address")) if part),
    }


def _facility(facility: dict[str, Any]) -> dict[str, Any]:
    line = _facility_line(facility)
    reach = [facility.get("phone"), facility.get("url")]
    return line | {
        "description": "; ".join(part for part in (line["brief_description"], *reach) if part),
        "features": [{"feature_name": feature} for feature in facility.get("features") or ()],
        "address": facility.get("address"),
        "displayed_hours": facility.get("hours_text"),
        "lat": facility.get("lat"),
        "long": facility.get("long"),
        "eligibility_information": None,
    }
