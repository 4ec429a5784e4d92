#!/usr/bin/env bash
# Makes each alert of ops/alerts.yml fire by its cause, and does what its runbook says, on a
# deployment of its own under a real Prometheus. Fails if one did not fire or did not end.
# usage: scripts/alerts.sh [ALERT...]
# As root, since filling a disk takes a small one that is mounted.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$REPO"
prepare_prometheus
export PROMETHEUS
exec "${CARGO_TARGET_DIR:-target}/release/chaos" --alerts "$@"
