# Two commands for a newcomer: `make demo` and `make test`. Each makes .venv when it is not there.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: demo test lint types unit replay bench wheel clean
.DELETE_ON_ERROR:

demo: .venv/.installed
	$(BIN)/modgov demo

test: lint types unit

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.installed
	$(BIN)/mypy

unit: .venv/.installed
	$(BIN)/pytest --cov --cov-report=term

# Our WARC files in pywb, which is too heavy to be a dependency.
replay: .venv/.installed
	$(PYTHON) -m venv .venv-replay
	.venv-replay/bin/pip install --quiet pywb==2.10.0
	MODGOV_TEST_PYWB=$(CURDIR)/.venv-replay/bin $(BIN)/pytest tests/modgov/test_replay.py

bench: .venv/.installed
	$(BIN)/python bench/parse.py
	$(BIN)/python bench/fetch.py
	$(BIN)/python bench/harvest.py
	$(BIN)/python bench/many.py
	$(BIN)/python bench/archive.py
	$(BIN)/python bench/searching.py
	$(BIN)/python bench/rereading.py

wheel: .venv/.installed
	$(BIN)/python -m build --wheel

.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade -c constraints.txt pip
	PIP_CONSTRAINT=constraints.txt $(BIN)/pip install --quiet -e . --group dev
	touch $@

clean:
	rm -rf .venv .venv-replay dist build .coverage .mypy_cache .pytest_cache .ruff_cache
