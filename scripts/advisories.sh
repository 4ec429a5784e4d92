#!/usr/bin/env bash
# Asks the databases of known faults about everything that Steward is made of: RustSec for the
# crates, npm's for the web app, PyPI's for the tool that fuzzes. A finding fails; a database
# that cannot be reached is said to be so and does not.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$REPO"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
found=0 unreached=0

# verdict <what> <exit code> <0 when the database answered>
verdict() {
    if [ "$3" != 0 ]; then
        say "$1: NOT CHECKED, the database cannot be reached from here ($(grep -m1 -iE 'error|unable|refused|not allowed|resolve|not be audited' "$log" | tr -s ' ' | cut -c1-140))"
        unreached=$((unreached + 1))
    elif [ "$2" != 0 ]; then
        cat "$log" >&2
        say "$1: known faults, above"
        found=$((found + 1))
    else
        say "$1: no known faults"
    fi
}

crates() {
    have cargo-deny || die "cargo-deny is missing." "make deny installs it."
    # Fetching apart from checking tells a database that is away from a finding.
    if ! cargo deny --locked fetch db >"$log" 2>&1; then verdict "crates (RustSec)" 1 1; return; fi
    cargo deny --locked check advisories >"$log" 2>&1
    verdict "crates (RustSec)" $? 0
}

web() {
    npm --prefix frontend audit --audit-level=low --json >"$log" 2>&1
    local code=$?
    # An answer counts faults; a failure to get one does not.
    grep -q '"vulnerabilities"' "$log"
    verdict "the web app (npm)" $code $?
}

tools() {
    local place="$REPO/.steward/audit"
    if ! { [ -x "$place/bin/pip-audit" ] || { python3 -m venv "$place" &&
            "$place/bin/pip" install --quiet "pip-audit==2.10.1"; }; } >"$log" 2>&1; then
        verdict "the fuzzer (PyPI)" 1 1; return
    fi
    "$place/bin/pip-audit" --requirement scripts/fuzz/requirements.txt --progress-spinner off >"$log" 2>&1
    local code=$?
    # What it could not ask about, it names.
    ! grep -q 'could not be audited' "$log" && grep -q 'known vulnerabilit' "$log"
    verdict "the fuzzer (PyPI)" $code $?
}

crates
web
tools
[ "$unreached" = 0 ] || say "$unreached of 3 databases could not be reached: run this again where they can"
[ "$found" = 0 ]
