# The whole portal with one command: make run. What else a developer needs is a target too.
# A bare Debian with Python 3.11, venv, make and git is enough: no database, broker, compiler or node.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes \
	--only-binary :all:
# What production asks for, made up on the spot: `check --deploy` judges the settings, it connects to nothing.
MADE_UP = $$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')
AS_PRODUCTION = PORTAL_ENV=production PORTAL_SECRET_KEY="$(MADE_UP)" PORTAL_BSN_KEY="$(MADE_UP)" \
	PORTAL_TRACE_KEY="$(MADE_UP)" PORTAL_SIGNING_KEY="$(MADE_UP)" \
	PORTAL_ALLOWED_HOSTS=portal.example.nl PORTAL_BASE_URL=https://portal.example.nl \
	PORTAL_EMAIL_URL=smtp+tls://post.example.nl:587 PORTAL_SECURITY_CONTACT=mailto:veilig@example.nl \
	DATABASE_URL=postgres://soweco_app@db.example.nl/soweco \
	REDIS_URL=redis://broker.example.nl/0
ARGS ?=
# All tests: in as many processes as there are cores, a file in one of them, the longest first (tests/conftest.py). A
# choice of tests is done by one process.
AT_ONCE := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help venv venv-dev run test check bench drills clean

help: ## Toon deze lijst
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: $(VENV)/.installed ## Maak .venv met de pakketten van het portaal (vaste versies, gecontroleerd op hash)
	@:

venv-dev: $(VENV)/.installed-dev ## Hetzelfde, met de pakketten voor tests en controles
	@:

run: venv ## Start het hele portaal op http://127.0.0.1:8000/ (PORT=8001 kiest een andere poort); stop met Ctrl-C
	@exec $(MANAGE) run

test: venv-dev ## Voer alle tests uit (ARGS="-k plaatsing" kiest eruit)
	@if $(MANAGE) services status --test >/dev/null 2>&1; then ours=; else ours=yes; fi; \
	code=0; PORTAL_TEST_SERVICES=1 $(BIN)/python -m pytest $(or $(ARGS),$(AT_ONCE)) || code=$$?; \
	[ -z "$$ours" ] || $(MANAGE) services stop --test >/dev/null; exit $$code

drills: venv-dev ## Breek echte onderdelen en kijk of er niets verloren gaat (duurt lang)
	@$(MAKE) --no-print-directory test ARGS='-m "drill or their_turn" $(ARGS)'

bench: venv-dev ## Meet hoe snel het is bij 1.000 en bij 100.000 mensen
	@$(BIN)/python -m tests.bench $(ARGS)

check: venv-dev ## Stijl, types, templates, migraties, pijlen en productie-instellingen
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/djlint templates --check --quiet
	$(BIN)/mypy
	$(MANAGE) makemigrations --check --dry-run
	$(BIN)/python -m pytest -q tests/portal/test_arrows.py
	@echo "manage.py check --deploy, met de instellingen van productie"
	@$(AS_PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

clean: ## Verwijder .venv, testgegevens en tussenbestanden; het register (.data) blijft
	@[ ! -x $(BIN)/python ] || $(MANAGE) services remove-test-data
	@[ ! -x $(BIN)/python ] || $(MANAGE) services stop
	@rm -rf $(VENV) .data/test .mypy_cache .pytest_cache .ruff_cache .hypothesis staticfiles
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Opgeruimd. Het register in .data is gebleven; verwijder die map zelf als je opnieuw wilt beginnen."

$(BIN)/pip:
	@command -v $(PYTHON) >/dev/null \
		|| { echo "Python ontbreekt. Installeer het met: apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$$($(PYTHON) --version) is te oud; nodig is 3.11 of nieuwer. Kies er een met: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python kan hier geen venv maken. Installeer dat met: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/pip
	@echo "Pakketten installeren in $(VENV), eenmalig en ongeveer een halve minuut ..."
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt | $(BIN)/pip
	@echo "Pakketten voor tests en controles installeren in $(VENV), eenmalig en ongeveer een minuut ..."
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $(VENV)/.installed $@
