"""Small files as the Census Bureau names them: one county, half of it a town, two roads, and its neighbour."""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyogrio
import shapely
from shapely import LineString, box

FIPS, YEAR = "24031", 2024
WEST, MIDDLE, EAST, SOUTH, NORTH = -77.2, -77.1, -77.0, 39.0, 39.1
COUNTY, NEXT = box(WEST, SOUTH, EAST, NORTH), box(EAST, SOUTH, -76.9, NORTH)
FAR = box(-100.0, 40.0, -99.9, 40.1)
GEORGIA = LineString([(-77.15, 39.02), (-77.15, 39.04)])

FILES = {
    "COUNTY/us_county": (
        {"GEOID": ["24031", "24027", "31001"], "NAME": ["Montgomery", "Howard", "Adams"]}, [COUNTY, NEXT, FAR]),
    "PLACE/24_place": (
        {"GEOID": ["2431175", "2400001", "2400002"], "NAME": ["Gaithersburg", "Ashton", "Elsewhere"],
         "NAMELSAD": ["Gaithersburg city", "Ashton CDP", "Elsewhere city"], "CLASSFP": ["C1", "U1", "C1"]},
        [box(WEST, SOUTH, MIDDLE, 39.05), box(MIDDLE, SOUTH, EAST, 39.05), NEXT]),
    "COUSUB/24_cousub": ({"GEOID": ["2403190324"], "NAME": ["9, Gaithersburg"]}, [COUNTY]),
    "ZCTA520/us_zcta520": ({"ZCTA5CE20": ["20877", "68901"]}, [COUNTY, FAR]),
    "CD/24_cd119": ({"CD119FP": ["08", "03"], "NAMELSAD": ["Congressional District 8", "Congressional District 3"]},
                    [COUNTY, NEXT]),
    "SLDU/24_sldu": ({"SLDUST": ["017"], "NAMELSAD": ["State Senate District 17"]}, [COUNTY]),
    "SLDL/24_sldl": ({"SLDLST": ["017"], "NAMELSAD": ["State Legislative District 17"]}, [COUNTY]),
    "UNSD/24_unsd": ({"GEOID": ["2400480"], "NAME": ["Montgomery County Public Schools"]}, [COUNTY]),
    "ROADS/24031_roads": (
        {"LINEARID": ["1", "2", "3"], "FULLNAME": ["State Rte 97", "Georgia Ave", None], "RTTYP": ["S", "M", None],
         "MTFCC": ["S1200", "S1200", "S1740"]},
        [GEORGIA, GEORGIA, LineString([(-77.14, 39.02), (-77.14, 39.03)])]),
    "ADDRFEAT/24031_addrfeat": (
        {"LINEARID": ["2", "4"], "FULLNAME": ["Georgia Ave", "Carroll Ave"], "ROAD_MTFCC": ["S1200", "S1400"],
         "LFROMHN": ["1", "7201"], "LTOHN": ["99", "7399"], "RFROMHN": ["2", "7200"], "RTOHN": ["98", "7398"],
         "ZIPL": ["20877", "20877"], "ZIPR": ["20877", "20877"]},
        [GEORGIA, LineString([(-77.17, 39.03), (-77.13, 39.03)])]),
}  # fmt: skip


def write_tiger(folder: Path, without: tuple[str, ...] = (), flat: bool = False) -> Path:
    """Write the files below a folder as the Bureau's server has them, or all in one folder."""
    for place, (columns, shapes) in FILES.items():
        group, _, ending = place.partition("/")
        if group in without:
            continue
        target = folder if flat else folder / group
        target.mkdir(parents=True, exist_ok=True)
        write_zipped_shapefile(target / f"tl_{YEAR}_{ending}.zip", columns, shapes)
    return folder


def write_zipped_shapefile(path: Path, columns: dict, shapes: list, crs: str = "EPSG:4269") -> Path:
    """Write a shapefile with its parts in an archive."""
    with TemporaryDirectory() as name:
        plain = Path(name) / f"{path.stem}.shp"
        kind = "Polygon" if shapes[0].geom_type == "Polygon" else "LineString"
        values = [np.array(column, dtype=object) for column in columns.values()]
        pyogrio.raw.write(plain, shapely.to_wkb(shapes), values, list(columns), geometry_type=kind, crs=crs)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(name).iterdir()):
                archive.write(part, part.name)
    return path
