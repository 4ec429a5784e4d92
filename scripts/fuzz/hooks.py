"""What schemathesis does besides: it signs in as the role under test, again when a request
has ended its session, and names things that exist in half of the requests, so that these get
behind "there is no such thing"."""

import os
import random
import time
import uuid

import requests
import schemathesis

BASE = os.environ["FUZZ_URL"]
EMAIL = os.environ.get("FUZZ_EMAIL", "")
PASSWORD = os.environ.get("FUZZ_PASSWORD", "")
# Whom the roles are, and their business: another role's requests must not put them out.
CAST = os.environ.get("FUZZ_CAST", "").split(",")
# Collections whose items are named in paths, and what else is called like them.
LISTS = ["actions", "conversations", "documents", "facts", "logbook", "notifications",
         "reminders", "shifts", "tasks"]
# Requests between two looks at what exists.
REFRESH = 150


def sign_in():
    """An access token; waits out a limit."""
    while True:
        answer = requests.post(
            f"{BASE}/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD}, timeout=60
        )
        if answer.status_code == 429:
            time.sleep(min(int(answer.headers.get("retry-after", "5")), 30))
            continue
        answer.raise_for_status()
        return answer.json()["access_token"]


class State:
    token = None
    calls = 0
    known = {}


def look():
    """Ids of what the role can see."""
    headers = {"Authorization": f"Bearer {State.token}"}
    for name in [*LISTS, "members"]:
        try:
            answer = requests.get(f"{BASE}/api/v1/{name}?limit=50", headers=headers, timeout=60)
            if answer.status_code == 200:
                State.known[name] = [item["id"] for item in answer.json()["items"] if "id" in item]
        except requests.RequestException:
            pass


if EMAIL:

    @schemathesis.auth(refresh_interval=None)
    class Bearer:
        def get(self, case, ctx):
            return "role"

        def set(self, case, data, ctx):
            if State.token is None:
                State.token = sign_in()
            case.headers = case.headers or {}
            case.headers["Authorization"] = f"Bearer {State.token}"

    @schemathesis.hook
    def before_call(ctx, case, **kwargs):
        State.calls += 1
        if (case.path_parameters or {}).get("id") in CAST:
            case.path_parameters["id"] = str(uuid.uuid4())
        if State.calls % REFRESH == 1 and State.token:
            look()
        if random.random() < 0.5:
            return
        path = case.operation.path
        parts = path.split("/")
        name = parts[3] if len(parts) > 3 else ""
        if name in LISTS and State.known.get(name) and case.path_parameters:
            if "id" in case.path_parameters:
                case.path_parameters["id"] = random.choice(State.known[name])
        if isinstance(case.body, dict) and State.known.get("members"):
            for field in ("member_id", "assignee_id"):
                if isinstance(case.body.get(field), str):
                    case.body[field] = random.choice(State.known["members"])

    @schemathesis.hook
    def after_call(ctx, case, response):
        given = response.request.headers.get("Authorization", "")
        if response.status_code == 401 and given == f"Bearer {State.token}":
            State.token = None
