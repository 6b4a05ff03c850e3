"""What operations watch of departments' feeds."""

from services.common import metrics

reconciliation_differences = metrics.gauge(
    "reconciliation_differences", "Differences that a department's last reconciliation has found", ("department",)
)
feed_lag_events = metrics.gauge(
    "feed_lag_events", "Events that a department's reader furthest behind has not taken", ("department",)
)
feed_lag_seconds = metrics.gauge(
    "feed_lag_seconds", "Age of the oldest event that a reader of the department has not taken", ("department",)
)
feed_replayed_total = metrics.counter(
    "feed_replayed_total", "Events put into a department's queue once more because it asked", ("department",)
)
feed_readers_silent = metrics.gauge(
    "feed_readers_silent", "Readers for which events wait and that have taken none for a quarter of an hour"
)
department_queue_messages = metrics.gauge(
    "department_queue_messages", "Messages that wait in a department's queue, looked at each minute", ("department",)
)
