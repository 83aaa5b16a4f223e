"""What an item is."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def _whole(value: object) -> object:
    """Take 2.0 for 2: to JSON, and to the API's definition, they are the same number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class ItemDraft(BaseModel):
    """What a client says of a new item; nothing is guessed from another type."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    quantity: Annotated[int, BeforeValidator(_whole), Field(ge=0, le=1_000_000)] = 1


class Item(BaseModel):
    """An item that exists."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    quantity: int
    created_at: datetime


class ItemList(BaseModel):
    """All items, the oldest first."""

    items: list[Item]
