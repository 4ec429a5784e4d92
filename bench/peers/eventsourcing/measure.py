"""What came of a workload: counts and latencies after a warm-up."""

import json
import threading
import time

from hdrh.histogram import HdrHistogram

WARM_UP = 1.0
# Microseconds: up to a minute, three digits.
LONGEST, DIGITS = 60_000_000, 3


class Record:
    """Counts, and latencies in microseconds."""

    def __init__(self, seconds):
        self.starts = time.perf_counter() + WARM_UP
        self.ends = self.starts + seconds
        self.counts = {"operations": 0, "events": 0, "conflicts": 0, "lost": 0}
        self.histogram = HdrHistogram(1, LONGEST, DIGITS)
        self.lock = threading.Lock()

    @property
    def over(self):
        return time.perf_counter() >= self.ends

    def done(self, events, began):
        """An operation of so many events ended, which began at `began` (of `perf_counter`)."""
        now = time.perf_counter()
        if self.starts <= now < self.ends:
            with self.lock:
                self.counts["operations"] += 1
                self.counts["events"] += events
                self.histogram.record_value(min(LONGEST, max(1, round((now - began) * 1e6))))

    def conflict(self):
        """An append was refused because somebody else was first."""
        if self.starts <= time.perf_counter() < self.ends:
            with self.lock:
                self.counts["conflicts"] += 1

    def parts(self):
        """What passes between processes."""
        return self.counts, self.histogram.encode()


def line(parts, seconds):
    """The result of several records as one line of JSON."""
    every = HdrHistogram(1, LONGEST, DIGITS)
    for _, encoded in parts:
        every.decode_and_add(encoded)
    counts = {name: sum(part[name] for part, _ in parts) for name in parts[0][0]}
    at = every.get_value_at_percentile
    latency = {"p50": at(50), "p95": at(95), "p99": at(99), "max": every.get_max_value()}
    return json.dumps({**counts, "seconds": seconds, "latency_us": latency})
