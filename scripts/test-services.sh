#!/usr/bin/env bash
# The Postgres and Redis that tests run against: private, on unix sockets, without
# any care for durability. usage: scripts/test-services.sh start|stop|status
# `start` is quick when they already run, and writes the addresses to .steward/test/env.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

HOME_DIR="$STEWARD_HOME/test"
ENV_FILE="$HOME_DIR/env"
PLACE_FILE="$HOME_DIR/place"
SOCKET_LIMIT=90 # of about 107 bytes, leaving room for the name of the socket

# Postgres refuses to run as root, so root lends it an account without rights.
AS=()
ACCOUNT=""
if [ "$(id -u)" = 0 ]; then
    for ACCOUNT in postgres nobody; do id "$ACCOUNT" >/dev/null 2>&1 && break; done
    need setpriv "to run Postgres as another account than root" util-linux
    AS=(setpriv --reuid "$(id -u "$ACCOUNT")" --regid "$(id -g "$ACCOUNT")" --clear-groups)
fi

# Where data, sockets and (when .steward is closed to that account) programs live.
choose_place() {
    mkdir -p "$HOME_DIR"
    if [ -z "$ACCOUNT" ] || "${AS[@]}" test -x "$POSTGRES_DIR/bin/postgres" 2>/dev/null; then
        PLACE="$HOME_DIR"
        PROGRAMS="$POSTGRES_DIR"
    else
        PLACE="/var/lib/steward-test-$(printf %s "$HOME_DIR" | cksum | cut -d' ' -f1)"
        PROGRAMS="$PLACE/postgres-$POSTGRES_VERSION"
    fi
    RUN="$PLACE/run"
    # Postgres takes a list of folders, with commas and quotes, and has a limit on their length.
    if [ "${#RUN}" -gt "$SOCKET_LIMIT" ] || [[ "$RUN" == *[,\'\"]* ]]; then
        RUN="$(sed -n 2p "$PLACE_FILE" 2>/dev/null || true)"
        [ -d "$RUN" ] || RUN="$(mktemp -d /tmp/steward-test.XXXXXX)"
    fi
    DATA="$PLACE/data"
    printf '%s\n%s\n' "$PLACE" "$RUN" >"$PLACE_FILE"
}

redis_program() { command -v redis-server || command -v valkey-server; }
redis_answers() {
    local pid
    [ -S "$RUN/redis.sock" ] && pid="$(cat "$RUN/redis.pid" 2>/dev/null)" &&
        grep -qE '^(redis|valkey)-server' "/proc/$pid/comm" 2>/dev/null
}
postgres_answers() { "$POSTGRES_DIR/bin/psql" -X -q -h "$RUN" -p 5432 -U steward -c 'SELECT 1' postgres >/dev/null 2>&1; }

start_postgres() {
    postgres_answers && return
    if [ "$PROGRAMS" != "$POSTGRES_DIR" ] &&
       [ "$(cat "$PROGRAMS/.stamp" 2>/dev/null)" != "$(cat "$POSTGRES_DIR/.stamp")" ]; then
        mkdir -p "$PLACE"
        rm -rf "$PROGRAMS"
        cp -a "$POSTGRES_DIR" "$PROGRAMS"
    fi
    local log="$PLACE/postgres.log"
    if [ ! -f "$DATA/ready" ]; then
        rm -rf "$DATA"
        mkdir -p "$DATA"
        [ -z "$ACCOUNT" ] || chown "$ACCOUNT" "$DATA"
        chmod 700 "$DATA"
        (cd "$PLACE" && "${AS[@]}" "$PROGRAMS/bin/initdb" --pgdata "$DATA" --username steward --auth trust --no-sync \
            --encoding UTF8 --locale-provider builtin --builtin-locale C.UTF-8 --locale C) >"$log" 2>&1 ||
            { tail -n 15 "$log" >&2; die "the test database could not be created in $DATA."; }
        cat >>"$DATA/postgresql.conf" <<CONF
listen_addresses = ''
port = 5432
unix_socket_directories = '$RUN'
unix_socket_permissions = 0700
max_connections = 400
shared_buffers = 256MB
fsync = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
max_locks_per_transaction = 256
CONF
        "${AS[@]}" touch "$DATA/ready"
    fi
    [ -z "$ACCOUNT" ] || { : >>"$log"; chown "$ACCOUNT" "$log"; }
    (cd "$PLACE" && "${AS[@]}" "$PROGRAMS/bin/pg_ctl" start --pgdata "$DATA" --log "$log" --wait --silent \
        --timeout 60) </dev/null >/dev/null 2>&1 ||
        { tail -n 15 "$log" >&2
          die "the test database did not start." "scripts/test-services.sh stop  removes it; then try again."; }
}

start_redis() {
    redis_answers && return
    (cd "$RUN" && "${AS[@]}" "$(redis_program)" --port 0 --unixsocket "$RUN/redis.sock" --unixsocketperm 700 \
        --save '' --appendonly no --dir "$RUN" --pidfile "$RUN/redis.pid" --logfile "$RUN/redis.log" \
        --databases 16 --daemonize yes) >/dev/null
    local try
    for try in $(seq 100); do
        redis_answers && return
        sleep 0.1
    done
    tail -n 10 "$RUN/redis.log" >&2
    die "the test Redis did not start within ten seconds (tried $try times)."
}

start() {
    prepare_postgres
    prepare_redis
    choose_place
    mkdir -p "$RUN"
    chmod 700 "$RUN"
    [ -z "$ACCOUNT" ] || chown "$ACCOUNT" "$RUN"
    start_postgres
    start_redis
    local encoded; encoded="$(python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1]))' "$RUN")"
    cat >"$ENV_FILE.new" <<VARS
export STEWARD_TEST_DATABASE_URL='postgres://steward@localhost:5432/postgres?host=$encoded'
export STEWARD_TEST_REDIS_URL='unix://$encoded/redis.sock'
VARS
    mv "$ENV_FILE.new" "$ENV_FILE"
}

stop() {
    [ -f "$PLACE_FILE" ] || return 0
    choose_place
    local pid
    if pid="$(cat "$RUN/redis.pid" 2>/dev/null)"; then kill "$pid" 2>/dev/null || true; fi
    if [ -f "$DATA/postmaster.pid" ]; then
        "${AS[@]}" "$PROGRAMS/bin/pg_ctl" stop --pgdata "$DATA" --mode immediate --wait --silent >/dev/null 2>&1 || true
    fi
    rm -rf "$ENV_FILE" "$DATA" "$RUN" "$PLACE_FILE"
    [ "$PLACE" = "$HOME_DIR" ] || rm -rf "$PLACE"
}

# One starter at a time; the servers must not inherit the lock.
mkdir -p "$HOME_DIR"
exec 9>"$HOME_DIR/lock"
if have flock; then flock 9; fi

case "${1:-}" in
    start) start 9>&- ;;
    stop) stop 9>&- ;;
    status)
        if [ -f "$PLACE_FILE" ] && { choose_place; postgres_answers && redis_answers; }; then
            say "the test services run"
        else
            say "the test services do not run"
            exit 1
        fi ;;
    *) die "usage: scripts/test-services.sh start|stop|status" ;;
esac
