"""Departments, service types, rules, members and the copy of the directory: what decisions are made from."""
