# Every command that people and CI use. `make` alone lists them.
TARGET := $(or $(CARGO_TARGET_DIR),target)
KILLS ?= 1000
SECONDS ?= 3600
FRONT := npm --prefix frontend run --silent

.DEFAULT_GOAL := help
.PHONY: help run demo eval bench bench-full chaos alerts rolling-restart outages soak test e2e snapshots measure-web check fmt rebuild-under-load fuzz fuzz-api signin-flood deny advisories services clean-services

help:
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: ## prepare what is missing, then serve the product at http://localhost:8000
	@scripts/prepare.sh run
	@exec $(TARGET)/release/steward up

demo: ## run both scenarios against a private instance and print the transcript
	@scripts/prepare.sh run
	@exec $(TARGET)/release/steward demo

eval: ## measure the whole on the evaluation sets, on a private instance; fails below a threshold
	@scripts/prepare.sh run
	@exec $(TARGET)/release/steward eval --write docs/evals.md

# What a run needs besides the product: the peers, and the program that measures.
define prepare_bench
@scripts/prepare.sh run
@scripts/bench-peers.sh
cargo build --release --locked --package steward --package bench
endef

bench: ## measure beside what one would pick instead; writes docs/performance.md
	$(prepare_bench)
	@$(TARGET)/release/bench run
	@$(TARGET)/release/bench report

bench-full: ## the same with every size and peer, which takes long
	$(prepare_bench)
	@$(TARGET)/release/bench run --full
	@$(TARGET)/release/bench report

chaos: ## kill, stop, cut off and flush a deployment under load, and prove its promises (KILLS=1000 SEED=...)
	@scripts/prepare.sh run
	cargo build --release --locked --package steward --package chaos
	@$(TARGET)/release/chaos --kills $(KILLS) $(if $(SEED),--seed $(SEED))

alerts: ## make each alert fire by its cause, on a deployment of its own, and end it by its runbook (ALERTS="...")
	@scripts/prepare.sh run
	cargo build --release --locked --package steward --package chaos
	@scripts/alerts.sh $(ALERTS)

rolling-restart: ## restart every process in turn under load; no request may fail
	@scripts/prepare.sh run
	cargo build --release --locked --package steward --package chaos
	@$(TARGET)/release/chaos --rolling 2

outages: ## take each component away for a minute under load, and tell what people notice (ONLY=redis,...)
	@scripts/prepare.sh run
	cargo build --release --locked --package steward --package chaos
	@$(TARGET)/release/chaos --outages $(if $(ONLY),--only $(ONLY))

soak: ## an hour at a constant pace, in which nothing may grow; draws docs/performance/soak-*.svg (SECONDS=3600)
	@scripts/prepare.sh run
	cargo build --release --locked --package steward --package chaos
	@$(TARGET)/release/chaos --soak $(SECONDS)

test: ## run every test, in the browser too
	@scripts/test.sh

e2e: ## run the browser tests alone
	@scripts/prepare.sh test
	cargo build --locked --package steward
	$(FRONT) e2e

snapshots: ## compare the main screens with pictures of them; npm run snapshots -- --update-snapshots makes new ones
	@[ -d frontend/node_modules ] || npm --prefix frontend ci
	$(FRONT) snapshots

measure-web: ## measure the web app in the browser, with Lighthouse too; writes docs/web-performance.md
	@scripts/prepare.sh run
	@scripts/prepare.sh test
	@STEWARD_BIN=$(abspath $(TARGET))/release/steward $(FRONT) measure

check: ## formatting, lints, documentation, licences, the web app's checks
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked --quiet
	@if cargo deny --version >/dev/null 2>&1; then cargo deny --locked check bans licenses sources; \
	else echo "cargo-deny is not installed: licences not checked (make deny installs it)"; fi
	$(FRONT) check
	npm --prefix frontend test --silent

rebuild-under-load: ## rebuild every read model of a million events under load, and compare
	@scripts/prepare.sh run
	@scripts/rebuild-under-load.sh

fuzz: ## give every parser arbitrary input, 30 s each (FUZZ_SECONDS, FUZZ_TARGETS)
	@scripts/fuzz-parsers.sh

fuzz-api: ## send 20,000 requests made from the OpenAPI document to a private instance
	@scripts/prepare.sh run
	@scripts/fuzz-api.sh

signin-flood: ## ten thousand guesses at a password, while others use the service
	@scripts/prepare.sh run
	@scripts/signin-flood.sh

deny: ## check licences, bans and sources, installing cargo-deny when missing
	@cargo deny --version >/dev/null 2>&1 || cargo install cargo-deny --locked
	cargo deny --locked check bans licenses sources

advisories: ## ask the databases of known faults, where they can be reached
	@cargo deny --version >/dev/null 2>&1 || cargo install cargo-deny --locked
	@scripts/advisories.sh

fmt: ## format the code
	cargo fmt --all

services: ## start the Postgres and Redis that tests run against
	@scripts/test-services.sh start

clean-services: ## stop them and remove their data
	@scripts/test-services.sh stop
