"""Who asks: a bearer token, signed by the service."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from . import config

ALGORITHM = "HS256"
LIFETIME = timedelta(hours=6)


@dataclass(frozen=True)
class Current:
    """The member that asks."""

    member: uuid.UUID
    tenant: uuid.UUID


def token(member, tenant):
    """A token for a member."""
    expires = datetime.now(timezone.utc) + LIFETIME
    return jwt.encode({"sub": str(member), "tenant": str(tenant), "exp": expires}, config.JWT_KEY, ALGORITHM)


def verified(text):
    """Whose token it is; none when it is not good."""
    try:
        claims = jwt.decode(text, config.JWT_KEY, [ALGORITHM])
    except jwt.InvalidTokenError:
        return None
    return Current(uuid.UUID(claims["sub"]), uuid.UUID(claims["tenant"]))


async def current(bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]):
    """The member behind a request."""
    known = verified(bearer.credentials)
    if known is None:
        raise HTTPException(401, "The token is not good.")
    return known
