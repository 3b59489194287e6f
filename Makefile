# The front door. `make run` starts everything; `make test` proves everything. Both need Python >= 3.11 and nothing else.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.kezhou-setup

.PHONY: setup run test lint types e2e bench bench-duplicates openapi new-entity lock clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt tools/setup.py
	@$(PYTHON) tools/setup.py

run: setup
	@$(BIN)/python -m kezhou.config.webbuild
	@exec $(BIN)/kezhou up

test: setup
	@exec $(BIN)/python tools/run_tests.py

lint: setup
	@$(BIN)/python tools/run_tests.py lint

types: setup
	@$(BIN)/python tools/run_tests.py types

e2e: setup
	@$(BIN)/python tools/run_tests.py e2e

bench: setup
	@exec $(BIN)/python -m bench

# FILE: queries (query, match_name, match_credit_code, kind); BASE: companies; SCALE: a large base for the times.
bench-duplicates: setup
	@exec $(BIN)/python -m bench.duplicates

openapi: setup
	@$(BIN)/python -m kezhou.http.openapi docs/api/openapi.json

new-entity: setup
	@test -n "$(NAME)" || { echo "make new-entity NAME=module.entity"; exit 2; }
	@$(BIN)/kezhou entity $(NAME)

lock: setup
	@$(PYTHON) tools/setup.py lock

# Removes what was built and installed. The instance's data (.kezhou) stays.
clean:
	rm -rf .venv .venv-tools web/node_modules web/dist src/kezhou/web_dist .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis dist
	find src -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
