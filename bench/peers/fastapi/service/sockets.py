"""The WebSockets of this process, by tenant."""

import asyncio
import json
from collections import defaultdict

from . import bus

held = defaultdict(set)


async def follow():
    """Sends what the worker publishes to every socket of its tenant, until cancelled."""
    async with bus.connection.pubsub() as subscribed:
        await subscribed.subscribe(bus.CHANNEL)
        async for heard in subscribed.listen():
            if heard["type"] == "message":
                text = heard["data"].decode()
                sockets = held.get(json.loads(text)["tenant_id"], ())
                await asyncio.gather(*(send(socket, text) for socket in list(sockets)))


async def send(socket, text):
    """Whoever has gone is told nothing."""
    try:
        await socket.send_text(text)
    except (RuntimeError, OSError):
        pass
