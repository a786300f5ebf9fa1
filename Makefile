# What a person does with a checkout of Mayak. `make` alone lists the targets.
# Needs: Python 3.11 or newer with venv, make, git. Everything else goes into .venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Extra words for the command of a target: make test ARGS="-k desk", make run ARGS="--port 9000"
ARGS   ?=

# Where it is set, every start of a process would compile all sources anew.
unexport PYTHONDONTWRITEBYTECODE

MAKEFLAGS += --no-print-directory --no-builtin-rules
.SUFFIXES:
.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- getting ready ------------------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Mayak needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "Python has no venv here. Run: sudo apt-get install -y python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The product: locked wheels, checked by hash, then the `mayak` command itself.
$(VENV)/product.stamp: requirements/base.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "Installing Mayak into $(VENV) (a minute or two the first time)"
	@$(PIP) install --require-hashes -r requirements/base.txt -r requirements/build.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

# The developer's tools on top of it.
$(VENV)/tools.stamp: requirements/dev.txt $(VENV)/product.stamp
	@echo "Installing the developer's tools"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: product setup browser
product: $(VENV)/product.stamp
	@$(BIN)/python -m tools.translations compile

setup: $(VENV)/tools.stamp product ## Make .venv with the product and the developer's tools

browser: setup
	@VENV=$(VENV) tools/browser

# --- using it -----------------------------------------------------------------------------------------

.PHONY: demo run
demo: product ## Serve a generated office with one-click log-in, in .mayak/demo
	MAYAK_HOME="$${MAYAK_HOME:-.mayak/demo}" $(BIN)/mayak demo $(ARGS)

run: product ## Serve your own office, in .mayak/office (MAYAK_HOME says where else)
	MAYAK_HOME="$${MAYAK_HOME:-.mayak/office}" $(BIN)/mayak up $(ARGS)

# --- working on it ------------------------------------------------------------------------------------

# Templates, their plain-text brothers included; djhtml moves the margin only.
TEMPLATES := find mayak -path '*/templates/*' \( -name '*.html' -o -name '*.txt' \) -print0
INDENT    := xargs -0 --no-run-if-empty $(BIN)/djhtml --tabwidth 2

.PHONY: test test-debian check check-style check-ranks check-types check-templates check-messages check-django
test: setup browser ## Run the whole test suite on real PostgreSQL and a real browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder $(ARGS)

test-debian: setup browser ## Run the whole test suite on Debian's PostgreSQL 15
	@tools/postgres15
	MAYAK_PG_BIN=/usr/lib/postgresql/15/bin MAYAK_TEST_DEBIAN=1 $(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder $(ARGS)

check: check-style check-ranks check-types check-templates check-messages check-django ## Run every static check
	@echo "All checks passed"

check-style: setup ## Linter and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

check-ranks: setup ## Who may import whom
	$(BIN)/lint-imports --no-logo

check-types: setup ## Types, strict
	$(BIN)/mypy mayak config tests tools $(wildcard bench/*.py)

check-templates: setup ## Indentation of templates
	@$(TEMPLATES) | $(INDENT) --check

check-messages: setup ## Nothing untranslated, fuzzy, obsolete or raw on screen
	$(BIN)/python -m tools.translations check

check-django: setup ## Django's own checks, and models without a migration
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python -W ignore::RuntimeWarning -m django \
	  makemigrations --check --dry-run --skip-checks
	DJANGO_SETTINGS_MODULE=config.settings.run MAYAK_HTTPS=1 MAYAK_SECRET_KEY=$$(head -c 48 /dev/urandom | base64 -w 0) \
	  $(BIN)/python -m django check --deploy --fail-level WARNING

.PHONY: faults
faults: setup ## Strike a working office: ARGS="--faults 5000 --seed 3"
	$(BIN)/python -m tests.faults $(ARGS)

.PHONY: fix messages house pictures bench lock clean
fix: setup ## Mend what can be mended by itself: imports, format, indentation
	$(BIN)/ruff check --fix --exit-zero --quiet
	$(BIN)/ruff format
	@$(TEMPLATES) | $(INDENT)

messages: setup ## Bring the catalogues up to date with the strings in code and templates
	$(BIN)/python -m tools.translations update

house: setup ## Draw docs/architecture.svg from the layer contract
	$(BIN)/python -m tools.house

pictures: setup browser ## Take the READMEs' pictures from a running `make demo` (URL=http://127.0.0.1:8000)
	$(BIN)/python -m tools.pictures $(or $(URL),http://127.0.0.1:8000)

bench: setup ## Measure the budgets against their references
	$(BIN)/python -m bench $(ARGS)

lock: setup ## Pin the requirements again, with hashes (UPGRADE=1 takes newer versions)
	@cd requirements && for set in build base dev; do \
	  ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    $(if $(UPGRADE),--upgrade) $$set.in --output-file $$set.txt; done

clean: ## Remove what the tools made (not .mayak: your data stay)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache static-built *.egg-info
	find mayak -name '*.mo' -delete
