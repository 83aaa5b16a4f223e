"""What Prometheus scrapes."""

from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

# They would double the series, to say when each began, and Prometheus has no use for that.
disable_created_metrics()  # type: ignore[no-untyped-call]

router = APIRouter(tags=["operations"])


class RequestMetrics:
    """Counts and times requests, in a registry of its own so that two apps never share one."""

    def __init__(self) -> None:
        """Register the collectors."""
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._requests = Counter(
            "http_requests_total",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._duration = Histogram(
            "http_request_duration_seconds",
            "Time from a request's first byte to the end of its response.",
            ("method", "route"),
            registry=self.registry,
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Record one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._duration.labels(method, route).observe(seconds)


def add_to(app: FastAPI) -> None:
    """Serve the metrics that the application keeps."""
    app.include_router(router)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Return the metrics in the Prometheus text format."""
    registry: CollectorRegistry = request.app.state.metrics.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
