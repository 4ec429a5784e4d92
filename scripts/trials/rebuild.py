"""Rebuilds every projection under load, and looks whether anybody notices.

usage: rebuild.py <program> <address of the private instance> <address of its metrics>
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

from person import Person

PROGRAM, URL, METRICS = sys.argv[1:4]
EVENTS = int(os.environ.get("REBUILD_EVENTS", "1000000"))
RATE = os.environ.get("REBUILD_RATE", "200")
KILLED, KILL_AT = "turns", 0.6
# Everything that reaches out of the database has a counter. Embeddings are a cache beside the
# read models: a worker makes them for new passages, whoever rebuilds.
EFFECTS = re.compile(r"^(llm_calls_total|steward_mails_total|steward_timers_fired_total|steward_pushes_total|"
                     r"steward_turns_\w+_total|steward_model_failures_total)\b(?!.*[eE]mbed).* (\S+)$", re.M)
LISTS = ["tasks?limit=200", "logbook?limit=200", "conversations?limit=200", "documents?limit=200",
         "shifts?limit=200", "members", "notifications?limit=200", "facts"]


def steward(*args):
    """Runs a tool; its lines of JSON."""
    done = subprocess.run([PROGRAM, *args, "--json"], stdout=subprocess.PIPE, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0:
        print(done.stdout, file=sys.stderr)
        raise SystemExit(f"steward {' '.join(args)} ended with {done.returncode}")
    return lines


def projections():
    return {line["name"]: line for line in steward("projections", "list")}


def effects():
    with urllib.request.urlopen(METRICS, timeout=10) as answer:
        found = EFFECTS.findall(answer.read().decode())
    return {name: sum(float(n) for other, n in found if other == name) for name, _ in found}


def killed_and_resumed(name):
    """Kills a rebuild when it is far; where the next one goes on."""
    rebuild = subprocess.Popen([PROGRAM, "projections", "rebuild", name, "--json"])
    while True:
        made = projections()[name]
        if made["rebuild"] and made["rebuild"]["position"] >= KILL_AT * made["head"]:
            break
        if rebuild.poll() is not None:
            raise SystemExit(f"{name} was rebuilt before it could be killed")
        time.sleep(0.02)
    rebuild.send_signal(signal.SIGKILL)
    rebuild.wait()
    made = projections()[name]
    share = made["rebuild"]["position"] / made["head"]
    print(f"  {name}: killed with {share:.0%} done; the same command again ...", flush=True)
    return share


def main():
    print(f"writing {EVENTS} events of 50 businesses ...", flush=True)
    made = steward("generate", "--events", str(EVENTS), "--tenants", "50", "--into-existing")[-1]
    print(f"  {made['events']} events, {made['events_per_second']:.0f} a second", flush=True)
    while any(line["lag"] for line in projections().values()):
        time.sleep(1)
    # The businesses of the load come before it.
    steward("generate", "--rate", "50", "--for", "1s", "--tenants", "50", "--into-existing")
    while any(line["lag"] for line in projections().values()):
        time.sleep(1)
    before, began_at = effects(), projections()["tasks"]["head"]
    load = subprocess.Popen(
        [PROGRAM, "generate", "--rate", RATE, "--for", "3h", "--tenants", "50", "--into-existing", "--json"],
        stdout=subprocess.PIPE, text=True)
    mario = Person(URL, "mario@pizza.com", LISTS, lambda number: {"tasks": {"title": f"Task {number}"}}, most_writes=190)
    mario.start()
    print(f"rebuilding, while {RATE} commands a second arrive and Mario reads ...", flush=True)
    share = killed_and_resumed(KILLED)
    for name in projections():
        done = steward("projections", "rebuild", name)[-1]
        print(f"  {name}: generation {done['generation']} at {done['position']} in {done['seconds']:.1f} s"
              + (f", it went on at {done['from']}" if done["from"] else ""), flush=True)
        if name == KILLED and done["from"] < share * began_at * 0.99:
            raise SystemExit(f"it went on at {done['from']}, not where it was killed")
    print("comparing every row with the log, under the same load ...", flush=True)
    verified = [steward("projections", "verify", name)[-1] for name in projections()]
    mario.leave()
    load.send_signal(signal.SIGINT)
    sent = json.loads(load.communicate(timeout=60)[0].splitlines()[-1])
    after, ended_at = effects(), sent["position"]
    rows = sum(line["rows"] for line in verified)
    different = sum(line["differences"] for line in verified)
    caused = {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)}
    # Each of his tasks and each of his sign-ins is one event.
    others = ended_at - began_at - sent["events"] - mario.writes - mario.signed_in
    print(f"load:        {sent['commands']} commands, {sent['commands_per_second']:.0f} a second, {sent['refused']} refused")
    print(f"queries:     {mario.reads} reads and {mario.writes} writes, {len(mario.wrong) + mario.outdated} wrong, the slowest {mario.slowest * 1000:.0f} ms")
    print(f"rows:        {rows} compared, {different} differ")
    print(f"effects:     {caused or 'none'} of {', '.join(sorted(after)) or 'all counters at nothing'}")
    print(f"events that neither the load nor Mario caused: {others}")
    for wrong in mario.wrong[:10]:
        print(f"  {wrong}")
    if mario.wrong or mario.outdated or different or caused or others:
        raise SystemExit(1)


main()
