# Everything is run from .venv, which `make setup` fills from constraints.txt.
# Another interpreter: make clean, then make PYTHON=python3.12 setup

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
CODE := src tests benchmarks
PEERS := $(VENV)/peers

.PHONY: demo setup check test test-long bench validation backtest recovery docs clean

demo: setup ## compare a hub with the baseline; prints where the report lies
	$(BIN)/waystation run kosovo --against baseline --draws 20 --seed 1

setup: $(READY) ## make .venv and install the exact versions of constraints.txt

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
	  "Waystation needs Python 3.11 or later with its venv module: install it (on Debian: apt-get install python3-venv) or name another, as in 'make PYTHON=python3.12 $(or $(MAKECMDGOALS),demo)'." >&2; \
	  exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

check: setup ## style, types, layers, sizes, pages: about a minute
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy --strict src
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/architecture tests/docs/test_pages.py

test: setup ## every test but the long ones: under ten minutes on two cores
	$(BIN)/python -m pytest -q -n auto

test-long: setup ## the long tests too, and many more random examples of each property
	$(BIN)/python -m pytest -q -n auto -m "long or not long" --hypothesis-profile=long

bench: $(PEERS) ## how fast the engine is, beside other tools: one JSON object, ten minutes
	@$(BIN)/python -m benchmarks.bench $(BENCH)

validation: $(PEERS) ## the same pipeline in seven other tools: a table of how far they differ
	@$(BIN)/python -m benchmarks.validation

backtest: setup ## forecast again from every past day and score it: half an hour on two idle cores; goes on if cut off
	$(BIN)/waystation history backtest --out src/waystation/uk/scores
	@$(BIN)/python -m waystation.cli.documents .

recovery: setup ## does a calibration find known numbers: ranks for the page on calibration, some minutes
	$(BIN)/python -m benchmarks.recovery

$(PEERS): $(READY) constraints-bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r constraints-bench.txt
	@touch $@

docs: setup ## write again the pages made from the model: the protocols, the glossary, the pictures of the process
	@$(BIN)/python -m waystation.cli.documents .

clean: ## remove .venv, results and caches
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
