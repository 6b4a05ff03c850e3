"""Programs that a department may start from; they need kombu and requests, nothing of hub311."""
