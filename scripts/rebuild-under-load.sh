#!/usr/bin/env bash
# Rebuilds every read model of a private instance with a million events over 50 businesses,
# while 200 commands a second arrive and people read; kills one rebuild at 60 % on the way.
# Fails if a query fails or goes back in time, if anything had an effect, or if a row differs
# from the log afterwards. REBUILD_EVENTS and REBUILD_RATE change the numbers.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$(dirname "${BASH_SOURCE[0]}")/private.sh"
cd "$REPO"
have python3 || die "python3 is missing." "Install Python 3.10 or later, then run this again."
METRICS_PORT="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
start_private rebuild
# Where the tools find it, with the secrets that it runs with.
[ -e "$root/secrets" ] || ln -s "$STEWARD_HOME/secrets" "$root/secrets"
export STEWARD_HOME="$root"
python3 scripts/trials/rebuild.py "$program" "$url" "http://127.0.0.1:$METRICS_PORT/metrics"
