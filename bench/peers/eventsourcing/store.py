"""`eventsourcing` on Postgres: the recorder that its applications use."""

import json
from pathlib import Path
from uuid import UUID

from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

PAYLOAD = json.loads((Path(__file__).parent.parent.parent / "payload.json").read_text())
TOPIC = "bench:MessageSent"


def opened(url, connections):
    """A recorder with a pool of its own."""
    told = conninfo_to_dict(url)
    datastore = PostgresDatastore(
        told["dbname"], told["host"], told.get("port", 5432), told["user"], told.get("password", ""),
        pool_size=connections, connect_timeout=30, max_waiting=1000,
    )
    return PostgresApplicationRecorder(datastore)


def prepare(url):
    """Makes its schema."""
    recorder = opened(url, 1)
    recorder.create_table()
    recorder.datastore.close()


def append(recorder, stream, version, count):
    """Appends so many events after `version`; the version then, or none when it has moved on."""
    # Its mapper serializes each event, and each metadata with it.
    stored = [
        StoredEvent(stream, version + number, TOPIC, json.dumps(PAYLOAD).encode())
        for number in range(1, count + 1)
    ]
    try:
        recorder.insert_events(stored)
    except IntegrityError:
        return None
    return version + count


def version_of(recorder, stream: UUID):
    """The version of a stream, 0 if there is none."""
    last = recorder.select_events(stream, desc=True, limit=1)
    return last[0].originator_version if last else 0


def load(recorder, stream):
    """Reads a whole stream; how many events it has."""
    return len([json.loads(event.state) for event in recorder.select_events(stream)])
