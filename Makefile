# What can be done here; "make help" prints it. A target is one line of shell: the work is in the programs it calls.
# To add one: a line `name: setup ## what it does`, its command below it, and its name in .PHONY.

PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run status access check-audit retention bench-screens test coverage bench bench-addresses bench-geo bench-open311 check-places replay red-team conformance faults department drill check-department layers county impact rebuild-copies parked broker-definitions asyncapi lock clean fuzz seed-history bench-history check-sign-in check-promises check-slow-department journey-contacts

help: ## prints this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## makes .venv with the exact packages of requirements.lock (every target does it by itself)
	@sh deploy/bootstrap.sh

run: setup ## sets up what is missing and starts everything in the foreground; Ctrl-C stops all
	@exec $(PYTHON) -m deploy.local run

status: setup ## says in sentences how the running system does: who waits, what is down, who is late
	@exec $(PYTHON) -m deploy.local status

access: setup ## writes gateway/ACCESS.md anew: which level may use which address
	@$(PYTHON) -m deploy.access --write

check-audit: setup ## holds the audits' chains of the running system against their rows, says where one is broken
	@for service in intake routing notify; do $(PYTHON) -m deploy.within $(PYTHON) -m services.$$service.audit || exit 1; done

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

journey-contacts: setup ## replays 10,000 invented contacts and counts them twice, to the unit (ARGS="--contacts 500")
	@exec $(PYTHON) -m tests.journeys.contacts $(ARGS)
RED_TEAM = tests/intake/test_names.py tests/intake/test_lookups.py tests/intake/test_own_lists.py \
    tests/intake/test_public_words.py tests/common/test_redaction.py
red-team: setup ## tries the list of guesses, then compares the times of look-ups that hit and miss in the running system
	@$(PYTHON) -m pytest -q -k "not postgresql" $(RED_TEAM)
	@exec $(PYTHON) -m tests.redteam

conformance: setup ## holds an Open311 endpoint to the standard (URL=… KEY=…, by default the running system's)
	@exec $(PYTHON) -m tests.open311 $(URL) $(if $(KEY),--key $(KEY)) $(ARGS)

faults: setup ## kills every part in turn during a replay and checks that nothing is lost or doubled (ARGS=…)
	@exec $(PYTHON) -m tests.faults $(ARGS)

fuzz: setup ## makes 10,000 calls from /openapi.json against a system of its own (ARGS="--calls 500 --seed 7")
	@exec $(PYTHON) -W ignore -m tests.fuzz $(ARGS)

seed-history: setup ## writes ten years into PostgreSQL: 6 million contacts, 2 million requests (ARGS="--contacts 60000")
	@exec $(PYTHON) -m tests.load.years --seed-only $(ARGS)

bench-history: setup ## measures look-ups, lists and counts over those ten years; writes var/bench-history.json
	@exec $(PYTHON) -m tests.load.years $(ARGS)
check-sign-in: setup ## signs in with Chromium against npm's oidc-provider (root installs the browser; PICTURES=folder keeps what it saw)
	@command -v chromium >/dev/null || sh deploy/apt.sh install chromium fonts-dejavu-core
	@$(if $(PICTURES),HUB311_PICTURES=$(PICTURES)) $(PYTHON) -m deploy.check -q -rs tests/journeys/test_sign_in.py

check-places: setup ## compares districts with PostGIS on 120,000 points of a real county (ARGS="--points 1000 --near 200")
	@$(PYTHON) -m tests.postgis $(ARGS)

check-rules: setup ## turns 783 type-queue pairs of a real city into rules: dry run, activation and 5,000 requests must agree
	@$(PYTHON) -W ignore -m tests.routing.check_rules $(ARGS)

check-promises: setup ## holds 10,000 random promises, pauses and clock changes against an independent oracle (ARGS="--seed 7")
	@$(PYTHON) -W ignore -m tests.routing.check_promises $(ARGS)

bench-addresses: setup ## asks for 2,400 addresses as people write and mistype them, and for real ones of HUB311_DATA
	@exec $(PYTHON) -m tests.addresses $(ARGS)

bench-geo: setup ## measures look-ups, batches and PostGIS on the same layers; writes var/bench-geo.json
	@exec $(PYTHON) -m tests.load.geo $(ARGS)

department: setup ## plays a department's system: journal on disk, resumes, works (CODE=dot ARGS="--http --idle --rebuild --reconcile")
	@exec $(PYTHON) -m deploy.department $(or $(CODE),dot) $(ARGS)

drill: setup ## drills departments of the running system, played ones unless ARGS=--wait (DEPARTMENTS="dot waste")
	@exec $(PYTHON) -m deploy.drill $(DEPARTMENTS) $(ARGS)

check-department: setup ## kills, stops and cuts off a department's system during 10,000 events; compares its journal with the source
	@exec $(PYTHON) -m tests.department $(ARGS)

check-slow-department: setup ## lets a department read nothing for 200,000 events; watches creates, another department and the broker
	@exec $(PYTHON) -m tests.department.slow $(ARGS)

layers: setup ## loads map layers into the running system (MANIFEST=… ARGS="--dry-run", --draft, --strict, --at INSTANT)
	@exec $(PYTHON) -m deploy.within $(PYTHON) -m services.geo.load $(ARGS) $(MANIFEST)

county: setup ## loads any county of the United States from Census Bureau files (FIPS=24031 SOURCE=<url or folder>)
	@exec $(PYTHON) -m deploy.within $(PYTHON) -m services.geo.county $(FIPS) $(SOURCE) $(ARGS)

retention: setup ## counts what the rules of retention would forget in the running system; ARGS=--forget forgets it
	@exec $(PYTHON) -m deploy.retention $(ARGS)

bench-screens: setup ## measures what 50 open screens of staff cost a system at rest (ARGS="--screens 50 --seconds 60")
	@exec $(PYTHON) -m tests.load.screens $(ARGS)

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
