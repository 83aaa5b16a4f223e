"""The items over HTTP.

The handlers are plain functions, which FastAPI runs in threads, so that a store may block.
"""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Path, Request, Response

from app.items.models import Item, ItemDraft, ItemList
from app.items.store import ItemStore, StoreFullError

router = APIRouter(prefix="/v1/items", tags=["items"])


async def item_store(request: Request) -> ItemStore:
    """Return the application's store."""
    store: ItemStore = request.app.state.item_store
    return store


async def item_id(text: Annotated[str, Path(alias="id")]) -> UUID:
    """Return the id of the path: one that is no UUID names an item that does not exist."""
    try:
        return UUID(text)
    except ValueError:
        raise _not_found() from None


Store = Annotated[ItemStore, Depends(item_store)]
ItemId = Annotated[UUID, Depends(item_id)]


@router.get("")
def list_items(store: Store) -> ItemList:
    """Return every item."""
    return ItemList(items=store.all())


@router.post("", status_code=HTTPStatus.CREATED)
def create_item(draft: ItemDraft, store: Store, response: Response) -> Item:
    """Create an item and say where it is."""
    try:
        item = store.add(draft)
    except StoreFullError:
        raise HTTPException(
            HTTPStatus.INSUFFICIENT_STORAGE, "no room for another item: delete one first"
        ) from None
    response.headers["Location"] = f"{router.prefix}/{item.id}"
    return item


@router.get("/{id}")
def read_item(item_id: ItemId, store: Store) -> Item:
    """Return one item."""
    item = store.get(item_id)
    if item is None:
        raise _not_found()
    return item


@router.delete("/{id}", status_code=HTTPStatus.NO_CONTENT, response_class=Response)
def delete_item(item_id: ItemId, store: Store) -> None:
    """Delete one item."""
    if not store.remove(item_id):
        raise _not_found()


def _not_found() -> HTTPException:
    return HTTPException(HTTPStatus.NOT_FOUND, "no item has this id")
