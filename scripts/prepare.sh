#!/usr/bin/env bash
# Fetches whatever is missing on this machine; quick when nothing is.
# usage: scripts/prepare.sh run    what `make run` needs, the release build included
#        scripts/prepare.sh test   what `make test` needs (it builds by itself)
# With DATABASE_URL or REDIS_URL set (also in .env), that server is left out of `run`.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

NODE_AT_LEAST="20.19.0"

# The value of a setting: from the environment, else from .env.
setting() {
    if [ -n "${!1:-}" ]; then printf '%s' "${!1}"; return; fi
    [ -f "$REPO/.env" ] || return 0
    sed -n "s/^[[:space:]]*\(export[[:space:]]\+\)\{0,1\}$1[[:space:]]*=[[:space:]]*//p" "$REPO/.env" |
        tail -n 1 | sed "s/[[:space:]]*\$//; s/^\(['\"]\)\(.*\)\1\$/\2/"
}

prepare_tools() {
    have cargo || die "cargo is missing." "Install Rust with rustup (https://rustup.rs), then run this again."
    need cc "to build the C parts of some crates" gcc libc6-dev
    if ! have node || ! have npm; then
        die "node or npm is missing." "Install Node.js $NODE_AT_LEAST or later with npm, then run this again."
    fi
    local version; version="$(node --version)"
    if [ "$(printf '%s\n%s\n' "v$NODE_AT_LEAST" "$version" | sort -V | head -n 1)" != "v$NODE_AT_LEAST" ]; then
        die "Node.js $version is too old for the web app." "Install $NODE_AT_LEAST or later, then run this again."
    fi
    if have dpkg && [ ! -e /etc/ssl/certs/ca-certificates.crt ]; then
        apt_install ca-certificates || say "ca-certificates could not be installed; downloads may fail"
    fi
}

prepare_browser() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable; do have "$name" && return; done
    need chromium "the browser tests" chromium
}

# npm_step <message> <npm arguments...>: quiet unless it fails.
npm_step() {
    local message="$1" log; shift
    log="$(mktemp)"
    say "$message ..."
    if ! (cd "$REPO/frontend" && NO_COLOR=1 npm "$@") >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        rm -f "$log"
        [ "$1" != ci ] || die "the npm packages could not be installed (above is why)." \
            "Check the network and npm's settings (npm config list), then run this again."
        die "npm $* failed in frontend/ (above is why)."
    fi
    rm -f "$log"
}

prepare_frontend() {
    local front="$REPO/frontend"
    if [ ! "$front/node_modules/.package-lock.json" -nt "$front/package-lock.json" ]; then
        npm_step "installing npm packages" ci --no-audit --no-fund
    fi
    # The folders count too: their time changes when a file is removed.
    local built="$front/dist/index.html"
    if [ ! -f "$built" ] || [ -n "$(cd "$front" && find . -path ./node_modules -prune -o -path ./dist -prune \
            -o -path ./e2e -prune -o -path ./test-results -prune -o -path ./playwright-report -prune \
            -o \( -type f -o -path './src*' -o -path './public*' \) -newer "$built" -print -quit)" ]; then
        npm_step "building the web app" run build
    fi
}

prepare_build() {
    say "building steward (the first time takes some minutes) ..."
    (cd "$REPO" && cargo build --release --locked --package steward) ||
        die "the build failed (above is why)."
}

case "${1:-}" in run | test) mode="$1" ;; *) die "usage: scripts/prepare.sh run|test" ;; esac

# One at a time: `make run` and `make test` may be started together.
mkdir -p "$STEWARD_HOME"
exec 8>"$STEWARD_HOME/prepare.lock" || die "$STEWARD_HOME belongs to another account." \
    "Run this as that account, or choose another folder with STEWARD_HOME."
if have flock; then
    flock --nonblock 8 || { say "waiting for another preparation to end ..."; flock 8; }
fi

prepare_tools
if [ "$mode" = test ]; then
    prepare_browser
    prepare_promtool
    prepare_redis
    prepare_postgres
else
    [ -n "$(setting REDIS_URL)" ] || prepare_redis
    [ -n "$(setting DATABASE_URL)" ] || prepare_postgres
fi
prepare_model
prepare_frontend
[ "$mode" = test ] || prepare_build
