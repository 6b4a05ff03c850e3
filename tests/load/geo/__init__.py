"""`make bench-geo`: what a look-up costs in the process and over HTTP, beside PostGIS on the same layers."""
