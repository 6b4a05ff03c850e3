"""What the Census Bureau publishes of a county in its TIGER/Line files, and how the files and columns are called.

Names as in the technical documentation of the TIGER/Line shapefiles, 2020 to 2025.
"""

from dataclasses import dataclass, field
from typing import Any

INCORPORATED = ["C1", "C2", "C5", "C6", "C7", "C8"]  # class codes of places that govern themselves
UNINCORPORATED = ["U1", "U2"]
PRIVATE = ("S1740", "S1750", "S1780")  # feature classes of roads: service drives, parking lots
PUBLIC = ("S1100", "S1200", "S1400", "S1500", "S1630", "S1640", "S1710", "S1720", "S1730", "S1820", "S1830")
OWNERS = dict.fromkeys("IUS", "state") | dict.fromkeys(PRIVATE, "private") | dict.fromkeys(PUBLIC, "county")
ROAD_FIELDS = {
    "street": "FULLNAME",
    "route_type": "RTTYP",
    "owner": ["MTFCC", "ROAD_MTFCC"],
    "left_from": "LFROMHN",
    "left_to": "LTOHN",
    "right_from": "RFROMHN",
    "right_to": "RTOHN",
    "zip_left": "ZIPL",
    "zip_right": "ZIPR",
}


@dataclass(frozen=True)
class Product:
    """A layer that a county gets: `files` are endings of names, the first that exists counts, area and columns with it.

    Without the county itself there is nothing. In an ending {state} and {county} stand for the two and the five digits.
    """

    kind: str
    files: tuple[tuple[str, str], ...]  # ending of the name, column of the code
    name_field: str | None  # None: the code is the name
    members: dict[str, Any] = field(default_factory=dict)


IN_COUNTY = {"within_county": True, "may_be_empty": True}
INCORPORATED_ONLY = IN_COUNTY | {"where": {"CLASSFP": INCORPORATED}}
UNINCORPORATED_ONLY = IN_COUNTY | {"where": {"CLASSFP": UNINCORPORATED}}
PRODUCTS = (
    Product("county", (("us_county", "GEOID"), ("us_county20", "GEOID20")), "NAME"),
    Product("municipality", (("{state}_place", "GEOID"),), "NAME", INCORPORATED_ONLY),
    Product("census_place", (("{state}_place", "GEOID"),), "NAME", UNINCORPORATED_ONLY),
    Product("county_subdivision", (("{state}_cousub", "GEOID"),), "NAME", IN_COUNTY),
    Product("zip_code", (("us_zcta520", "ZCTA5CE20"), ("us_zcta510", "ZCTA5CE10")), None, IN_COUNTY),
    Product(
        "congressional_district",
        (("{state}_cd119", "CD119FP"), ("{state}_cd118", "CD118FP"), ("us_cd118", "CD118FP"), ("us_cd116", "CD116FP")),
        "NAMELSAD",
        IN_COUNTY,
    ),
    Product("state_senate_district", (("{state}_sldu", "SLDUST"),), "NAMELSAD", IN_COUNTY),
    Product("state_house_district", (("{state}_sldl", "SLDLST"),), "NAMELSAD", IN_COUNTY),
    Product("school_district", (("{state}_unsd", "GEOID"),), "NAME", IN_COUNTY),
)
ROAD_FILES = ("{county}_roads", "{county}_addrfeat")

STATES = {
    "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE", "11": "DC",
    "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL", "18": "IN", "19": "IA", "20": "KS", "21": "KY",
    "22": "LA", "23": "ME", "24": "MD", "25": "MA", "26": "MI", "27": "MN", "28": "MS", "29": "MO", "30": "MT",
    "31": "NE", "32": "NV", "33": "NH", "34": "NJ", "35": "NM", "36": "NY", "37": "NC", "38": "ND", "39": "OH",
    "40": "OK", "41": "OR", "42": "PA", "44": "RI", "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT",
    "50": "VT", "51": "VA", "53": "WA", "54": "WV", "55": "WI", "56": "WY", "60": "AS", "66": "GU", "69": "MP",
    "72": "PR", "78": "VI",
}  # fmt: skip
