# `make run` serves Ebb on http://127.0.0.1:8000, `make test` runs the suite. Needs python3 3.11 or newer, and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
HOST   ?= 127.0.0.1
PORT   ?= 8000
PYTEST_ARGS ?= -n 2

export EBB_DATA ?= data

.DEFAULT_GOAL := help
.PHONY: help setup run dev test check lint bench lock image

help: ## says what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-7s %s\n", $$1, $$2}'

setup: $(VENV)/dev.stamp ## sets up .venv with everything below, and nothing else

run: $(VENV)/app.stamp ## serves Ebb for you alone on http://127.0.0.1:8000 (PORT=, EBB_DATA=)
	EBB_SINGLE_USER=1 $(BIN)/python -m app serve --host $(HOST) --port $(PORT)

dev: $(VENV)/dev.stamp ## the same, reloading when a file changes
	EBB_SINGLE_USER=1 $(BIN)/python -m app serve --host $(HOST) --port $(PORT) --reload

test: $(VENV)/dev.stamp ## runs every test, the browser's too
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/dev.stamp ## every check but the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/djlint --check --lint --quiet templates
	$(BIN)/python -m app decks check decks
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml

check: lint test ## what must be clean before a change lands

bench: $(VENV)/dev.stamp ## measures Ebb against a floor in the same run; writes bench.json
	$(BIN)/python -m tests.bench

image: ## builds and tries the container image with buildah and podman (root; Debian)
	./tests/container/image.sh

LOCK := $(BIN)/uv pip compile --universal --generate-hashes --custom-compile-command 'make lock' -q
lock: $(VENV)/uv.stamp ## renews the pinned requirements
	$(LOCK) --upgrade requirements/uv.in -o requirements/uv.txt
	$(LOCK) --upgrade pyproject.toml -o requirements/app.txt
	$(LOCK) --upgrade pyproject.toml --group test --group oracle --group lint -c requirements/app.txt -o requirements/dev.txt

$(VENV)/uv.stamp: requirements/uv.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Ebb needs Python 3.11 or newer; name one with PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

# A later stamp leaves what an earlier one installed in place: dev.txt holds all of app.txt.
$(VENV)/%.stamp: requirements/%.txt $(VENV)/uv.stamp
	$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r $<
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@
