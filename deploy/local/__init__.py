"""Runs the whole system on one machine: a library for tests, load and faults, and `make run`."""

from deploy.local.stack import Stack, StackFailed, StackInUse

__all__ = ["Stack", "StackFailed", "StackInUse"]
