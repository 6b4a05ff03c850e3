# What can be done here; "make help" prints it. A target is one line of shell: the work is in the programs it calls.
# To add one: a line `name: setup ## what it does`, its command below it, and its name in .PHONY.

PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run status test coverage bench bench-addresses bench-geo bench-open311 check-places replay conformance faults layers county impact rebuild-copies parked broker-definitions asyncapi lock clean

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

coverage: setup ## says which modules with rules are covered below 95 % by their services' tests (SQLite)
	@exec $(PYTHON) -m deploy.covered $(TESTS)

bench: setup ## measures creates, backlog, CPU and lag on both databases; writes var/bench.json (ARGS="--seconds 60")
	@exec $(PYTHON) -m tests.load.bench $(ARGS)

bench-open311: setup ## measures Open311 with 2 million requests stored on PostgreSQL; writes var/bench-open311.json (ARGS=…)
	@exec $(PYTHON) -m tests.load.open311 $(ARGS)

replay: setup ## sends another city's request records through the public API (FILE=… SPEED=… MOST=… ENGINE=…)
	@exec $(PYTHON) -m tests.load.replay $(if $(FILE),--file $(FILE)) $(if $(SPEED),--speed $(SPEED)) \
	    $(if $(MOST),--most $(MOST)) $(if $(ENGINE),--engine $(ENGINE)) $(ARGS)

conformance: setup ## holds an Open311 endpoint to the standard (URL=… KEY=…, by default the running system's)
	@exec $(PYTHON) -m tests.open311 $(URL) $(if $(KEY),--key $(KEY)) $(ARGS)

faults: setup ## kills every part in turn during a replay and checks that nothing is lost or doubled (ARGS=…)
	@exec $(PYTHON) -m tests.faults $(ARGS)

check-places: setup ## compares districts with PostGIS on 120,000 points of a real county (ARGS="--points 1000 --near 200")
	@$(PYTHON) -m tests.postgis $(ARGS)

bench-addresses: setup ## asks for 2,400 addresses as people write and mistype them, and for real ones of HUB311_DATA
	@exec $(PYTHON) -m tests.addresses $(ARGS)

bench-geo: setup ## measures look-ups, batches and PostGIS on the same layers; writes var/bench-geo.json
	@exec $(PYTHON) -m tests.load.geo $(ARGS)

layers: setup ## loads map layers into the running system (MANIFEST=… ARGS="--dry-run", --draft, --strict, --at INSTANT)
	@exec $(PYTHON) -m deploy.within $(PYTHON) -m services.geo.load $(ARGS) $(MANIFEST)

county: setup ## loads any county of the United States from Census Bureau files (FIPS=24031 SOURCE=<url or folder>)
	@exec $(PYTHON) -m deploy.within $(PYTHON) -m services.geo.county $(FIPS) $(SOURCE) $(ARGS)

impact: setup ## lists the open requests that layer versions would change (ARGS="sample council_district:2")
	@exec $(PYTHON) -m deploy.impact $(ARGS)

rebuild-copies: setup ## has every service of the running system fetch its copies of others' facts anew
	@exec $(PYTHON) -m deploy.within $(PYTHON) -m services.common.rebuild

parked: setup ## lists events that wait or are parked (SERVICE=…), ARGS="replay --all" tries parked ones again
	@exec $(PYTHON) -m deploy.within $(PYTHON) -m services.common.parked $(SERVICE) $(or $(ARGS),list)

broker-definitions: setup ## prints what an administrator imports into a broker of the county's own
	@exec $(PYTHON) -m deploy.broker_definitions

asyncapi: setup ## prints the AsyncAPI document of every event
	@exec $(PYTHON) -m deploy.asyncapi

lock: setup ## writes requirements.lock anew from what is installed in .venv
	@sh deploy/lock.sh

clean: ## removes .venv and the caches of the linters, never any data
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
