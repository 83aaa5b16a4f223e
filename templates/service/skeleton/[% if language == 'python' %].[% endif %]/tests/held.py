"""The service with a route that answers only when a line arrives on standard input."""

import asyncio
import logging
import os
import sys

from app import logs, server
from app.application import create_app
from app.health import Readiness
from app.settings import Settings

readiness = Readiness()
app = create_app(readiness)


@app.get("/held")
async def held() -> str:
    """Answer when told to."""
    logging.getLogger(__name__).info("held")
    return await asyncio.to_thread(sys.stdin.readline)


settings = Settings.from_environment(os.environ)
logs.configure(settings.service_name, settings.log_level)
sys.exit(server.run(app, readiness, settings))
