"""Kinds of layers that mean something by themselves; every other kind is areas."""

COUNTY = "county"  # says which jurisdiction a point lies in
ROADS, ADDRESSES = "road", "address"
SAMPLE = "sample"  # the jurisdiction of the invented county
