"""Geo against PostGIS: the same answers from the same loaded tables, and what each takes to give them."""
