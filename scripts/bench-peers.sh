#!/usr/bin/env bash
# Installs the peers of the benchmarks that are programs of their own, from pinned versions:
# npm packages beside their programs, Python packages in environments under target/bench/peers.
# usage: scripts/bench-peers.sh    quick when they are there
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PEERS="$REPO/bench/peers"
ENVIRONMENTS="${CARGO_TARGET_DIR:-$REPO/target}/bench/peers"
case "$ENVIRONMENTS" in /*) ;; *) ENVIRONMENTS="$REPO/$ENVIRONMENTS" ;; esac

# quiet <what> <command...>: its output only when it fails.
quiet() {
    local what="$1" log; shift
    log="$(mktemp)"
    say "installing $what ..."
    if ! "$@" >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        die "$what could not be installed (above is why)."
    fi
    rm -f "$log"
}

node_peer() {
    local folder="$PEERS/$1"
    [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && return
    quiet "$1" npm --prefix "$folder" ci --no-audit --no-fund
    touch "$folder/node_modules/.package-lock.json"
}

python_peer() {
    local wanted="$PEERS/$1/requirements.txt" folder="$ENVIRONMENTS/$1"
    cmp -s "$wanted" "$folder/requirements.txt" && return
    rm -rf "$folder"
    python3 -m venv "$folder" || die "python3 has no venv." "Debian: apt-get install python3-venv"
    quiet "$1" "$folder/bin/python" -m pip install --quiet --no-deps --only-binary :all: \
        --requirement "$wanted"
    cp "$wanted" "$folder/requirements.txt"
}

need node "some peers are npm packages" nodejs
need python3 "some peers are Python packages" python3
mkdir -p "$ENVIRONMENTS"
node_peer message-db
node_peer emmett
python_peer eventsourcing
python_peer fastapi
