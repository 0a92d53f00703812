# One virtual environment under .venv holds everything; nothing else on the machine is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
T ?= tests
WORKERS ?= auto

.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/.demo: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e . --group dev
	@touch $@

demo: $(VENV)/.demo  ## set up, then run the whole campaign on this machine and serve it
	$(BIN)/awareness demo $(ARGS)

$(VENV)/.browser: $(VENV)/.dev tests/scheduler/web/get_browser.py
	$(BIN)/python -m tests.scheduler.web.get_browser
	@touch $@

browser: $(VENV)/.browser  ## a Chromium for the browser tests, where none is installed

test: $(VENV)/.dev $(VENV)/.browser  ## set up, then every check and test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -rs -n $(WORKERS)

test-real: $(VENV)/.dev  ## the connectors against real servers from npm and PyPI (needs node 20)
	mkdir -p $(VENV)/real
	test -x $(VENV)/real/python/bin/python || $(PYTHON) -m venv $(VENV)/real/python
	$(VENV)/real/python/bin/pip install --quiet --disable-pip-version-check mastodon_mock==0.6.1 pinterest-generated-client==0.1.12 xdk==0.10.6 standardwebhooks==1.1.0
	cp tests/real/package.json $(VENV)/real/
	npm install --prefix $(VENV)/real --no-audit --no-fund --loglevel=error
	AWARENESS_TEST_REAL=$(abspath $(VENV)/real) $(BIN)/pytest -q tests/real

quick: $(VENV)/.dev  ## one part of the tests: make quick T=tests/content
	$(BIN)/pytest -q $(T)

fix: $(VENV)/.dev  ## format and mend what can be mended by machine
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

serve: $(VENV)/.demo  ## the web app and the publisher on this machine
	$(BIN)/awareness serve

bench-extract: $(VENV)/.dev  ## what is found in fact sheets with keys, and how fast: KEYS=folder for others
	PYTHONPATH=. $(BIN)/python bench/extract.py $(KEYS)

bench-captions: $(VENV)/.dev  ## how fast 10,000 captions are composed, counted and checked
	PYTHONPATH=. $(BIN)/python bench/captions.py

bench-crashes: $(VENV)/.dev  ## kill senders at every point and at random instants on every platform
	$(BIN)/python -m bench.publish_crashes --instants 300

bench-publish: $(VENV)/.dev  ## every fault on every platform; 200 and 1,000 posts at once; many workers
	$(BIN)/python -m bench.publish_faults
	$(BIN)/python -m bench.publish_load

bench-packs: $(VENV)/.dev  ## a content pack of 2,000 pictures: time and memory
	$(BIN)/python -m bench.packs

bench-web: $(VENV)/.dev  ## how fast the pages are with 100,000 posts
	PYTHONPATH=. $(BIN)/python bench/web.py
	PYTHONPATH=. $(BIN)/python bench/web_review.py

screenshots: $(VENV)/.browser  ## pictures of every page, into screenshots/: make screenshots ONLY="review post"
	$(BIN)/python -m tests.scheduler.web.screenshots $(ONLY)

wheel: $(VENV)/.dev  ## build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

.PHONY: help bench-captions bench-crashes bench-extract bench-packs bench-publish bench-web demo browser test test-real quick fix screenshots serve wheel
