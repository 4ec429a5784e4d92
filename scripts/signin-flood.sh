#!/usr/bin/env bash
# Ten thousand guesses at one account's password, from many addresses, on a private instance,
# while others use it. Prints how fast the others are answered before and meanwhile, and
# whether the account's owner gets in. FLOOD_GUESSES changes the number.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/private.sh"
cd "$REPO"
have python3 || die "python3 is missing." "Install Python 3.10 or later, then run this again."
# Addresses are told by what stands in for a proxy: the flood itself.
export STEWARD_TRUSTED_PROXIES=127.0.0.0/8
start_private flood
python3 scripts/flood/run.py "$url"
