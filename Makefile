# Everything here needs only python3 (3.11 or newer, with venv), make and the package index; `make help` tells the rest.

PYTHON ?= python3
PORT ?= 8000
JOBS ?= 2

VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
ABOUT_UV := pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet

# A lock file counts as installed while .venv/installed/ holds a copy with the very same content: times lie after a
# checkout, content does not.
define install
	@cmp -s $(1) $(VENV)/installed/$(1) || { \
	    echo "Installing $(1)" && \
	    $(PIP) install --require-hashes -r $(1) && \
	    mkdir -p $(VENV)/installed && cp $(1) $(VENV)/installed/$(1); }
endef

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench lighthouse words wheel lock lock-lighthouse venv install-test install-browser

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: venv ## make .venv with everything the blog needs, once for each content of requirements.txt
	$(call install,requirements.txt)

# A folder that was begun without python3-venv, or whose python is gone, holds no pip of its own: begin it anew. Asking
# for a prefix of its own keeps a half-made one from falling through to the system's pip.
venv:
	@$(VENV)/bin/python -c 'import pip, sys; sys.exit(sys.prefix == sys.base_prefix)' 2>/dev/null || { \
	    $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	        echo "Afterword needs Python 3.11 or newer; name one with make PYTHON=python3.12" >&2; exit 1; }; \
	    $(PYTHON) -m venv --clear $(VENV) || { \
	        rm -rf $(VENV); \
	        echo "Python could not make $(VENV); on Debian, apt install python3-venv brings what is missing" >&2; exit 1; }; }

run: setup ## fill an empty var/ with the demo and serve it; PORT=8000 says where
	@$(VENV)/bin/python -m blog demo --if-empty
	@$(VENV)/bin/python -m blog serve --port $(PORT)

install-test: setup
	$(call install,requirements-test.txt)

# Three runs, each to its end: most tests beside each other, file by file, in the order that tests/conftest.py puts them
# in; then those in the browser, which leaves an event loop running in its process; then those that judge time and want
# the machine for themselves. What falls beside others is run once more by itself, and named: it passes the run, and is
# a fault of the test to be mended.
test: install-test ## run all tests, JOBS=2 at a time; each part ends by saying what was skipped and why
	@failed=0; \
	for part in "not browser and not alone" "browser" "alone"; do \
	    beside="-n $(JOBS) --dist loadfile --no-loadscope-reorder"; [ "$$part" = alone ] && beside=; \
	    echo "Tests: $$part"; \
	    $(VENV)/bin/python -m pytest $$beside -m "$$part" || { \
	        echo "ONCE MORE, BY ITSELF: what failed in the run above" && \
	        $(VENV)/bin/python -m pytest -v --last-failed --last-failed-no-failures none -m "$$part" && \
	        echo "FAILED ONCE, PASSED ALONE: the tests named above are not to be trusted until they are mended"; } || \
	    failed=1; \
	done; exit $$failed

install-browser: install-test
	@command -v chromium >/dev/null || \
	    echo "NO CHROMIUM: every browser test will be skipped; on Debian, apt install chromium brings it" >&2
	@if command -v chromium >/dev/null; then $(MAKE) --no-print-directory install-playwright; fi

.PHONY: install-playwright
install-playwright:
	$(call install,requirements-browser.txt)

check: install-browser ## what CI runs: lint, format, types, then make test, in a browser too where there is one
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(MAKE) --no-print-directory test

bench: install-test ## measure the budgets beside their references; NAMES="pages sending" picks, QUICK=--quick is short
	@$(VENV)/bin/python -m bench $(QUICK) $(NAMES)

lighthouse: setup ## judge pages of a demo blog by Lighthouse, by hand: needs Node.js with npm, and Chromium
	@$(VENV)/bin/python -m bench.lighthouse

words: install-test ## bring the translations in blog/languages/words up to what the interface says now
	@$(VENV)/bin/python -m tests.languages.gathering

wheel: install-test ## build dist/afterword-….whl, with templates and static files inside
	@$(VENV)/bin/python -m hatchling build -t wheel

lock: ## write the three lock files anew; UPGRADE=--upgrade lets every version move
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	$(PYTHON) -m venv "$$scratch" && \
	"$$scratch/bin/python" -m pip --disable-pip-version-check --quiet install uv && \
	uv="$$scratch/bin/uv pip compile $(ABOUT_UV) $(UPGRADE)" && \
	$$uv -o requirements.txt && \
	$$uv --group test --extra postgres -c requirements.txt -o requirements-test.txt && \
	$$uv --group browser -c requirements.txt -c requirements-test.txt -o requirements-browser.txt

# Without the addresses of packages and of those who take money for them: everybody has a registry of their own.
lock-lighthouse: ## write the lock of what make lighthouse runs anew; needs npm
	@cd bench/lighthouse && rm -f package-lock.json && \
	npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund && \
	node -e 'const fs = require("fs"), name = "package-lock.json", lock = JSON.parse(fs.readFileSync(name)); \
	    Object.values(lock.packages).forEach((one) => delete one.funding); \
	    fs.writeFileSync(name, JSON.stringify(lock, null, 2) + "\n")'
