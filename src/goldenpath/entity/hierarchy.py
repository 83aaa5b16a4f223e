"""Hierarchies of entities: what is part of what, and where that leads back to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goldenpath.entity_ref import EntityRef

HIERARCHY = frozenset({"parent", "subcomponentOf", "subdomainOf"})
"""Fields by which an entity names the one of its kind that it is part of."""


class Cycle(NamedTuple):
    """Entities each of which is part of the next, and the last of the first; one's place there."""

    members: tuple[EntityRef, ...]
    place: int

    def way(self, steps: int) -> tuple[EntityRef, ...]:
        """Return the next entities on the way back to itself, at most `steps` of them."""
        number = len(self.members)
        return tuple(
            self.members[(self.place + step) % number] for step in range(1, min(steps, number) + 1)
        )


def cycles(parents: Mapping[EntityRef, EntityRef]) -> dict[EntityRef, Cycle]:
    """Return for each entity that is, by its parents, part of itself the cycle."""
    found: dict[EntityRef, Cycle] = {}
    done: set[EntityRef] = set()
    for start in parents:
        way: dict[EntityRef, None] = {}
        ref: EntityRef | None = start
        while ref is not None and ref not in done and ref not in way:
            way[ref] = None
            ref = parents.get(ref)
        if ref is not None and ref in way:
            steps = tuple(way)
            members = steps[steps.index(ref) :]
            found.update((member, Cycle(members, at)) for at, member in enumerate(members))
        done.update(way)
    return found
