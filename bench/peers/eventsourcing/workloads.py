"""The workloads, by threads: its client is synchronous."""

import itertools
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import store
from measure import Record

# Appends to a stream of one's own, unless told otherwise.
LENGTH = 10
# How long the last deliveries may take once nothing is appended any more, in seconds.
PATIENCE = 5.0


def together(count, work):
    """Runs `work(number)` in so many threads; raises what one of them raises."""
    with ThreadPoolExecutor(count) as threads:
        for ended in [threads.submit(work, number) for number in range(count)]:
            ended.result()


def append(recorder, told, writers, shared):
    """Appends without a pause, again after each conflict: to streams that all share, or to one's own, which stay short."""
    record = Record(told.seconds)

    def writer(_):
        known, stream = {}, uuid4()
        for number in itertools.count(1):
            if record.over:
                return
            if shared:
                stream = random.choice(shared)
            elif number % (told.length or LENGTH) == 0:
                known, stream = {}, uuid4()
            began = time.perf_counter()
            version = store.append(recorder, stream, known.get(stream, 0), told.events)
            while version is None and not record.over:
                record.conflict()
                version = store.append(recorder, stream, store.version_of(recorder, stream), told.events)
            if version is None:
                return
            record.done(told.events, began)
            known[stream] = version

    together(writers, writer)
    return record.parts()


def fill(recorder, told):
    """Writes streams for others to load."""
    streams = [uuid4() for _ in range(told.streams or 100)]
    for stream in streams:
        for version in range(0, told.length, 100):
            store.append(recorder, stream, version, min(100, told.length - version))
    return streams


def load(recorder, told, writers, shared):
    """Loads whole streams, picked at random."""
    record = Record(told.seconds)

    def reader(_):
        while not record.over:
            began = time.perf_counter()
            events = store.load(recorder, random.choice(shared))
            if events != told.length:
                raise SystemExit(f"{events} events were loaded, not {told.length}")
            record.done(events, began)

    together(writers, reader)
    return record.parts()


def subscription(recorder, told, writers, _):
    """Appends at a low rate: from the call of the append to the subscription."""
    sent, record = {}, Record(told.seconds)
    subscribed = recorder.subscribe(gt=recorder.max_notification_id())

    def follow():
        for notification in subscribed:
            began = sent.pop(notification.originator_id, None)
            if began is not None:
                record.done(1, began)

    def writer(index):
        number = index
        while not record.over:
            time.sleep(max(0.0, record.starts - 1 + number / told.rate - time.perf_counter()))
            stream = uuid4()
            sent[stream] = time.perf_counter()
            store.append(recorder, stream, 0, 1)
            number += writers

    with subscribed:
        following = threading.Thread(target=follow)
        following.start()
        together(writers, writer)
        until = time.perf_counter() + PATIENCE
        while sent and time.perf_counter() < until:
            time.sleep(0.01)
        subscribed.stop()
        following.join()
    record.counts["lost"] = len(sent)
    return record.parts()
