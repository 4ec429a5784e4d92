"""Redis: a stream for the worker, a channel for the processes that hold WebSockets."""

import redis.asyncio as redis

from . import config

STREAM, GROUP, CHANNEL = "messages", "workers", "frames"
# About as many entries are kept.
LENGTH = 100_000

# Reads wait for as long as nothing happens.
connection = redis.from_url(config.REDIS_URL, socket_timeout=None)


async def announce(entry):
    """Tells the worker of a message."""
    await connection.xadd(STREAM, entry, maxlen=LENGTH, approximate=True)
