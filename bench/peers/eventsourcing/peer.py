"""The program of this peer: one workload, one line of JSON (see ../README.md)."""

import json
import multiprocessing
import sys
from importlib.metadata import version
from uuid import uuid4

import store
import workloads
from arguments import read
from measure import line

NAME = "eventsourcing"
# Connections of all processes together, at most.
MOST_CONNECTIONS = 32


def run(told, writers, connections, shared):
    """Does the workload with a recorder of its own."""
    # A subscription listens on one connection and reads by another.
    recorder = store.opened(told.postgres, connections + 2 * (told.workload == "subscription"))
    try:
        return getattr(workloads, told.workload)(recorder, told, writers, shared)
    finally:
        recorder.datastore.close()


def measured(told):
    """Does the workload in several processes, since threads share one core."""
    processes = 1 if told.workload == "subscription" else min(told.writers, told.processes)
    shared = [uuid4() for _ in range(told.streams)]
    if told.workload == "load":
        recorder = store.opened(told.postgres, 1)
        shared = workloads.fill(recorder, told)
        recorder.datastore.close()
    share = [told.writers * (n + 1) // processes - told.writers * n // processes for n in range(processes)]
    each = [(told, writers, min(writers, MOST_CONNECTIONS // processes), shared) for writers in share]
    if processes == 1:
        return [run(*each[0])]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return pool.starmap(run, each, chunksize=1)


def main():
    told = read(sys.argv[1:])
    if told.workload == "version":
        print(json.dumps({"name": NAME, "version": version(NAME)}))
    elif told.workload == "prepare":
        store.prepare(told.postgres)
        print("{}")
    else:
        print(line(measured(told), told.seconds))


if __name__ == "__main__":
    main()
