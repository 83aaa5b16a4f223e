"""Where items are kept."""

import threading
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid4

from app.items.models import Item, ItemDraft

CAPACITY = 10_000


class StoreFullError(Exception):
    """There is no room for another item."""


class ItemStore(Protocol):
    """What the routes need of a store; handlers of several threads call it at once."""

    def add(self, draft: ItemDraft) -> Item:
        """Keep a new item, or raise StoreFullError."""

    def all(self) -> list[Item]:
        """Return every item in the order of creation."""

    def get(self, item_id: UUID) -> Item | None:
        """Return the item, if there is one."""

    def remove(self, item_id: UUID) -> bool:
        """Forget the item and say whether there was one."""


class InMemoryItemStore:
    """A store that lasts as long as its process."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        """Start empty."""
        self._capacity = capacity
        self._items: dict[UUID, Item] = {}
        self._lock = threading.Lock()

    def add(self, draft: ItemDraft) -> Item:
        """Keep a new item, or raise StoreFullError."""
        with self._lock:
            if len(self._items) >= self._capacity:
                raise StoreFullError
            # Under the lock, so that the order of creation is the order of the times.
            item = Item(id=uuid4(), created_at=datetime.now(UTC), **draft.model_dump())
            self._items[item.id] = item
            return item

    def all(self) -> list[Item]:
        """Return every item in the order of creation."""
        with self._lock:
            return list(self._items.values())

    def get(self, item_id: UUID) -> Item | None:
        """Return the item, if there is one."""
        with self._lock:
            return self._items.get(item_id)

    def remove(self, item_id: UUID) -> bool:
        """Forget the item and say whether there was one."""
        with self._lock:
            return self._items.pop(item_id, None) is not None
