# make ask Q="…" · make bot · make test: each first installs into .venv where that is due.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: install dev ask chat bot index test test-fast torture check bench train clean
.DEFAULT_GOAL := install

install: $(STAMP)

dev: $(DEV_STAMP)

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (a few minutes, once) …" >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check torch==2.13.0 >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable . >&2
	@touch $(STAMP)

$(DEV_STAMP): $(STAMP)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[dev]' >&2
	@touch $(DEV_STAMP)

export Q
# A refusal (3) is an answer, no broken build.
ask: $(STAMP)
	@$(BIN)/wortlaut ask -- "$$Q" || test $$? -eq 3

chat: $(STAMP)
	@$(BIN)/wortlaut ask

bot: $(STAMP)
	@$(BIN)/wortlaut bot

index: $(STAMP)
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
	$(BIN)/pydoclint --quiet bot retrieval
	$(BIN)/python -m tests.licences

bench: $(DEV_STAMP)
	$(BIN)/python -m benchmarks

export DATA BENCHMARK
# DATA is the folder with the public sets, BENCHMARK that of the development benchmark; see
# training/README.md.
train: $(DEV_STAMP)
	@test -n "$$DATA" -a -n "$$BENCHMARK" || { echo "make train DATA=FOLDER BENCHMARK=FOLDER: which folders? (training/README.md)" >&2; exit 2; }
	$(BIN)/python -m training "$$DATA" "$$BENCHMARK"

clean:
	rm -rf $(VENV) build dist *.egg-info
