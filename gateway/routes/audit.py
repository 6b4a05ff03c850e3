"""The audits: who did what, and who read whom; of contacts and requests, of the work, of what residents are told."""

from gateway.route import STAFF, Route

ROUTES = (
    Route("GET", "/v1/audit", "intake.list_audit", "List who wrote and who read requests and contacts", who=STAFF),
    Route("GET", "/v1/audit/work", "routing.list_work_audit", "List who changed and who read departments' work",
          who=STAFF),
    Route("GET", "/v1/audit/notices", "notify.list_notice_audit", "List who changed what residents are told with",
          who=STAFF),
)  # fmt: skip
