"""Kinds of layers that mean something by themselves; every other kind is areas."""

COUNTY = "county"  # says which jurisdiction a point lies in
ROADS, ADDRESSES, LANDMARKS = "road", "address", "landmark"
SAMPLE = "sample"  # the jurisdiction of the invented county
