# `make` alone lists the targets. Everything works on a fresh clone: each target does the set-up that it needs.

export RASA_TELEMETRY_ENABLED := false
export HF_HUB_DISABLE_TELEMETRY := 1
export DO_NOT_TRACK := 1
export TF_CPP_MIN_LOG_LEVEL := 3
export OMP_WAIT_POLICY := PASSIVE
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

KEFU := .venv/bin/kefu
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup demo chat train shell serve validate test test-fast test-services lint format lock bench bench-quick clean distclean
# Targets share one environment and one database: never side by side.
.NOTPARALLEL:

help: ## List the targets
	@echo "Kefu (客服), the assistant that answers an online shop's customers"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Make the environment, the demo database and the base model; skips what is there
	@sh scripts/python.sh scripts/setup

demo: setup ## Train if needed, start everything, and chat in the terminal (Ctrl-D ends)
	@$(KEFU) demo

chat: setup ## Chat with the server that `make serve` runs in another terminal
	@$(KEFU) chat

train: setup ## Train the assistant from data/, domain.yml and config.yml
	@$(KEFU) train

shell: setup ## Rasa's own shell on the newest model, with the other servers behind it
	@$(KEFU) shell

serve: setup ## Run the Rasa, action and payment servers in the foreground
	@$(KEFU) serve

validate: setup ## Check domain, data and stories, and list what must be corrected
	@$(KEFU) validate

test: setup ## Run every test; the first run trains a model (minutes), later ones reuse it
	@$(PYTEST) -m "not service"

test-fast: setup ## Run the tests that need neither a trained model nor much time
	@$(PYTEST) -m "not service and not e2e and not slow"

test-services: setup ## Run the shop's tests on a throw-away PostgreSQL; needs its programs, which root gets by apt
	@$(PYTHON) scripts/postgres.py $(if $(SKIP),--or-skip) $(PYTEST) -q -m service tests/shop

lint: setup ## Check style, types, and the designers' data
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@$(KEFU) lint
	@$(KEFU) catalogue --check
	@$(KEFU) flows --check

format: setup ## Sort imports and correct what can be corrected without asking
	@$(PYTHON) -m ruff check --fix .

lock: ## Lock the newest versions that pyproject.toml allows, with hashes
	@sh scripts/python.sh scripts/setup lock

bench: setup ## Compare with other systems: make bench DATA=<folder of data sets>; resumes, takes hours
	@$(PYTHON) -m benchmarks.run $(if $(DATA),--data "$(DATA)")

bench-quick: setup ## The cells of every day, under ten minutes; measures again what has changed
	@$(PYTHON) -m benchmarks.run --quick --stale $(if $(DATA),--data "$(DATA)")

clean: ## Delete trained models, logs and caches; keeps the environment and the database
	@rm -rf models .rasa results .kefu/logs/*.log .kefu/trained.json
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean ## Delete the environment, the demo database and the session secret as well
	@rm -rf .venv .kefu
