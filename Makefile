# anpei: `make demo` to look at it, `make test` to work on it. Needs Python ≥ 3.11 with pip, and make.
# Everything goes into .venv (packages), src/anpei/static/vendor (front-end assets) and var (the demo's data).
# First-time downloads, measured: demo about 480 MB, tests about 670 MB (of it front-end packages 26 MB).

PYTHON ?= python3
PORT ?= 8000
JOBS ?= 2
TESTS ?= tests
export PORT

.DEFAULT_GOAL := help
.PHONY: help demo test setup runtime lint style types order wording fix check docs bench shots lock clean

help:  ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

demo: runtime  ## install, create the demo insurer, serve it with its worker on PORT (8000)
	@.venv/bin/anpei demo
	@exec .venv/bin/anpei serve

test: setup  ## install and run the tests (TESTS=tests/claims for a part)
	@.venv/bin/python -m pytest -n $(JOBS) --dist worksteal $(TESTS)

setup:  ## install everything for development
	@$(PYTHON) tools/install.py dev

runtime:
	@$(PYTHON) tools/install.py runtime

lint: style types order wording  ## style, types, import order, translations

style: setup
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .

types: setup
	@.venv/bin/mypy src tools

order: setup
	@.venv/bin/lint-imports --no-cache

wording: setup
	@.venv/bin/anpei messages check

fix: setup  ## let ruff mend what it can
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

check: lint test  ## lint and test

docs: setup  ## write docs/openapi.json from the API, the product pages and the schema of a product file
	@.venv/bin/anpei api schema
	@.venv/bin/anpei terms docs

bench: setup  ## benchmarks, with a report under bench/results
	@.venv/bin/python -m bench

shots: setup  ## pictures of the main pages from a demo insurer, into docs/pictures
	@ANPEI_REQUIRE_BROWSER=1 ANPEI_SHOTS=docs/pictures .venv/bin/python -m pytest tests/browser/test_pictures.py

lock:  ## pin the newest allowed versions again
	@.venv/bin/python tools/lock.py

clean:  ## remove .venv, assets and caches; the demo's data in var stays
	rm -rf .venv build src/anpei/static/vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis
