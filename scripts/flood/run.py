"""Guesses at one account's password by the thousand, and how everybody else fares meanwhile.

usage: run.py <address of a private instance that trusts this machine as a proxy>
"""

import collections
import http.client
import json
import multiprocessing
import os
import statistics
import sys
import threading
import time
import urllib.parse

GUESSES = int(os.environ.get("FLOOD_GUESSES", "10000"))
# As many at a time, from as many addresses.
AT_ONCE, ADDRESSES = 8, 2000
VICTIM, PASSWORD = "mario@pizza.com", "password123"
OTHERS = ["luigi@pizza.com", "office@oakst.com"]
READS = ["/api/v1/me", "/api/v1/tasks", "/api/v1/members", "/api/v1/conversations"]
# How long others are watched before; a person does something now and then.
BEFORE, PAUSE = 15.0, 0.05
SLOWEST_RATIO = 3.0


class Client:
    """One address, with the cookies that it was given."""

    def __init__(self, url, address):
        self.where = urllib.parse.urlsplit(url).netloc
        self.address, self.cookies, self.token = address, {}, None
        self.connection = http.client.HTTPConnection(self.where, timeout=60)

    def ask(self, method, path, body=None):
        headers = {"X-Forwarded-For": self.address, "Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        data = json.dumps(body) if body is not None else None
        try:
            self.connection.request(method, path, data, headers)
            answer = self.connection.getresponse()
        except (http.client.HTTPException, OSError):
            # Idle for too long: once more on a new connection.
            self.connection.close()
            self.connection.request(method, path, data, headers)
            answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.split(";")[0].partition("=")
                self.cookies[key] = rest
        return answer.status, answer.read()

    def sign_in(self, email, password):
        status, body = self.ask("POST", "/api/v1/auth/login", {"email": email, "password": password})
        if status == 200:
            self.token = json.loads(body)["access_token"]
        return status


def watch(client, stop, times, faults):
    """Reads now and then; notes how long each answer takes, in milliseconds."""
    turn = 0
    while not stop.is_set():
        began = time.perf_counter()
        status, _ = client.ask("GET", READS[turn % len(READS)])
        times.append((time.perf_counter() - began) * 1000)
        faults[status] += status != 200
        turn += 1
        stop.wait(PAUSE)


def watched(clients, work):
    """The times of the clients' reads while `work` goes on."""
    stop, times, faults = threading.Event(), [], collections.Counter()
    threads = [threading.Thread(target=watch, args=(client, stop, times, faults))
               for client in clients]
    for thread in threads:
        thread.start()
    work()
    stop.set()
    for thread in threads:
        thread.join()
    return times, {status: count for status, count in faults.items() if count}


def flood(url, statuses):
    """Guesses until all were made, and tells how they were answered."""
    # A process of its own, and behind the server in line: an attacker brings its own machines,
    # and what it takes of this one must not be counted as the server's slowness.
    os.nice(15)
    lock, left, counted = threading.Lock(), iter(range(GUESSES)), collections.Counter()

    def guess():
        client = Client(url, "")
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                return
            client.address = f"198.18.{number % ADDRESSES // 250}.{number % 250 + 1}"
            client.cookies, client.token = {}, None
            status = client.sign_in(VICTIM, f"guess number {number}")
            with lock:
                counted[status] += 1

    threads = [threading.Thread(target=guess) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses.put(counted)


def attacked(url):
    """Runs the flood to its end: how often each status was answered."""
    statuses = multiprocessing.Queue()
    attacker = multiprocessing.Process(target=flood, args=(url, statuses))
    attacker.start()
    counted = statuses.get()
    attacker.join()
    return counted


def main():
    url = sys.argv[1]
    home = Client(url, "192.0.2.1")
    assert home.sign_in(VICTIM, PASSWORD) == 200
    others = []
    for number, email in enumerate(OTHERS):
        client = Client(url, f"192.0.2.{number + 10}")
        assert client.sign_in(email, PASSWORD) == 200
        others.append(client)
    before, faults_before = watched(others, lambda: time.sleep(BEFORE))
    statuses, began = collections.Counter(), time.perf_counter()
    during, faults = watched(others, lambda: statuses.update(attacked(url)))
    seconds = time.perf_counter() - began

    calm, busy = statistics.median(before), statistics.median(during)
    print(f"{GUESSES} guesses at {VICTIM} in {seconds:.0f} s: "
          + ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items())))
    print(f"others, median of {len(before)} reads before: {calm:.1f} ms")
    print(f"others, median of {len(during)} reads meanwhile: {busy:.1f} ms, ratio {busy / calm:.2f}")
    slow = [statistics.quantiles(times, n=20)[18] for times in (before, during)]
    print(f"others, 95th percentile: {slow[0]:.1f} ms before, {slow[1]:.1f} ms meanwhile")
    print(f"others, answers that were no 200: {faults or 'none'}")
    home.token = None
    known = home.sign_in(VICTIM, PASSWORD)
    strange = Client(url, "203.0.113.5").sign_in(VICTIM, PASSWORD)
    else_in = Client(url, "203.0.113.6").sign_in("peach@pizza.com", PASSWORD)
    print(f"the owner's password, on the device known from before: {known}")
    print(f"the owner's password, on a device never seen: {strange}"
          " (429: the account is closed to strangers for a while)")
    print(f"another account, from anywhere: {else_in}")
    safe = set(statuses) <= {401, 429} and known == 200 and else_in == 200
    fair = not faults and not faults_before and busy / calm <= SLOWEST_RATIO
    sys.exit(0 if safe and fair else 1)


main()
