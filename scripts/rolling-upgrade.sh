#!/usr/bin/env bash
# Rolls a newer build out over an older one, under load, on one private database.
# usage: scripts/rolling-upgrade.sh <program of the older build> [<program of the newer one>]
# Fails if a query fails in any way that docs/projections.md does not tell of, or goes back in
# time; if a projection is not at the newer build's version in the end; if an event was parked;
# or if a row differs from the log.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$REPO"
have python3 || die "python3 is missing." "Install Python 3.10 or later, then run this again."
[ $# -ge 1 ] || die "usage: scripts/rolling-upgrade.sh <older program> [<newer program>]" \
    "Build the older one in a git worktree of its tag: cargo build --release --package steward"
older="$(realpath "$1")"
newer="$(realpath "${2:-target/release/steward}")"
for program in "$older" "$newer"; do
    [ -x "$program" ] || die "$program is not there." "Build it first, then run this again."
done
exec python3 scripts/trials/rollout.py "$older" "$newer" "$STEWARD_HOME"
