# Betang. `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT
unexport PYTHONDONTWRITEBYTECODE # a house is a dozen processes: each would compile every library again

PYTHON ?= $(shell for p in python3.13 python3.14 python3.12 python3; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then echo $$p; break; fi; done)

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Betang needs Python 3.12 or newer. / Betang memerlukan Python 3.12 atau lebih baru."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

install: $(VENV)/installed ## set everything up in .venv

AXE := node_modules/axe-core/axe.min.js
$(AXE): package-lock.json
	@if command -v npm >/dev/null 2>&1; then npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@; \
	else echo "npm is not here: the accessibility checks will say so. / npm tidak ada."; fi

run: install ## a running province with a demo world, at http://localhost:8000 (PORT= for another)
	@$(BIN)/betang run --demo

TEST := -m pytest --dist loadfile --no-loadscope-reorder # a file stays in one process; which goes first, and where, says conftest.py

test: install $(AXE) ## the whole suite, on SQLite and on PostgreSQL, with journeys in a real browser
	@$(BIN)/python $(TEST) -n 3
	@$(BIN)/python -m tests.postgres $(BIN)/python $(TEST) -n 2 -m "not journey"

check: install ## style, types, contracts, translations, generated documents
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/betang messages check
	@$(BIN)/betang docs check

bench: install ## speed and memory as ratios against something real (needs nginx and wrk)
	@$(BIN)/python -m bench

shots: install ## the pictures of the README, taken from the demo world
	@$(BIN)/python -m tests.shots

fix: install ## mend what can be mended by itself
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock: install ## renew requirements.lock (hashes, no hosts)
	@$(BIN)/python -m uv pip compile pyproject.toml --all-extras --group dev --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade -o requirements.lock

.PHONY: help install run test check fix lock bench shots
