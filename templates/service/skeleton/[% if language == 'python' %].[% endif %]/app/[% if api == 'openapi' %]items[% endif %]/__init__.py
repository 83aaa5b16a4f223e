"""The items resource, as `api/openapi.yaml` describes it."""

from fastapi import FastAPI

from app.items.routes import router
from app.items.store import InMemoryItemStore


def add_to(app: FastAPI) -> None:
    """Serve the items, kept in memory."""
    app.state.item_store = InMemoryItemStore()
    app.include_router(router)
