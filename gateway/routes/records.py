"""Records for statisticians, counts for dashboards, and what the county publishes; nobody's name, nobody's words."""

from gateway.route import STAFF, Route

DAYS = {"from": "since", "to": "until"}

ROUTES = (
    Route("GET", "/v1/records/requests", "intake.list_request_records",
          "List requests by the time of their last change", who=STAFF),
    Route("GET", "/v1/records/contacts", "intake.list_contact_records",
          "List contacts by the time of their last change", who=STAFF),
    Route("GET", "/v1/records/totals", "intake.read_totals", "Add up some days", who=STAFF, named=DAYS),
    Route("GET", "/v1/records/files", "intake.list_record_files",
          "List the files of closed days, as Parquet and CSV", who=STAFF),
    Route("GET", "/v1/records/files/{id}", "intake.read_record_file", "Fetch a file",
          who=STAFF, download="records"),
    Route("GET", "/v1/counts", "intake.list_counts",
          "Count requests or contacts by type, area, department, language, channel or hour", who=STAFF, named=DAYS),
    Route("GET", "/v1/open-data", "intake.list_open_data", "List the published files of closed days"),
    Route("GET", "/v1/open-data/{id}", "intake.read_open_data", "Fetch a published file", download="records"),
)  # fmt: skip
