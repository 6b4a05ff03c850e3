"""Lists of requests: filters, pages without double or hole, and only what one may see."""
