"""The store in memory."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.items.models import ItemDraft
from app.items.store import CAPACITY, InMemoryItemStore, StoreFullError


def test_the_store_has_room_for_ten_thousand_items() -> None:
    """One more is one too many."""
    store = InMemoryItemStore()
    draft = ItemDraft(name="mug")
    for _ in range(10_000):
        store.add(draft)
    with pytest.raises(StoreFullError):
        store.add(draft)
    assert len(store.all()) == CAPACITY


def test_threads_never_fill_the_store_beyond_its_capacity() -> None:
    """Every item that was accepted is there, in the order of its time."""
    store = InMemoryItemStore(capacity=500)

    def fill(_: int) -> int:
        added = 0
        try:
            for _ in range(100):
                store.add(ItemDraft(name="mug"))
                added += 1
        except StoreFullError:
            pass
        return added

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(fill, range(8))) == 500
    times = [item.created_at for item in store.all()]
    assert times == sorted(times)
    assert len(times) == 500
