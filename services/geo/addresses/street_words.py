"""Words of street names as people write them, and the one form of each that is compared (USPS Publication 28)."""

import re
import unicodedata

from rapidfuzz import process
from rapidfuzz.distance import OSA

TYPES = {
    "ALY": "ALLEE ALLEY ALLY", "AVE": "AV AVEN AVENU AVENUE AVN AVNUE", "BLVD": "BOUL BOULEVARD BOULV BVD",
    "BND": "BEND", "BR": "BRANCH BRNCH", "BRG": "BRDGE BRIDGE", "BYP": "BYPA BYPASS", "CIR": "CIRC CIRCL CIRCLE CRCL",
    "CMN": "COMMON COMMONS", "COR": "CORNER CORNERS", "CRES": "CRESCENT CRSENT", "CSWY": "CAUSEWAY",
    "CT": "COURT CRT COURTS", "CTR": "CENTER CENTRE CNTR", "CV": "COVE", "DR": "DRIV DRIVE DRV",
    "EXPY": "EXP EXPRESS EXPRESSWAY EXPW", "EXT": "EXTENSION", "FRY": "FERRY", "FWY": "FREEWAY FREEWY",
    "GDN": "GARDEN GARDENS GDNS", "GLN": "GLEN", "GRN": "GREEN", "GRV": "GROVE GROV", "HBR": "HARBOR HARBOUR",
    "HL": "HILL", "HLS": "HILLS", "HTS": "HEIGHTS", "HOLW": "HOLLOW", "HWY": "HIGHWAY HIWAY HWAY",
    "JCT": "JUNCTION", "KNL": "KNOLL", "LK": "LAKE", "LN": "LANE", "LNDG": "LANDING", "LOOP": "LOOPS",
    "MDW": "MEADOW MEADOWS MDWS", "ML": "MILL", "MNR": "MANOR", "OVAL": "OVL", "ORCH": "ORCHARD",
    "PARK": "PRK", "PASS": "PASSAGE", "PATH": "PATHS", "PIKE": "PIKES", "PKWY": "PARKWAY PARKWY PKWAY PKY",
    "PL": "PLACE", "PLZ": "PLAZA", "PT": "POINT", "RD": "ROAD", "RDG": "RIDGE", "ROW": "", "RTE": "ROUTE RT",
    "RUN": "", "SQ": "SQUARE SQR", "ST": "STREET STR STRT STREETS", "TER": "TERRACE TERR", "TPKE": "TURNPIKE TRNPK",
    "TRL": "TRAIL TRAILS", "VLY": "VALLEY", "VW": "VIEW", "WALK": "WALKS", "WAY": "WY", "XING": "CROSSING CRSSNG",
}  # fmt: skip
DIRECTIONS = {
    "N": "NORTH NO", "S": "SOUTH SO", "E": "EAST", "W": "WEST",
    "NE": "NORTHEAST", "NW": "NORTHWEST", "SE": "SOUTHEAST", "SW": "SOUTHWEST",
}  # fmt: skip
ORDINALS = {
    "FIRST": "1ST", "SECOND": "2ND", "THIRD": "3RD", "FOURTH": "4TH", "FIFTH": "5TH", "SIXTH": "6TH",
    "SEVENTH": "7TH", "EIGHTH": "8TH", "NINTH": "9TH", "TENTH": "10TH", "ELEVENTH": "11TH", "TWELFTH": "12TH",
    "THIRTEENTH": "13TH", "FOURTEENTH": "14TH", "FIFTEENTH": "15TH", "SIXTEENTH": "16TH", "SEVENTEENTH": "17TH",
    "EIGHTEENTH": "18TH", "NINETEENTH": "19TH", "TWENTIETH": "20TH",
}  # fmt: skip
LEADING = {"ST": "SAINT", "MT": "MOUNT", "FT": "FORT"}  # these words at the front of a name mean something else


def _by_spelling(table: dict[str, str]) -> dict[str, str]:
    return {spelling: word for word, spellings in table.items() for spelling in (word, *spellings.split())}


TYPE_OF = _by_spelling(TYPES)
DIRECTION_OF = _by_spelling(DIRECTIONS)
ORDINAL_OF = _by_spelling(ORDINALS)
_NOT_WORDS = re.compile(r"[^A-Z0-9&/@#,+\s-]+")
_SPLIT_ORDINAL = re.compile(r"\b(\d+)\s+(ST|ND|RD|TH)\b(?=\s+[A-Z])")


_SPELT_OUT = (word for spellings in (*TYPES.values(), *DIRECTIONS.values()) for word in spellings.split())
_LONG_WORDS = sorted({word for word in _SPELT_OUT if len(word) >= 4})


def mistyped(word: str) -> str | None:
    """The type or direction that a word is one or two keystrokes away from: 'STREEKT' -> 'ST'."""
    most = 2 if len(word) >= 6 else 1
    hit = process.extractOne(word, _LONG_WORDS, scorer=OSA.distance, score_cutoff=most)
    return (TYPE_OF.get(hit[0]) or DIRECTION_OF[hit[0]]) if hit and word not in TYPE_OF else None


def plain(text: str) -> str:
    """Capitals without accents and marks; commas, dashes and the signs of a crossing stay."""
    bare = unicodedata.normalize("NFKD", text.upper().replace("ß", "SS"))
    unmarked = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(_NOT_WORDS.sub("", unmarked.replace("'", "").replace("’", "")).split())


def words_of(street: str) -> list[str]:
    """The words of a street name in their one form: 'North 5 th Street' -> ['N', 'FIFTH', 'ST']."""
    joined = _SPLIT_ORDINAL.sub(r"\1\2", plain(street).replace("-", " ").replace(",", " "))
    words = joined.split()
    return [_one_form(words, place) for place in range(len(words))]


def _one_form(words: list[str], place: int) -> str:
    word = words[place]
    if word in ORDINAL_OF:
        return ORDINAL_OF[word]
    first = place == 0 or (place == 1 and words[0] in DIRECTION_OF)
    last = place == len(words) - 1
    if first and not last and word in LEADING:
        return LEADING[word]
    names_the_street = place == 0 and len(words) == 2 and words[1] in TYPE_OF
    if word in DIRECTION_OF and (place == 0 or last) and len(words) > 1 and not names_the_street:
        return DIRECTION_OF[word]
    return TYPE_OF.get(word, word) if place > 0 else word
