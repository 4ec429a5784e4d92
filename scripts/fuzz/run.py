"""Property-based requests from the OpenAPI document, as each role and as nobody.

usage: run.py <address of a private instance> <the steward program> <folder for reports>
              <file that says where its servers are>

FUZZ_WITHOUT names roles to leave out. Prints the requests and findings of each role; exits with 1 on a finding, or when there were
fewer requests than wanted.
"""

import collections
import json
import os
import pathlib
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import requests

AT_LEAST = int(os.environ.get("FUZZ_REQUESTS", "20000"))
# Test cases of one operation in the fuzzing phase; each role adds its systematic ones.
EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "12")
CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_headers_conformance", "response_schema_conformance"]
# A membership that ends leaves nothing to try.
LEFT_OUT = ["/api/v1/me/leave"]
HERE = pathlib.Path(__file__).parent
PASSWORD = "password123"
GUEST = "Fuzzing-stage-" + secrets.token_hex(8)


class Stage:
    def __init__(self, url, program, servers):
        self.url, self.program, self.servers = url, program, servers
        # Ids of whoever plays a role, and of their businesses.
        self.cast = set()

    def call(self, method, path, bearer=None, **body):
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return requests.request(
            method, f"{self.url}/api/v1{path}", headers=headers, json=body or None, timeout=60
        )

    def sign_in(self, email):
        answer = self.call("POST", "/auth/login", email=email, password=PASSWORD)
        answer.raise_for_status()
        self.cast |= {answer.json()["member"][name] for name in ("id", "tenant_id")}
        return answer.json()["access_token"]

    def join(self, token, email):
        answer = self.call("POST", "/invitations/accept", token=token, email=email,
                           name="Guest", password=GUEST)
        if not answer.ok:
            sys.exit(f"{email} cannot join: {answer.text}")
        self.cast.add(answer.json()["member"]["id"])
        return email

    def invited(self, role):
        owner = self.sign_in("mario@pizza.com")
        email = f"{role}@pizza.com"
        answer = self.call("POST", "/invitations", owner, name=role.title(), email=email,
                           role=role, title=role)
        answer.raise_for_status()
        return self.join(answer.json()["token"], email)

    def operator(self):
        email = "operator@steward.example"
        lines = pathlib.Path(self.servers).read_text().splitlines()
        servers = dict(line.split("=", 1) for line in lines)
        told = subprocess.run(
            [self.program, "operator", "invite", "--name", "Operator", "--email", email],
            capture_output=True, text=True, check=True, env=os.environ | servers,
        ).stdout
        token = told.split("#")[1].split()[0]
        # Invited beside the server: the link opens once that has heard of it.
        for _ in range(50):
            if self.call("POST", "/invitations/inspect", token=token).ok:
                break
            time.sleep(0.1)
        return self.join(token, email)

    def furnish(self, email):
        """Something of every kind, so that there is something to name."""
        token = self.sign_in(email)
        started = self.call("POST", "/conversations", token).json()
        path = f"/conversations/{started['conversation_id']}/messages"
        self.call("POST", path, token, text="Tell whoever is on shift tomorrow at 10 that a delivery arrives")
        self.call("POST", "/tasks", token, title="Order flour")
        self.call("POST", "/facts", token, text="My shoe size is 43")
        self.call("POST", "/logbook", token, text="The oven is cold")
        self.call("POST", "/reminders", token, text="Order flour", due_at="2027-06-01T10:00:00Z")


def fuzz(stage, folder, role, email, password):
    """Runs schemathesis as one role; gives (requests, findings, exit code)."""
    reports = folder / role
    report = reports / "report.json"
    reports.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [
        str(pathlib.Path(sys.executable).parent / "schemathesis"), "run",
        f"{stage.url}/api/v1/openapi.json", "--checks", ",".join(CHECKS), "--continue-on-failure",
        "-n", EXAMPLES, "--phases", "examples,coverage,fuzzing", "--rate-limit", "1100/m",
        "--suppress-health-check", "all", "--no-shrink", "--request-timeout", "60", "--no-color",
        "--report", "json", "--report-json-path", str(report),
    ]
    for path in LEFT_OUT:
        command += ["--exclude-path", path]
    environment = os.environ | {
        "FUZZ_URL": stage.url, "FUZZ_EMAIL": email, "FUZZ_PASSWORD": password,
        "FUZZ_CAST": ",".join(stage.cast),
        "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE),
    }
    with open(reports / "output.txt", "w") as output:
        code = subprocess.run(command, env=environment, stdout=output, stderr=output,
                              cwd=folder).returncode
    if not report.exists():
        return 0, ["it did not run; see output.txt"], code
    found = json.loads(report.read_text())
    findings = [f"{failure['title']}: {', '.join(failure['operations'])}"
                for failure in found["failures"]]
    return found["test_cases"]["generated"], findings, code


def main():
    url, program, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    stage = Stage(url, program, sys.argv[4])
    roles = [("nobody", "", ""), ("owner", "mario@pizza.com", PASSWORD),
             ("member", "luigi@pizza.com", PASSWORD)]
    left_out = os.environ.get("FUZZ_WITHOUT", "").split(",")
    for role, make in (("manager", lambda: stage.invited("manager")),
                       ("auditor", lambda: stage.invited("auditor")),
                       ("operator", stage.operator)):
        if role not in left_out:
            roles.append((role, make(), GUEST))
    for email in ("mario@pizza.com", "luigi@pizza.com"):
        stage.furnish(email)
    total, faults = 0, collections.defaultdict(list)
    with ThreadPoolExecutor(max_workers=3) as pool:
        runs = {role: pool.submit(fuzz, stage, folder, role, email, password)
                for role, email, password in roles}
    print(f"{'as':<10}{'requests':>10}{'findings':>10}")
    for role, run in runs.items():
        requests_made, findings, code = run.result()
        total += requests_made
        faults[role] = findings or ([f"schemathesis ended with {code}"] if code else [])
        print(f"{role:<10}{requests_made:>10}{len(faults[role]):>10}")
    print(f"{'in all':<10}{total:>10}{sum(map(len, faults.values())):>10}")
    for role, findings in faults.items():
        for finding in findings:
            print(f"  as {role}: {finding} (see {folder / role / 'output.txt'})")
    if total < AT_LEAST:
        print(f"  {total} requests are fewer than {AT_LEAST}; raise FUZZ_EXAMPLES")
    sys.exit(1 if any(faults.values()) or total < AT_LEAST else 0)


main()
