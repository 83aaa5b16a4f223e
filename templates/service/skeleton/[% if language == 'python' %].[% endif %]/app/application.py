"""The application: routes, errors and what happens around every request."""

from fastapi import FastAPI

from app import problems
from app.health import Readiness
from app.metrics import RequestMetrics
from app.middleware import LimitBody, ObserveRequests
from app.routes import add_routes

MAX_BODY_BYTES = 64 * 1024


def create_app(readiness: Readiness) -> FastAPI:
    """Put the application together."""
    metrics = RequestMetrics()
    # FastAPI's documentation pages load scripts from another host, and what it derives from the
    # code is not what was agreed on: both stay unserved.
    # A redirect would be built from the client's Host header, so a trailing slash is a 404.
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.readiness = readiness
    app.state.metrics = metrics
    problems.add_handlers(app)
    # The last one added is the outermost.
    app.add_middleware(LimitBody, limit=MAX_BODY_BYTES)
    app.add_middleware(ObserveRequests, metrics=metrics)
    add_routes(app)
    return app
