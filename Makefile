# Changfeng 长风. `make run` and `make test` set up all they need; `make help` lists the rest.
PORT ?= 8050
SITE ?= data
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: help run test lint bench notebooks lock browser clean

help:
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.runtime ## set up, load published figures and demo ledgers, serve on http://127.0.0.1:$(PORT)
	@$(PY) -m etl first-run --site "$(SITE)" || test $$? -eq 1   # 1: some file refused, and said so; the rest is served
	@exec $(PY) -m dashboard serve --site "$(SITE)" --port $(PORT)

test: $(VENV)/.develop browser ## lint, import contracts, type checks and all tests
	@$(MAKE) --no-print-directory lint
	$(PY) -m pytest -n 2

lint: $(VENV)/.develop
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/mypy

bench: $(VENV)/.develop browser ## figures of docs/BENCHMARKS.md, measured on this machine (about 40 minutes)
	$(PY) -m tests.benchmarks

notebooks: $(VENV)/.notebooks ## open the analysts' notebooks in JupyterLab, on the site SITE=$(SITE)
	@CHANGFENG_SITE="$(abspath $(SITE))" JUPYTER_CONFIG_PATH="$(CURDIR)/notebooks/.jupyter" \
	  $(VENV)/bin/jupyter lab --notebook-dir=notebooks

lock: $(VENV)/.develop ## pin the newest allowed versions with hashes
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml -o requirements.lock
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --extra dev pyproject.toml -c requirements.lock -o requirements-dev.lock
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --extra notebooks pyproject.toml -c requirements-dev.lock -o requirements-notebooks.lock

# Chromium and CJK fonts draw the pages in the tests; where they cannot be installed the browser tests say so and skip.
browser:
	@if ! command -v chromium >/dev/null || ! fc-list 2>/dev/null | grep -qi cjk; then \
	  if [ "$$(id -u)" = 0 ]; then as=""; elif sudo -n true 2>/dev/null; then as="sudo"; else as="no"; fi; \
	  if [ "$$as" = no ] || ! command -v apt-get >/dev/null; then \
	    echo "chromium or CJK fonts are missing and cannot be installed here: browser tests will be skipped"; \
	  else $$as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null; fi; fi

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@echo "Setting up $(VENV) (about a minute, once)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(VENV)/bin/python
	@$(PY) -m pip install --disable-pip-version-check --quiet --progress-bar on --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.develop: requirements-dev.lock $(VENV)/.runtime
	@$(PY) -m pip install --disable-pip-version-check --quiet --progress-bar on --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.notebooks: requirements-notebooks.lock $(VENV)/.runtime
	@$(PY) -m pip install --disable-pip-version-check --quiet --progress-bar on --require-hashes -r requirements-notebooks.lock
	@touch $@

clean: ## remove the virtual environment and caches; never a site's data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
