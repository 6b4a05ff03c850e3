"""Who does it, by when: departments, service types, rules, assignments, promises and the departments' feed."""
