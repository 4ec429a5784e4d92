"""Somebody who works at an API while a trial goes on: reads lists, makes things, and notices."""

import json
import threading
import time
import urllib.error
import urllib.request

# So that one person stays within what one person may ask for.
PAUSE = 0.1
# A session outlives its access token, so they sign in again before it ends.
RENEW = 300


class Person(threading.Thread):
    """A demo account at one address. `lists` are read in turn; `make` makes something now and then."""

    def __init__(self, url, email, lists, make, most_writes):
        super().__init__(daemon=True)
        self.url, self.email, self.lists, self.make = url, email, lists, make
        self.most_writes, self.token, self.renewed = most_writes, None, 0.0
        self.most, self.reads, self.writes, self.signed_in = {}, 0, 0, 0
        self.outdated, self.wrong, self.slowest = 0, [], 0.0
        self.over = threading.Event()

    def ask(self, method, path, body=None):
        if path != "auth/login" and time.time() - self.renewed > RENEW:
            login = {"email": self.email, "password": "password123"}
            self.token = self.ask("POST", "auth/login", login)["access_token"]
            self.renewed, self.signed_in = time.time(), self.signed_in + 1
        headers = {"Content-Type": "application/json"}
        if self.token and path != "auth/login":
            headers["Authorization"] = f"Bearer {self.token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", data, headers, method=method)
        began = time.time()
        with urllib.request.urlopen(request, timeout=30) as answer:
            read = json.loads(answer.read())
        self.slowest = max(self.slowest, time.time() - began)
        return read

    def run(self):
        number = 0
        while not self.over.is_set():
            for path in self.lists:
                self.attempt(lambda: self.read(path))
                time.sleep(PAUSE)
            if number % 5 == 0 and self.writes < self.most_writes:
                self.attempt(self.write)
            number += 1

    def attempt(self, what):
        """Does it. That an older process met something newer is counted apart."""
        try:
            what()
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            if error.code == 503 and "outdated" in text:
                self.outdated += 1
            else:
                self.wrong.append(f"{error.code}: {text[:200]}")
        except OSError as error:
            self.wrong.append(str(error))

    def read(self, path):
        count = len(self.ask("GET", path)["items"])
        self.reads += 1
        if count < self.most.get(path, 0):
            self.wrong.append(f"{path}: {count} items after {self.most[path]}")
        self.most[path] = max(count, self.most.get(path, 0))

    def write(self):
        """Makes one of each; it must be in its list when that is read after it."""
        self.writes += 1
        for path, body in self.make(self.writes).items():
            made = self.ask("POST", path, body)
            items = self.ask("GET", f"{path}?limit=200&after_position={made['position']}")["items"]
            if (made.get("task_id") or made["entry_id"]) not in [item["id"] for item in items]:
                self.wrong.append(f"{path}: what was made is not there")

    def leave(self):
        self.over.set()
        self.join()
