#!/usr/bin/env bash
# Runs every test: the alerts', Rust against real servers, the web app's, the browser's.
# The servers are stopped at the end, unless they were running before.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$REPO"

scripts/prepare.sh test
if ! scripts/test-services.sh status 2>/dev/null; then
    trap '"$REPO/scripts/test-services.sh" stop' EXIT
fi
scripts/test-services.sh start
. "$STEWARD_HOME/test/env"

say "testing the alerts ..."
scripts/check-monitoring.sh

say "testing the Rust crates ..."
if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace --locked --no-fail-fast
else
    cargo test --workspace --locked --no-fail-fast
fi

say "breaking a deployment on purpose ..."
"${CARGO_TARGET_DIR:-target}/debug/chaos" --seed 1 --kills 40 --steward "${CARGO_TARGET_DIR:-target}/debug/steward"

cd frontend
say "testing the web app ..."
npm run --silent check
npm test --silent
say "testing in the browser ..."
# The program that the tests of its crate were just built with: target/debug/steward. To
# build it alone would be to build what it depends on again, with fewer features.
npm run --silent e2e
