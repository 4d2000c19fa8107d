# Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
RUN_STAMP := $(VENV)/.runs
WHEEL_VENV := build/wheel-venv

AXE_HOME := build/browser
AXE := $(AXE_HOME)/node_modules/axe-core/axe.min.js

.PHONY: demo test check docs bench clean wheel axe screenshots

# What a user gets: archlint and what it depends on.
$(RUN_STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("archlint needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

# What a developer gets on top.
$(STAMP): $(RUN_STAMP) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	touch $@

# axe-core, which the browser tests run in the page. Without npm those of its tests are skipped.
axe: $(AXE)
$(AXE): tests/browser/package.json
	@mkdir -p $(AXE_HOME) && cp tests/browser/package.json $(AXE_HOME)
	@npm install --silent --no-save --no-package-lock --ignore-scripts --prefix $(AXE_HOME) \
	  && touch $@ || echo "no axe-core, which npm installs: its tests will be skipped" >&2

# Findings are expected in the example; the demo explains its exit code and ends with 0.
demo: $(RUN_STAMP)
	@$(BIN)/archlint check examples/storefront; code=$$?; \
	echo; \
	echo "exit code $$code: findings at or above --fail-on (error). In CI this would fail the build;"; \
	echo "--fail-on never or --exit-zero would not. 0 is clean, 2 means: could not lint."; \
	test $$code -eq 1
	@echo
	@$(BIN)/archlint path --manifest examples/storefront place-order
	@echo
	@$(BIN)/archlint report examples/storefront --output-format html:archlint-report.html
	@echo "The report is at $(CURDIR)/archlint-report.html: open it in a browser."

test: $(STAMP) $(AXE)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy tests benchmarks
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2 --dist worksteal
	$(MAKE) wheel

# One wheel: built, looked into, installed into an environment of its own and run from there.
wheel: $(STAMP)
	rm -rf dist $(WHEEL_VENV)
	$(BIN)/python -m build --no-isolation --wheel --outdir dist . >/dev/null
	$(BIN)/check-wheel-contents dist
	$(PYTHON) -m venv $(WHEEL_VENV)
	$(WHEEL_VENV)/bin/python -m pip install --quiet --disable-pip-version-check dist/*.whl
	cd $(WHEEL_VENV) && bin/archlint --version && bin/archlint rules >/dev/null \
	  && bin/archlint check $(CURDIR)/examples/monorepo --quiet \
	  && bin/archlint report $(CURDIR)/examples/monorepo --output-format html:report.html

# The pages that are made from the source: run after changing a manual, the grammar or an example.
docs: $(STAMP)
	$(BIN)/python -m pytest -q -p no:randomly tests/test_docs.py tests/test_examples.py tests/test_readme.py tests/reporting/test_rule_pages.py tests/manifest/test_schema.py tests/backtest/test_backtest.py --accept

# Pictures of the examples' reports: run after changing the page, and look at them.
screenshots: $(STAMP)
	$(BIN)/python tests/browser/screenshots.py

bench: $(STAMP)
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/confidence.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/plan.py
	$(BIN)/python benchmarks/rendering.py
	$(BIN)/python benchmarks/simulation.py
	$(BIN)/python benchmarks/scale.py

clean:
	rm -rf $(VENV) build dist archlint-report.html
