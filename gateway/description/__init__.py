"""The API described: OpenAPI 3.1 made from the route table and the contracts, and a page to read it on."""
