# goldenpath: `make` lists what there is to do.
# Needed on the machine: Python >= 3.11 with venv, git, make. Everything else goes into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
QUIET := --quiet

.DEFAULT_GOAL := help
.PHONY: help demo portal test verify bench sync schemas lock docs clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## give birth to a service in build/demo and validate it
	@$(BIN)/python tools/demo.py

portal: $(VENV)/.installed-dev ## start Backstage on 127.0.0.1:7007 (or PORTAL_PORT); installs and builds it first
	@$(BIN)/python tools/portal.py

test: $(VENV)/.installed-dev ## lint, types, layers, and every test that Python alone can run
	@echo "== ruff, mypy, import-linter"
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > build/lint-imports.log 2>&1 || (cat build/lint-imports.log; exit 1)
	@echo "== pytest"
	@$(BIN)/pytest -q -m "not toolchain"

verify: $(VENV)/.installed-dev ## the tests that need Go, Node or a service's own toolchain
	@echo "== pytest, with toolchains"
	@$(BIN)/pytest -q -m toolchain

bench: $(VENV)/.installed-dev ## how fast entities and manifests are judged, beside Backstage (needs Node) and Kyverno (Go)
	@$(BIN)/python -m bench.run $(if $(BENCH_DOCUMENTS),--documents $(BENCH_DOCUMENTS)) $(if $(BENCH_ROUNDS),--rounds $(BENCH_ROUNDS))

sync: $(VENV)/.installed ## derive every generated file from goldenpath.yaml and the questions
	@$(BIN)/goldenpath sync

schemas: $(VENV)/.installed-dev ## make the vendored schemas again (needs Go and npm)
	@$(BIN)/python tools/kubernetes_schemas.py
	@$(BIN)/python tools/entity_schemas.py

lock: ## pin the requirements again
	@$(PYTHON) tools/lock.py

docs: $(VENV)/.installed-dev ## build this documentation into build/site
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir build/site

clean: ## remove .venv and build
	rm -rf $(VENV) build

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		(echo "goldenpath needs Python 3.11 or newer: set PYTHON=python3.x" >&2; exit 1)
	@echo "== making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "== installing goldenpath and what it needs into $(VENV) (about a minute, once)"
	@mkdir -p build
	@$(PIP) install $(QUIET) --require-hashes --no-deps -r requirements.txt
	@$(PIP) install $(QUIET) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "== installing the test tools into $(VENV) (about a minute, once)"
	@$(PIP) install $(QUIET) --require-hashes --no-deps -r requirements-dev.txt
	@touch $@
