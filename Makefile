# What can be done here; "make help" prints it. A target is one line of shell: the work is in the programs it calls.
# To add one: a line `name: setup ## what it does`, its command below it, and its name in .PHONY.

PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run status test lock clean

help: ## prints this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## makes .venv with the exact packages of requirements.lock (every target does it by itself)
	@sh deploy/bootstrap.sh

run: setup ## sets up what is missing and starts everything in the foreground; Ctrl-C stops all
	@exec $(PYTHON) -m deploy.local run

status: setup ## says what is running in this state folder, and where
	@exec $(PYTHON) -m deploy.local status

test: setup ## lints, checks types and runs every test on a private broker
	@exec $(PYTHON) -m deploy.check $(TESTS)

lock: setup ## writes requirements.lock anew from what is installed in .venv
	@sh deploy/lock.sh

clean: ## removes .venv and the caches of the linters, never any data
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
