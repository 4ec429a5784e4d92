#!/usr/bin/env bash
# Checks and tests what is in ops/ for Prometheus and Grafana, with promtool.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$REPO"

prepare_promtool
"$PROMTOOL" check config ops/prometheus.yml
"$PROMTOOL" test rules ops/alerts.test.yml
# It reads no dashboards, but their expressions as rules.
expressions="$(mktemp --suffix .yml)"
trap 'rm -f "$expressions"' EXIT
python3 - ops/grafana/steward.json >"$expressions" <<'PYTHON'
import json, sys
panels = json.load(open(sys.argv[1]))["panels"]
found = [target["expr"] for panel in panels for target in panel.get("targets", [])]
rules = [{"record": f"panel:{n}", "expr": expr.replace("$__rate_interval", "1m")} for n, expr in enumerate(found)]
json.dump({"groups": [{"name": "dashboard", "rules": rules}]}, sys.stdout)
PYTHON
"$PROMTOOL" check rules "$expressions"
