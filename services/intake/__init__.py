"""Contacts and service requests: what residents said, the number they quote, the status they are told."""
