"""Webhooks of department systems, and the events that they have refused."""

from gateway.route import WORKERS, Route

ONE = "/v1/departments/{code}/webhooks/{name}"

ROUTES = (
    Route("GET", "/v1/webhooks", "routing.list_webhooks", "List webhooks and how they go", who=WORKERS),
    Route("PUT", ONE, "routing.set_webhook",
          "Have a department's events pushed to an address; a new webhook's secret is shown this once", who=WORKERS),
    Route("DELETE", ONE, "routing.remove_webhook", "End a webhook", who=WORKERS, status=204),
    Route("POST", f"{ONE}/secret", "routing.renew_webhook_secret",
          "Make a new secret, shown this once; the former one signs for a day more", who=WORKERS, status=201),
    Route("POST", f"{ONE}/replay", "routing.replay_webhook",
          "Send everything behind a position, or since an instant, again", who=WORKERS),
    Route("GET", "/v1/dead-letters", "routing.list_dead_letters",
          "List events that webhooks have refused, newest first", who=WORKERS),
    Route("POST", "/v1/dead-letters/{id}/replay", "routing.replay_dead_letter", "Send one again", who=WORKERS),
)  # fmt: skip
