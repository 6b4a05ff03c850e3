"""The manifest that public files make for a county."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import shapely

from services.geo.layers.features import LayerUnusable
from services.geo.layers.kinds import COUNTY
from services.geo.layers.reading import Form, read_layer
from services.geo.layers.sources import staged
from services.geo.layers.tables import Wanted
from services.geo.tiger.collection import Collection
from services.geo.tiger.products import OWNERS, PRODUCTS, ROAD_FIELDS, ROAD_FILES, STATES, Product

SOURCE, LICENCE = "U.S. Census Bureau, TIGER/Line", "Public domain"
NEIGHBOURHOOD_DEGREES = 0.05  # about 5 km: which neighbours are shown

Tell = Callable[[str], None]


def write_manifest(fips: str, source: str, target: Path, tell: Tell) -> Path:
    """Find what there is of a county, fetch it beside the manifest, write that; LayerUnusable without the county."""
    if not re.fullmatch(r"\d{5}", fips) or fips[:2] not in STATES:
        raise LayerUnusable(f"{fips} is not the five digits of a county.")
    kept = target.parent / fips
    kept.mkdir(parents=True, exist_ok=True)
    found = Collection(source, kept, tell)
    tables = list(_tables(fips, found, tell))
    head = f"# County {fips} from TIGER/Line {found.year}, written by `make county`.\n"
    target.write_text(head + f'jurisdiction_id = "{fips}"\n\n' + "\n".join(map(_toml, tables)), encoding="utf-8")
    return target


def _tables(fips: str, found: Collection, tell: Tell) -> Iterator[dict[str, Any]]:
    for product in PRODUCTS:
        file, code = _first(product, fips, found)
        if file is None:
            if product.kind == COUNTY:
                raise LayerUnusable(f"{found.source} holds no file of counties.")
            tell(f"there is no {product.kind.replace('_', ' ')} in {found.source}")
            continue
        yield _table(product, file, code, found.year) | (_county(file, code, fips) if product.kind == COUNTY else {})
    roads = [str(path) for ending in ROAD_FILES if (path := found.find(ending.format(county=fips)))]
    if roads:
        described = {"kind": "roads", "files": roads, "state": STATES[fips[:2]], **_provenance(found.year)}
        yield described | {"fields": ROAD_FIELDS, "owners": OWNERS}
    else:
        tell(f"there are no roads in {found.source}")


def _first(product: Product, fips: str, found: Collection) -> tuple[Path | None, str]:
    for ending, code in product.files:
        if path := found.find(ending.format(state=fips[:2], county=fips)):
            return path, code
    return None, ""


def _table(product: Product, file: Path, code: str, year: int) -> dict[str, Any]:
    columns = {"code_field": code, "name_field": product.name_field or code}
    return {"kind": product.kind, "file": str(file), **columns, **_provenance(year), **product.members}


def _provenance(year: int) -> dict[str, Any]:
    return {"source": f"{SOURCE} {year}", "licence": LICENCE, "valid_from": Date(f"{year}-01-01")}


def _county(file: Path, code: str, fips: str) -> dict[str, Any]:
    """The county itself and the box in which it and its neighbours are shown."""
    with staged(file) as source:
        try:
            features, _ = read_layer(source, Form(code, "NAME"), Wanted(where={code: fips}))
        except LayerUnusable as unusable:
            raise LayerUnusable(f"{file.name}: county {fips}: {unusable}") from unusable
    west, south, east, north = shapely.bounds(features[0].geometry).tolist()
    more = NEIGHBOURHOOD_DEGREES
    box = [west - more, south - more, east + more, north + more]
    return {"own": fips, "box": [round(number, 4) for number in box]}


class Date(str):
    """A date, which TOML writes without quotes."""


def _toml(table: Mapping[str, Any]) -> str:
    plain = [f"{name} = {_value(value)}" for name, value in table.items()]
    return "\n".join(["[[layer]]", *plain, ""])


def _value(value: Any) -> str:
    """Strings, numbers, truth, lists and inline tables: what manifests have."""
    if isinstance(value, Date):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(name)} = {_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
