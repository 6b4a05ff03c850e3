"""The public addresses, one file a resource; a new file with ROUTES here is a new resource."""
