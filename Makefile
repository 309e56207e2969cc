# Variables: PYTHON (the interpreter that makes the environment), VENV (where it goes).
PYTHON ?= python3
VENV ?= .venv
# For whom `bundle` is made.
PLATFORM ?= win_amd64
PYTHON_VERSION ?= 3.12

# Without bytecode every start would compile the scientific stack again.
unexport PYTHONDONTWRITEBYTECODE

BIN := $(VENV)/bin
STAMP := $(VENV)/.setup-done
# Present only in an environment that this Makefile created; `clean` removes no other.
MADE := $(VENV)/.made-by-make
SOURCES := sim calibration experiments scenarios tests

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test test-slow lint bench golden figures gallery bundle clean

help: ## List the targets (the default)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s  %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "Variables: PYTHON=$(PYTHON) VENV=$(VENV)"

setup: $(STAMP) ## Create VENV and install the project and its test tools (again only if the packaging files changed)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python >= 3.11 is needed, not " + sys.version.split()[0] + "; say make PYTHON=python3.12 setup, for one")'
	@if [ ! -e "$(VENV)" ]; then mkdir -p "$(VENV)" && touch "$(MADE)"; fi
	@"$(BIN)/python" -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv "$(VENV)"
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt -e '.[test]'
	@"$(BIN)/python" -m compileall -q -j 0 "$$("$(BIN)/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" || true  # bytecode by all processors
	@touch "$@"

run: setup ## Compare three policies on the Chenzhou scenario, 200 replications, and write the brief, into out/chenzhou
	"$(BIN)/funnel" compare chenzhou --policy award-on-industrialisation --policy pilot-voucher --policy more-public-platforms --replications 200 --out out/chenzhou
	"$(BIN)/funnel" brief out/chenzhou

test: setup ## Run the tests that are not slow (the model is compiled first, once for all test processes)
	"$(BIN)/funnel" explain typical-city --policy do-nothing --pick neither --replications 1 --months 36 --quiet --json > /dev/null
	"$(BIN)/python" -m pytest -n 2 -m "not slow"

test-slow: setup ## Run the slow tests
	"$(BIN)/python" -m pytest -n 2 -m slow

lint: setup ## Check style and formatting with ruff
	"$(BIN)/python" -m ruff check
	"$(BIN)/python" -m ruff format --check

bench: setup ## Measure the speed of the simulation
	"$(BIN)/funnel" bench

golden: setup ## Rewrite the golden files that the tests compare with
	"$(BIN)/python" -m tests.golden.update

bundle: setup ## Make dist/bundle, from which Windows computers without network install (PLATFORM, PYTHON_VERSION)
	"$(BIN)/python" .ci/bundle.py dist/bundle --platform $(PLATFORM) --python $(PYTHON_VERSION)

figures: setup ## Draw the image baselines of the figures anew (look at them before you keep them)
	"$(BIN)/python" -m tests.figures.update

gallery: setup ## Simulate and draw the gallery of figures in docs/gallery
	"$(BIN)/python" docs/gallery.py

clean: ## Remove what this Makefile made: VENV (if it created it), out/chenzhou, caches
	@if [ -e "$(MADE)" ]; then rm -rf "$(VENV)"; else rm -f "$(STAMP)"; fi
	rm -rf out/chenzhou .pytest_cache .ruff_cache .hypothesis
	@if [ -d out ]; then rmdir out 2>/dev/null || true; fi
	@for d in $(SOURCES); do if [ -d "$$d" ]; then find "$$d" -type d -name __pycache__ -prune -exec rm -rf {} +; fi; done
