# What the checks need is in .venv: python3 -m venv .venv && .venv/bin/pip install -r requirements-test.lock
BIN ?= .venv/bin
UV ?= uv
LOCK = $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --quiet --upgrade --custom-compile-command "make lock" pyproject.toml

.PHONY: check test format demo lock

check: ## everything that must hold before a change goes in
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

test:
	$(BIN)/python -m pytest

format:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

demo:
	$(BIN)/python serve.py --demo

lock: ## newest versions that pyproject.toml allows, each with its hashes; needs uv
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra test --extra dev --output-file requirements-test.lock
