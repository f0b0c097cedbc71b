# Every command sets up what it needs, in a fresh clone and again; Python 3.11 or newer is all it asks for.
PORT ?= 4566
# Of several builds of one Python the fastest: one that was built without profiling takes half as long again.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do \
	for lap in 1 2 3 4 5 6 7 8 9; do \
	for path in $$({ which -a $$name || command -v $$name; } 2>/dev/null); do $$path -c '$(LAP)' 2>/dev/null; done; done \
	| sort -n | sed -n '1s/^[^ ]* //p' | grep . && break; done)
LAP := import ensurepip, sys, timeit; sys.exit(1) if sys.version_info < (3, 11) else \
	print(min(timeit.repeat("[dict(a=i).get(str(i)) for i in range(2000)]", number=1, repeat=25)), sys.executable)
BIN := .venv/bin
SAM := .venv-sam/bin/sam
export SAM_CLI_TELEMETRY := 0
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test long days cloud check lint bench format lock clean setup

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: .venv/.ready ## one night of the control plane on this machine; writes build/demo/index.html
	@$(BIN)/python -m demo

cloud: .venv/.ready ## an AWS on PORT (4566) with the stack deployed, until Ctrl-C
	@echo "starting an AWS on port $(PORT); it takes a few seconds"
	@exec $(BIN)/python -m localcloud --port $(PORT)

test: check ## everything CI runs
	@$(BIN)/coverage erase
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -q --cov --cov-report= -m "not long"
	@$(BIN)/coverage report

long: .venv/.ready .venv-sam/.ready ## what test leaves out: every fault at every call, what plain moto does, sixty days
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -q -m long

days: .venv/.ready ## sixty virtual days of all workloads, some minutes; not part of test
	@$(BIN)/python -m pytest -q -s tests/e2e/test_sixty_days.py

check: .venv/.ready .venv-sam/.ready ## format, lint, types, import rules, template, machines, contracts
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(SAM) validate --lint
	@$(BIN)/python -m pytest -q tests/unit/test_contracts.py

bench: .venv/.ready .venv-sam/.ready ## the benchmarks, each beside its peer or floor
	@$(BIN)/python -m bench

format: .venv/.ready ## format and fix what tools can fix
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

lock: .venv/.ready ## resolve the dependencies anew
	@$(BIN)/uv lock
	@$(BIN)/uv export --quiet --frozen --no-dev --no-emit-project --no-header --no-annotate --prune boto3 --output-file layers/deps/requirements.txt
	@$(MAKE) --silent .venv/.ready && $(BIN)/python -m tests.service_models

clean: ## remove everything that was made here
	@rm -rf .venv .venv-sam .venv-peers .aws-sam build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: .venv/.ready .venv-sam/.ready ## both virtualenvs

$(BIN)/uv:
	@python="$(PYTHON)"; \
		test -n "$$python" || { echo "Python 3.11 or newer, with venv, is needed; set PYTHON=/path/to/python3" >&2; exit 1; }; \
		$$python -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv

.venv/.ready: pyproject.toml uv.lock | $(BIN)/uv
	@echo "setting up .venv (once, less than a minute)"
	@UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync --quiet --frozen --inexact --group dev
	@touch $@

.venv-sam/.ready: .venv/.ready layers/deps/requirements.txt
	@echo "setting up .venv-sam for the SAM CLI (once, less than a minute)"
	@test -x .venv-sam/bin/python || $(BIN)/python -m venv .venv-sam
	@UV_PROJECT_ENVIRONMENT=.venv-sam $(BIN)/uv sync --quiet --frozen --only-group sam
	@echo "fetching the wheels for Lambda (once)"
	@$(MAKE) --silent -C layers/deps fetch
	@touch $@
