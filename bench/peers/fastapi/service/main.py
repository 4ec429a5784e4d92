"""The API: messages over HTTP, frames over WebSocket."""

import asyncio
import uuid
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, Field

from . import bus, sockets
from .database import Message, sessions
from .security import Current, current, verified


@asynccontextmanager
async def lifespan(_):
    """Follows the worker as long as the process runs."""
    following = asyncio.create_task(sockets.follow())
    yield
    following.cancel()


app = FastAPI(lifespan=lifespan)


class NewMessage(BaseModel):
    """What a member writes."""

    text: str = Field(min_length=1, max_length=16000)


class Accepted(BaseModel):
    """A message was recorded."""

    message_id: uuid.UUID


@app.get("/healthz")
async def healthy():
    """Whether it answers."""
    return {"status": "ok"}


@app.post("/conversations/{conversation_id}/messages", status_code=202)
async def send(conversation_id: uuid.UUID, new: NewMessage, who: Annotated[Current, Depends(current)]) -> Accepted:
    """Records a message, then tells the worker."""
    message = Message(
        id=uuid.uuid4(), tenant_id=who.tenant, conversation_id=conversation_id, member_id=who.member, text=new.text
    )
    async with sessions() as session:
        session.add(message)
        await session.commit()
    await bus.announce({"id": str(message.id), "tenant_id": str(who.tenant), "conversation_id": str(conversation_id)})
    return Accepted(message_id=message.id)


@app.websocket("/ws")
async def live(socket: WebSocket, token: str):
    """Frames of the member's tenant."""
    who = verified(token)
    if who is None:
        await socket.close(4401)
        return
    await socket.accept()
    held = sockets.held[str(who.tenant)]
    held.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        pass
    finally:
        held.discard(socket)
