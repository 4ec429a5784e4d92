# Starts a private instance for a trial, and removes it at the end. Sourced after lib.sh.
# shellcheck shell=bash

# start_private <name>: gives program, place, url and root; STEWARD_BIN names another build,
# METRICS_PORT the port of its metrics.
start_private() {
    program="$(realpath "${STEWARD_BIN:-target/release/steward}")"
    [ -x "$program" ] || die "$program is not there." "Run make run once, or set STEWARD_BIN."
    place="$REPO/.steward/$1"
    mkdir -p "$place"
    say "starting a private instance ..."
    unset DATABASE_URL REDIS_URL GOOGLE_API_KEY
    local log="$place/instance.log"
    root="$(mktemp -d)"
    "$program" up --throw-away --root "$root" --listen 127.0.0.1:0 --metrics-listen "127.0.0.1:${METRICS_PORT:-0}" >"$log" 2>&1 &
    instance=$!
    trap 'kill "$instance" 2>/dev/null; wait "$instance" 2>/dev/null; rm -rf "$root"' EXIT
    url=""
    for _ in $(seq 240); do
        url="$(sed -n 's/^Steward is ready at http:\/\/localhost/http:\/\/127.0.0.1/p' "$log")"
        [ -z "$url" ] || return 0
        kill -0 "$instance" 2>/dev/null || { tail -n 20 "$log" >&2; die "the private instance ended early."; }
        sleep 0.5
    done
    die "the private instance did not become ready; see $log."
}
