"""Settings, from the environment."""

import os

DATABASE_URL = os.environ["DATABASE_URL"].replace("postgres://", "postgresql+asyncpg://", 1)
REDIS_URL = os.environ["REDIS_URL"]
JWT_KEY = os.environ["JWT_KEY"]
# Connections to Postgres of this process.
POOL_SIZE = int(os.environ.get("POOL_SIZE", "20"))
