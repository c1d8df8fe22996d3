# Everything is set up on first use: `make run`, `make test`. Needs Python 3.12 or 3.13 somewhere, and nothing else.
export PYTHON
.DEFAULT_GOAL := help
.PHONY: help install run test unit check bench clean

PEYK := .venv/bin/peyk
STAMP := .venv/.installed
# Not to collect what would be left out anyhow saves seconds.
PURE := --ignore=tests/integration --ignore=tests/browser

help:  ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(STAMP)  ## Put the environment into .venv

$(STAMP): pyproject.toml constraints.txt
	@python=$$(sh .ci/find-python) && { [ -x .venv/bin/python ] || "$$python" -m venv .venv; }
	@echo "Installing into .venv (the first time takes a minute or two) ..."
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . --group dev
	@touch $(STAMP)

run: $(STAMP)  ## Run all of Peyk; in CI or without a terminal: feed samples/ once, report, stop
	@if [ "$$CI" = true ] || ! [ -t 1 ]; then exec $(PEYK) run --once; else exec $(PEYK) run; fi

test: check  ## Check the code and run all tests, on real engines that the tests start
	@sh .ci/install-browser
	@.venv/bin/python -m pytest -m "not integration" -n 2 $(PURE)
	@.venv/bin/python -m pytest -m integration -n 2 --dist loadfile --no-loadscope-reorder --ignore=tests/browser
	@.venv/bin/python -m pytest tests/browser

unit: $(STAMP)  ## Run the pure tests alone (under 30 s)
	@.venv/bin/python -m pytest -m "not integration and not quality" -n 2 $(PURE)

check: $(STAMP)  ## Lint, types, import rules
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports

bench: $(STAMP)  ## Measure every stage side by side (minutes)
	@.venv/bin/python tests/bench/all.py

clean:  ## Stop the local engines and remove .venv and .peyk
	@[ ! -x $(PEYK) ] || $(PEYK) engines stop
	@rm -rf .venv .peyk
