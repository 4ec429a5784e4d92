"""Takes messages off the stream and publishes their frames."""

import asyncio
import json

import redis.exceptions

from . import bus

BATCH, BLOCK_MS = 100, 5000


async def work():
    """Until cancelled."""
    try:
        await bus.connection.xgroup_create(bus.STREAM, bus.GROUP, mkstream=True)
    except redis.exceptions.ResponseError as known:
        if "BUSYGROUP" not in str(known):
            raise
    while True:
        taken = await bus.connection.xreadgroup(bus.GROUP, "worker", {bus.STREAM: ">"}, count=BATCH, block=BLOCK_MS)
        for _, entries in taken or []:
            async with bus.connection.pipeline(transaction=False) as pipeline:
                for entry, fields in entries:
                    frame = {name.decode(): value.decode() for name, value in fields.items()}
                    pipeline.publish(bus.CHANNEL, json.dumps({"type": "message", **frame}))
                    pipeline.xack(bus.STREAM, bus.GROUP, entry)
                await pipeline.execute()


if __name__ == "__main__":
    asyncio.run(work())
