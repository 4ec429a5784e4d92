"""Rolls a newer build out over an older one, under load, and looks whether anybody notices.

usage: rollout.py <older program> <newer program> <folder with the prepared programs>
"""

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from person import Person

OLDER, NEWER, HOME = sys.argv[1:4]
EVENTS = os.environ.get("ROLLOUT_EVENTS", "50000")
ROLES = ["api", "relay", "projector", "agent-worker"]
PATIENCE = 300
LISTS = ["tasks?limit=200", "logbook?limit=200", "members"]


class Place:
    """A private deployment: its services, its secrets, and the processes of both builds."""

    def __init__(self, root):
        self.root, self.started = Path(root), {}
        key = lambda: secrets.token_hex(32)  # noqa: E731
        self.env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
            "STEWARD_HOME": HOME, "STEWARD_LISTEN": "127.0.0.1:0", "STEWARD_METRICS_LISTEN": "127.0.0.1:0",
            "STEWARD_PUBLIC_URL": "http://localhost:8000", "STEWARD_DEMO": "true", "NO_COLOR": "1",
            "STEWARD_DEPLOYMENT_KEY": key(), "STEWARD_SIGNING_KEY": key(),
            "STEWARD_SERVER_SECRET": key(), "STEWARD_SEAL_KEY": key(),
        }
        services = self.start(NEWER, "services", "services", "--root", str(self.root / "data"), "--throw-away")
        for name in ("DATABASE_URL", "REDIS_URL"):
            self.env[name] = services.says(rf"^{name}=(.+)$")
        self.env["STEWARD_MODEL_DIR"] = os.environ.get("STEWARD_MODEL_DIR", f"{HOME}/models/all-minilm-l6-v2")
        model = self.start(NEWER, "model", "offline-model", STEWARD_OFFLINE_MODEL_LISTEN="127.0.0.1:0")
        self.env["STEWARD_OFFLINE_MODEL_URL"] = "http://" + model.says(r"offline model is listening address=(\S+)")

    def start(self, program, name, *args, **env):
        self.started[name] = Process(program, self.root / f"{name}.log", args, self.env | env)
        return self.started[name]

    def role(self, program, name, role):
        process = self.start(program, name, role)
        said = process.says(r"api listening address=(\S+)" if role == "api" else r"(running role=)")
        return f"http://{said}"

    def end(self, name):
        self.started.pop(name).end()

    def tool(self, program, *args, json_lines=True):
        args = [*args, "--json"] if json_lines else args
        done = subprocess.run([program, *args], env=self.env, stdout=subprocess.PIPE, text=True, cwd=self.root)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(args)} ended with {done.returncode}: {done.stdout}")
        return [json.loads(line) for line in done.stdout.splitlines()] if json_lines else done.stdout


class Process:
    def __init__(self, program, log, args, env):
        self.log = log
        self.child = subprocess.Popen([program, *args], env=env, cwd=log.parent, stdin=subprocess.DEVNULL,
                                      stdout=log.open("w"), stderr=subprocess.STDOUT)

    def says(self, pattern):
        until = time.time() + PATIENCE
        while time.time() < until:
            found = re.findall(pattern, self.log.read_text(), re.M)
            if found:
                return found[-1]
            if self.child.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit(f"{self.log.name} did not say {pattern}:\n{self.log.read_text()[-2000:]}")

    def end(self):
        self.child.terminate()
        self.child.wait(30)


def person(url, email):
    """Somebody who writes both what is as it was, and what the newer build writes otherwise."""
    def make(number):
        entry = {"text": f"Entry {number} of {email}", "category": "delivery"}
        return {"tasks": {"title": f"Task {number}"}, "logbook": entry}
    one = Person(url, email, LISTS, make, most_writes=80)
    one.start()
    return one


def told(whose, one):
    return (f"{whose}: {one.reads} reads, {one.writes} writes, {one.outdated} answered 503 outdated, "
            f"{len(one.wrong)} wrong")


def step(text):
    print(text, flush=True)


def versions(place, program):
    return {line["name"]: line["version"] for line in place.tool(program, "projections", "list")}


def wait(what, until):
    end = time.time() + PATIENCE
    while not until():
        if time.time() > end:
            raise SystemExit(f"in {PATIENCE} s it did not happen that {what}")
        time.sleep(0.5)


def rolled_out(place):
    step("the older build alone ...")
    place.tool(OLDER, "migrate", json_lines=False)
    place.tool(OLDER, "seed", json_lines=False)
    older = {role: place.role(OLDER, f"older-{role}", role) for role in ROLES}
    place.tool(OLDER, "generate", "--events", EVENTS, "--tenants", "5", "--into-existing")
    caught_up = lambda: not any(line["lag"] for line in place.tool(OLDER, "projections", "list"))  # noqa: E731
    wait("the older build's read models catch up", caught_up)
    before = versions(place, OLDER)
    people = {"Mario, at the older build": person(older["api"], "mario@pizza.com")}

    step("the newer build beside it ...")
    place.tool(NEWER, "migrate", json_lines=False)
    newer = {role: place.role(NEWER, f"newer-{role}", role) for role in ROLES}
    people["Luigi, at the newer build"] = person(newer["api"], "luigi@pizza.com")
    states = lambda: place.tool(NEWER, "projections", "list")  # noqa: E731
    wait("every read model has the newer build's shape",
         lambda: all(line["version"] == line["wanted_version"] for line in states()))
    for name, version in versions(place, NEWER).items():
        if version != before.get(name):
            step(f"  {name}: version {before.get(name)} -> {version}, made anew while the older build served")
    wait("both have written beside each other", lambda: all(one.writes >= 5 for one in people.values()))

    step("the newer build alone ...")
    people["Mario, at the older build"].leave()
    for role in reversed(ROLES):
        place.end(f"older-{role}")
    after = people["Mario, at the newer build"] = person(newer["api"], "mario@pizza.com")
    wait("he has written there", lambda: after.writes >= 2)
    for one in people.values():
        one.leave()
    verified = [place.tool(NEWER, "projections", "verify", name)[-1] for name in before]
    parked = place.tool(NEWER, "dead-letters", "list")
    rows, different = (sum(line[key] for line in verified) for key in ("rows", "differences"))
    for whose, one in people.items():
        step(told(whose, one))
        for wrong in one.wrong[:5]:
            step(f"  {wrong}")
    step(f"rows: {rows} compared, {different} differ; {len(parked)} events are parked")
    newest = [one for whose, one in people.items() if "newer" in whose]
    return not (different or parked or any(p.wrong for p in people.values()) or any(p.outdated for p in newest))


def main():
    with tempfile.TemporaryDirectory(prefix="steward-rollout-") as root:
        os.chmod(root, 0o755)
        place = Place(root)
        try:
            fine = rolled_out(place)
        finally:
            for name in reversed(list(place.started)):
                place.end(name)
    raise SystemExit(0 if fine else 1)


main()
