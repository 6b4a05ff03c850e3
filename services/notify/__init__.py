"""Notify: what residents are told about their requests, by e-mail or letter, once for each step."""
