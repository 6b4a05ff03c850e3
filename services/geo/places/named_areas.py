"""Areas found by their name: a town, a park, a district."""

from rapidfuzz import fuzz, process

from services.geo.addresses.address_text import plain
from services.geo.atlas.atlas import Atlas

NAME_LIKENESS = 85  # of 100


def find_area(atlas: Atlas, text: str) -> int | None:
    """The number of the area whose name is most like the text; None when no name is like it."""
    asked = plain(text)
    if len(asked) < 3:
        return None
    exact = atlas.names.get(asked)
    if exact is not None:
        return exact
    hit = process.extractOne(asked, atlas.names.keys(), scorer=fuzz.ratio, score_cutoff=NAME_LIKENESS)
    return atlas.names[hit[0]] if hit else None
