"""Calls made from the API's own description, thousands of them: nothing fails inside, nothing is told otherwise."""
