# `make` alone lists what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export OPENBLAS_NUM_THREADS ?= 1
# What asks no database, or asks every door of the house, runs once: on SQLite. A page or an operation
# puts the questions and acts that are tested below it: on PostgreSQL test_budgets opens each page, as
# every role; `make nightly` runs everything there.
ONCE := --ignore tests/core --ignore tests/house --ignore tests/privacy \
	--ignore tests/web/test_permission_matrix.py --ignore tests/web/test_parts.py \
	--ignore tests/bulletins/test_render.py --ignore tests/journeys --ignore tests/polls/test_sheets.py \
	--ignore tests/polls/test_verify.py --ignore tests/polls/test_verify_tampering.py \
	--ignore tests/polls/test_sealing.py --ignore tests/attacks/test_ballot_linking.py \
	--ignore tests/web/test_identity.py --ignore tests/foundation/test_plots.py \
	--ignore-glob '*/test_*views.py' --ignore-glob '*/test_*pages.py' --ignore-glob '*/test_*api.py' \
	--ignore-glob '*/test_*doors.py'

.PHONY: help run test nightly check fix pace words prepare prepare-run
help:  ## list what there is
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: prepare-run  ## prepare everything and serve the demonstration city at http://127.0.0.1:8000/
	@$(BIN)/python -m mingcha.web.cli up --demo --port $${PORT:-8000}

test: prepare  ## prepare everything and pass all tests, on SQLite, PostgreSQL and in a real browser
	@sh tools/browser.sh
	$(MAKE) --no-print-directory check
	$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"
	MINGCHA_TEST_DATABASE=postgresql $(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not browser and not slow" $(ONCE) tests

nightly: prepare  ## the long drills that every change need not wait for, on both databases
	$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m slow
	MINGCHA_TEST_DATABASE=postgresql $(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not browser" tests

check: prepare  ## contracts, style, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run

fix: prepare  ## let the formatter and the linter mend what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pace: prepare  ## benchmarks beside a named peer
	$(BIN)/python -m tests.pace.clock --json
	$(BIN)/python -m tests.pace.imports --json
	$(BIN)/python -m tests.pace.intake
	$(BIN)/python -m tests.pace.intake --tickets blind
	$(BIN)/python -m tests.pace.pages

words: prepare  ## gather the words of every room and say which have no Chinese yet
	$(BIN)/python -m mingcha.web.words

prepare: $(VENV)/.dev
prepare-run: $(VENV)/.run

$(VENV)/.dev: requirements-dev.txt tools/prepare.sh $(shell find mingcha -name '*.po')
	@sh tools/prepare.sh $(PYTHON) requirements-dev.txt
	@touch $(VENV)/.dev $(VENV)/.run

$(VENV)/.run: requirements.txt tools/prepare.sh $(shell find mingcha -name '*.po')
	@sh tools/prepare.sh $(PYTHON) requirements.txt
	@touch $(VENV)/.run
