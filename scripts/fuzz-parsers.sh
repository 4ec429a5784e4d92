#!/usr/bin/env bash
# Runs every fuzz target for a while: FUZZ_SECONDS each (30 unless said otherwise). FUZZ_TARGETS
# is a crate whose targets alone run, such as llm, or a part of their tests' names, such as
# calendar. See docs/testing.md.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$REPO"

seconds="${FUZZ_SECONDS:-30}"
case "$seconds" in '' | *[!0-9]*) die "FUZZ_SECONDS must be a number of seconds, and is $seconds." ;; esac
# They stop by the time alone.
export BOLERO_RANDOM_TEST_TIME_MS=$((seconds * 1000)) BOLERO_RANDOM_ITERATIONS=1000000000
[ -z "${FUZZ_KEEP:-}" ] || mkdir -p "$FUZZ_KEEP"

say "fuzzing, $seconds s for each target ..."
which="test(/(^|::)fuzz::/)" crates=(--workspace) targets="${FUZZ_TARGETS:-}"
if [ -n "$targets" ] && [ -f "$targets/Cargo.toml" ]; then
    which="$which & package(=$targets)" crates=(--package "$targets")
elif [ -n "$targets" ]; then
    which="$which & test(/$targets/)"
fi
if cargo nextest --version >/dev/null 2>&1; then
    # Always the whole workspace: what was built for the tests is used as it is.
    cargo nextest run --workspace --locked --no-fail-fast --profile fuzz -E "$which"
else
    cargo test "${crates[@]}" --locked --no-fail-fast -- fuzz::
fi
