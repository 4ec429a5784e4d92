#!/usr/bin/env bash
# Sends property-based requests, made from the OpenAPI document by schemathesis, to a private
# instance: as each role and as nobody. Fails on a 5xx, and on an answer that is not documented.
# STEWARD_BIN names another build of the program; FUZZ_EXAMPLES how many cases of each
# operation are made up.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/private.sh"
cd "$REPO"

tools="$REPO/.steward/fuzz/tools"
mkdir -p "$tools"
have python3 || die "python3 is missing." "Install Python 3.10 or later with venv, then run this again."
if ! cmp -s scripts/fuzz/requirements.txt "$tools/requirements.txt"; then
    say "installing schemathesis ..."
    python3 -m venv "$tools" && "$tools/bin/pip" install --quiet --requirement scripts/fuzz/requirements.txt ||
        die "schemathesis could not be installed." "Check the network and pip's settings, then run this again."
    cp scripts/fuzz/requirements.txt "$tools/requirements.txt"
fi
start_private fuzz
say "sending requests to $url (some minutes) ..."
mkdir -p "$place/reports"
"$tools/bin/python" scripts/fuzz/run.py "$url" "$program" "$place/reports" "$root/services.env"
