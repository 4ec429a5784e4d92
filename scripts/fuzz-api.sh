#!/usr/bin/env bash
# Sends property-based requests, made from the OpenAPI document by schemathesis, to a private
# instance: as each role and as nobody. Fails on a 5xx, and on an answer that is not documented.
# STEWARD_BIN names another build of the program; FUZZ_EXAMPLES how many requests are made.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$REPO"

program="$(realpath "${STEWARD_BIN:-target/release/steward}")"
[ -x "$program" ] || die "$program is not there." "Run make run once, or set STEWARD_BIN."
place="$REPO/.steward/fuzz"
tools="$place/tools"
mkdir -p "$place/reports" "$root/services.env"
have python3 || die "python3 is missing." "Install Python 3.10 or later with venv, then run this again."
if ! cmp -s scripts/fuzz/requirements.txt "$tools/requirements.txt"; then
    say "installing schemathesis ..."
    python3 -m venv "$tools" && "$tools/bin/pip" install --quiet --requirement scripts/fuzz/requirements.txt ||
        die "schemathesis could not be installed." "Check the network and pip's settings, then run this again."
    cp scripts/fuzz/requirements.txt "$tools/requirements.txt"
fi

say "starting a private instance ..."
unset DATABASE_URL REDIS_URL GOOGLE_API_KEY
log="$place/instance.log"
root="$(mktemp -d)"
"$program" up --throw-away --root "$root" --listen 127.0.0.1:0 --metrics-listen 127.0.0.1:0 >"$log" 2>&1 &
instance=$!
trap 'kill "$instance" 2>/dev/null; wait "$instance" 2>/dev/null; rm -rf "$root"' EXIT
for _ in $(seq 240); do
    url="$(sed -n 's/^Steward is ready at http:\/\/localhost/http:\/\/127.0.0.1/p' "$log")"
    [ -n "$url" ] && break
    kill -0 "$instance" 2>/dev/null || { tail -n 20 "$log" >&2; die "the private instance ended early."; }
    sleep 0.5
done
[ -n "$url" ] || die "the private instance did not become ready; see $log."

say "sending requests to $url (some minutes) ..."
"$tools/bin/python" scripts/fuzz/run.py "$url" "$program" "$place/reports" "$root/services.env"
