# `make run` starts everything, `make test` tests everything; both install what they need first.
SHELL := /bin/bash
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DEMO ?= ask
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: run setup test services-test lint api demo guide bench yolo clean

run: setup
	@$(BIN)/python manage.py serve --host $(HOST) --port $(PORT) --demo $(DEMO)

setup: .venv/.installed frontend/dist/index.html

# uv is five times faster than pip; where it cannot be had, pip installs the same pinned set.
.venv/.installed: requirements-dev.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Python 3.11, 3.12 or 3.13 is needed: make run PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9 || true
	@if $(BIN)/uv --version >/dev/null 2>&1; \
	  then $(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements-dev.txt; \
	  else $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt; fi
	@touch $@

frontend/node_modules/.installed: frontend/package-lock.json .venv/.installed
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/index.html: frontend/node_modules/.installed $(shell find frontend/src frontend/public frontend/index.html frontend/vite.config.ts -type f 2>/dev/null)
	@cd frontend && npx vite build --logLevel warn
	@touch $@

# Rules of our own over the whole code; its packages would change those of the application.
.venv-semgrep/.installed: requirements-semgrep.txt .venv/.installed
	@test -x .venv-semgrep/bin/python || $(PYTHON) -m venv .venv-semgrep
	@if $(BIN)/uv --version >/dev/null 2>&1; \
	  then $(BIN)/uv pip install --quiet --python .venv-semgrep/bin/python -r requirements-semgrep.txt; \
	  else .venv-semgrep/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-semgrep.txt; fi
	@touch $@

test: setup .venv-semgrep/.installed
	@$(BIN)/python -m tests.everything

services-test: setup
	@$(BIN)/python -m tests.services

lint: setup .venv-semgrep/.installed
	@$(BIN)/python -m tests.everything lint

# The OpenAPI file and the front end's types follow the code; a test fails when they are out of date.
api: setup
	@$(BIN)/python manage.py spectacular --validate --fail-on-warn --format openapi-json --file frontend/openapi.json
	@cd frontend && npm run --silent api:types

demo: setup
	@$(BIN)/python manage.py seed_demo

# Takes the guide's pictures anew, in both languages, from drawn infants.
guide: setup
	@$(BIN)/python -m tests.guide

bench: setup
	@failed=0; for name in probe_speed lists upload second_start agreement interval_saving board board_paint sampling detectors label_queue label_exchange label_grid labelling_while_training dataset_build training_cache gradcam suggestions gpu_training; do echo "== $$name"; $(BIN)/python -m benchmarks.$$name || failed=1; done; exit $$failed

# Optional: converts .pt files and fine-tunes a face detector. About 6 GB; Ultralytics is under the AGPL-3.0.
yolo: .venv-yolo/.installed

.venv-yolo/.installed: requirements-yolo.txt
	@test -x .venv-yolo/bin/python || $(PYTHON) -m venv .venv-yolo
	@.venv-yolo/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-yolo.txt
	@touch $@

clean:
	rm -rf .venv .venv-yolo frontend/node_modules frontend/dist
