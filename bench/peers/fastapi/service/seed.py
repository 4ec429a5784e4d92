"""Makes the tables and the members of one tenant; prints a token for each, a line each.

usage: python -m service.seed <members>
"""

import asyncio
import sys

from .database import Base, Member, Tenant, engine, sessions
from .security import token


async def seed(count):
    """In an empty database."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with sessions() as session:
        tenant = Tenant(name="Bench")
        session.add(tenant)
        await session.flush()
        members = [Member(tenant_id=tenant.id, name=f"Member {number}") for number in range(count)]
        session.add_all(members)
        await session.commit()
    for member in members:
        print(token(member.id, tenant.id))
    await engine.dispose()


asyncio.run(seed(int(sys.argv[1])))
