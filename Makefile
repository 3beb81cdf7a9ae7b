# Everything goes through .venv; each verb does its own set-up. Needs Python 3.11 or later with venv, and make.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
# Prefect imports four times faster from compiled bytecode.
export PYTHONDONTWRITEBYTECODE :=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install demo desk up browser test kill check docs screenshots bench front lock clean

install: $(INSTALLED) ## set up .venv from the hashed lock
$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q policy models letters flows desk
	@touch $@

demo: $(INSTALLED) ## import the sample area, rehearse four stories, show the result
	@$(BIN)/disclosure demo

desk: $(INSTALLED) ## serve a training desk on http://127.0.0.1:8327, with sign-ins for synthetic people
	@$(BIN)/disclosure desk

up: $(INSTALLED) ## run the database, the desk, Prefect's server and a guide until interrupted
	@$(BIN)/disclosure up

browser: ## Debian's Chromium, installed where it is not here and may be
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get -qq update && apt-get -qq install -y chromium >/dev/null; } || true

test: $(INSTALLED) browser ## every test but the kills
	$(BIN)/pytest -m "not kill"

kill: $(INSTALLED) ## 60 SIGKILLs of the guide over running considerations
	$(BIN)/pytest -m kill

check: $(INSTALLED) ## lint, types, import contracts, migrations, generated documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy tests bench
	$(BIN)/lint-imports
	$(BIN)/python -m models.migrations check
	$(BIN)/python -m docs.write --check

docs: $(INSTALLED) ## write the generated documents again
	$(BIN)/python -m docs.write

screenshots: $(INSTALLED) ## take README's pictures of the desk again (needs Debian's Chromium)
	$(BIN)/python -m docs.screenshots

bench: $(INSTALLED) ## measure what README states
	$(BIN)/python -m bench

front: ## build the desk's stylesheet and scripts again (needs node 20 and npm)
	cd desk/front && npm ci --silent && npm run --silent build

lock: $(INSTALLED) ## pin every dependency again, with hashes and no index lines
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock

clean: ## remove what was made here
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
