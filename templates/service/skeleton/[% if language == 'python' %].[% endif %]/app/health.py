"""Whether the process lives and whether it should be sent requests."""

import asyncio
import logging
from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse

from app.settings import Address

DATABASE_TIMEOUT_SECONDS = 1

router = APIRouter(tags=["operations"])

logger = logging.getLogger(__name__)


class Readiness:
    """Knows why the service should not be sent requests, if there is a reason."""

    def __init__(self, database: Address | None = None) -> None:
        """Start out ready, apart from the database."""
        self.draining = False
        self._database = database

    async def reason(self) -> str | None:
        """Return what stands in the way, or nothing when the service is ready."""
        if self.draining:
            return "shutting down"
        if self._database and not await _takes_connections(self._database):
            return "database takes no connection"
        return None


async def _takes_connections(address: Address) -> bool:
    try:
        async with asyncio.timeout(DATABASE_TIMEOUT_SECONDS):
            _, writer = await asyncio.open_connection(address.host, address.port)
    except (OSError, UnicodeError) as error:  # the latter: a name no resolver can be asked for
        logger.warning("database takes no connection", extra={"error": str(error)})
        return False
    writer.close()
    return True


def add_to(app: FastAPI) -> None:
    """Serve the probes."""
    app.include_router(router)


@router.get("/livez")
async def livez() -> JSONResponse:
    """Say that the process answers; what it depends on is none of this probe's business."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Say whether to send requests here."""
    readiness: Readiness = request.app.state.readiness
    reason = await readiness.reason()
    if reason is None:
        return JSONResponse({"status": "ready"})
    return JSONResponse(
        {"status": "unavailable", "reason": reason}, status_code=HTTPStatus.SERVICE_UNAVAILABLE
    )
