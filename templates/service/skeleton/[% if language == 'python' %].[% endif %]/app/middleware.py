"""What happens around every request: identity, log line, metrics, and a bound on the body."""

import logging
import re
import time
import uuid
from http import HTTPMethod, HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import logs
from app.metrics import RequestMetrics
from app.problems import problem

UNMATCHED = "unmatched"
OTHER = "other"

logger = logging.getLogger(__name__)


class ObserveRequests:
    """Gives a request its id, one log line and its metrics, and answers what crashed.

    It stands outside of everything that answers, so no response escapes it.
    """

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        """Wrap the application."""
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        token = logs.request_id.set(request_id)
        start = time.perf_counter()
        status: int | None = None

        async def send_observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                header = (b"x-request-id", request_id.encode("ascii"))
                message = {**message, "headers": [*message.get("headers", ()), header]}
            await send(message)

        try:
            await self.app(scope, receive, send_observed)
        except Exception:
            logger.exception("unhandled exception")
            if status is not None:
                raise  # half a response is out: only closing the connection tells the client
            failure = problem(500, "the service failed to answer this request")
            await failure(scope, receive, send_observed)
        finally:
            self._record(scope, status or 500, time.perf_counter() - start)
            logs.request_id.reset(token)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        # A client may send any word as its method: a label must not grow with them.
        method = scope["method"] if scope["method"] in HTTPMethod.__members__ else OTHER
        route = getattr(scope.get("route"), "path_format", UNMATCHED)
        self.metrics.observe(method, route, status, seconds)
        logger.info(
            "request",
            extra={
                "method": method,
                "route": route,
                "status": status,
                "duration_ms": round(seconds * 1000, 3),
            },
        )


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if re.fullmatch(r"[\x20-\x7e]{1,128}", given) else str(uuid.uuid4())


class LimitBody:
    """Refuses a body that is larger than the service ever needs, before it is in memory.

    It speaks up only when the body is read, so that the router has named the route by then.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        """Wrap the application."""
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        size = int(declared) if re.fullmatch(r"[0-9]{1,18}", declared) else 0
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            self._check(size)
            message = await receive()
            received += len(message.get("body", b""))
            self._check(received)
            return message

        await self.app(scope, receive_limited, send)

    def _check(self, size: int) -> None:
        if size > self.limit:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"the body is larger than {self.limit} bytes",
            )
