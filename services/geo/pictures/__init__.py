"""Small maps of a place with its districts, as SVG: for letters, pages and agents; readable in black and white."""
