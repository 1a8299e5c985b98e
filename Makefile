# Evenhand 公允. `make help` lists what there is.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

BIN := .venv/bin
PYTHON_IN := $(BIN)/python
# Tests of one file stay in one worker: what a module sets up is set up once.
PYTEST_FLAGS ?= -q -n 2 --dist loadfile
CHECKS := lint types contracts translations-check unit cards


.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##### to use it

.PHONY: setup
setup: ## Libraries, font, virtual environment, locked dependencies (once; other targets call it)
	@PYTHON="$(PYTHON)" installer/set_up.sh

.PHONY: demo
demo: setup ## A whole centre with forty specimen cases, its window open at the sign-in
	@$(BIN)/evenhand demo $(ARGS)

.PHONY: demo-centre
demo-centre: setup ## The same on a private PostgreSQL: a guardian and two windows of different people at once
	@$(BIN)/evenhand demo --centre $(ARGS)

##### to work on it

.PHONY: test
test: setup ## All checks and all tests: what must pass before a change is taken
	@failed=; for check in $(CHECKS); do \
	    echo "== $$check"; $(MAKE) -s --no-print-directory $$check || failed="$$failed $$check"; \
	done; \
	if [ -n "$$failed" ]; then echo "make test: failed:$$failed" >&2; exit 1; fi

.PHONY: lint
lint: setup ## Style: ruff check and ruff format --check
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

.PHONY: types
types: setup ## Types: mypy
	@$(BIN)/mypy

.PHONY: contracts
contracts: setup ## Which package may import which: import-linter
	@$(BIN)/lint-imports --no-logo

.PHONY: translations-check
translations-check: setup ## Fail when a text on the screen has no Chinese, or its catalogue is stale
	@$(PYTHON_IN) -m desktop.i18n --check

.PHONY: unit
unit: setup ## The tests alone; PYTEST_FLAGS="tests/core/test_draw_rules.py -x" for some of them
	@installer/set_up.sh risk
	@QT_QPA_PLATFORM=offscreen $(PYTHON_IN) -m pytest $(PYTEST_FLAGS)

.PHONY: cards
cards: setup ## The tests that read ID cards, in an environment of their own with the extra `ocr`
	@installer/set_up.sh cards
	@python=build/cards/bin/python; [ -x $$python ] || python=$(PYTHON_IN); $$python -m pytest -q tests/core/test_cases_card_check.py

.PHONY: attack
attack: setup ## Every attack on both engines, and every guard weakened in turn: build/attack/mutants.tsv
	@rm -f build/attack/mutants.tsv
	@EVENHAND_ATTACKS_WHOLE=1 QT_QPA_PLATFORM=offscreen $(PYTHON_IN) -m pytest $(PYTEST_FLAGS) tests/attacks
	@wc -l build/attack/mutants.tsv

.PHONY: format
format: setup ## Let ruff lay out the code and mend what it can
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

.PHONY: translations
translations: setup ## Collect the texts of the screen anew and compile the Chinese catalogue
	@$(PYTHON_IN) -m desktop.i18n --update

.PHONY: faults
faults: setup ## Cut lines, kill clients, guardian and server, fill disks, shift clocks: thousands of acts checked (ACTS=4000)
	@EVENHAND_FAULT_ACTS=$(or $(ACTS),4000) QT_QPA_PLATFORM=offscreen $(PYTHON_IN) -m pytest -q tests/faults

.PHONY: bench
bench: setup ## Measure how fast it is on this machine: a table, and JSON beside it
	@$(BIN)/evenhand bench $(ARGS)

.PHONY: screens
screens: setup ## Walk the demo off-screen: every page as a picture in build/demo/screens
	@$(BIN)/evenhand demo --walk $(ARGS)

.PHONY: lock
lock: setup ## Choose the versions of all dependencies anew, within what pyproject.toml allows
	@installer/lock.sh

##### to hand it out

.PHONY: package
package: setup ## A wheel in dist/
	@$(PYTHON_IN) -m hatchling build -t wheel

.PHONY: bundle
bundle: setup ## A folder that runs without Python: dist/evenhand (PyInstaller)
	@installer/build_bundle.sh

.PHONY: deb
deb: bundle ## A package for Debian, Ubuntu, UOS, Kylin: dist/evenhand_*.deb
	@installer/build_deb.sh

.PHONY: clean
clean: ## Remove what was built, and keep the virtual environment
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -type d -prune -exec rm -rf {} +

.PHONY: distclean
distclean: clean ## Remove the virtual environment as well
	@rm -rf .venv
