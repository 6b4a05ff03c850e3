"""Contacts: an outcome for each thing that was asked, and who may see them afterwards."""
