# The whole portal with one command: make run. Everything else a developer needs is a target too.
# A bare Debian with Python 3.11, venv, make and git is enough: no database, broker, compiler or node.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes \
	--only-binary :all: --no-binary odfpy
MANAGE := $(BIN)/python manage.py

.DEFAULT_GOAL := help
.PHONY: help venv venv-dev

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F '\t' '{printf "make %-10s %s\n", $$1, $$2}'

venv: $(VENV)/.installed ## Make .venv with the portal's own packages (pinned and checked by hash)

venv-dev: $(VENV)/.installed-dev ## The same, with the packages for tests and checks

$(BIN)/pip:
	@command -v $(PYTHON) >/dev/null || { echo "Python ontbreekt. Installeer het met: apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$$($(PYTHON) --version) is te oud; nodig is 3.11 of nieuwer (of kies er een: make PYTHON=python3.12 ...)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python kan geen venv maken. Installeer dat met: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/pip
	@echo "Pakketten installeren in $(VENV) (de eerste keer ongeveer een halve minuut) ..."
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt | $(BIN)/pip
	@echo "Pakketten voor tests en controles installeren in $(VENV) (de eerste keer ongeveer een minuut) ..."
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $(VENV)/.installed $@
