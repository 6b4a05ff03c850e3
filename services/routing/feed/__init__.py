"""The feed on which department systems live: positions, pages, queues and their accounts."""
