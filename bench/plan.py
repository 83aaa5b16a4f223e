"""Who there is in an organisation, and where each one's file stands, before anything is written."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count, islice
from typing import TYPE_CHECKING

from bench import words
from bench.faults import FAULTS, TWICE, UNPROVIDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.faults import Fault

SHARES = {
    "Domain": 10,
    "Group": 40,
    "System": 50,
    "User": 120,
    "API": 180,
    "Resource": 140,
    "Location": 40,
    "Template": 15,
}
"""How many of a thousand documents are of each kind; the others are Components."""

NAMES: dict[str, tuple[Sequence[str], ...]] = {
    "Domain": (words.NOUNS, ("management",)),
    "Group": (words.TEAM_TAILS, words.NOUNS),
    "System": (words.NOUNS, ("suite", "chain", "desk", "hub")),
    "User": (("engineer", "operator", "analyst", "lead"), words.NOUNS),
    "API": (words.ROLES[:3], words.NOUNS, ("api",)),
    "Resource": (words.NOUNS, words.STORES),
    "Location": (words.NOUNS, ("repositories",)),
    "Template": (("new",), words.ROLES),
    "Component": (words.NOUNS, words.ROLES),
}
"""What the names of each kind are put together from."""

FEWEST = 20


@dataclass(slots=True)
class Item:
    """One document to be: which entity, of which team, and what is wrong with it."""

    kind: str
    name: str
    number: int
    team: str = ""
    namespace: str = "default"
    fault: Fault | None = None
    file: str = ""
    index: int = 0
    """Its place among the documents of its file."""

    @property
    def is_sound(self) -> bool:
        """Tell whether others may refer to it."""
        return self.fault is None


@dataclass(slots=True)
class Plan:
    """All documents, by kind."""

    seed: int
    items: dict[str, list[Item]]
    provided: dict[str, list[Item]] = field(default_factory=dict)
    """The APIs of each Component, by its name."""

    def rng(self, purpose: str, number: int = 0) -> random.Random:
        """Return the source of chance of one thing, so that no other thing depends on it."""
        return random.Random(f"{self.seed} {purpose} {number}")

    def peer(self, kind: str, of: Item) -> Item:
        """Return the item of `kind` that stands as far in its list as `of` does in its own."""
        others, own = self.items[kind], self.items[of.kind]
        return others[of.number * len(others) // len(own)]

    def provider(self, api: Item) -> Item:
        """Return the Component that provides `api`: a sound one, whose word counts."""
        components = self.items["Component"]
        first = self.peer("Component", api).number
        nearest = (components[turn % len(components)] for turn in count(first))
        return next(item for item in nearest if item.is_sound)

    def files(self) -> dict[str, list[Item]]:
        """Return the items of each file."""
        files: dict[str, list[Item]] = defaultdict(list)
        for items in self.items.values():
            for item in items:
                files[item.file].append(item)
        return {file: sorted(items, key=lambda item: item.index) for file, items in files.items()}


def plan(documents: int, per_file: int, faults: int, seed: int) -> Plan:
    """Plan `documents` documents, up to `per_file` in a file, `faults` of a thousand with a fault.

    Raises:
        ValueError: there are too few documents for one of each kind.
    """
    if documents < FEWEST:
        raise ValueError(f"{documents} documents are too few: ask for {FEWEST} or more")
    counts = {kind: max(1, documents * share // 1000) for kind, share in SHARES.items()}
    counts["Component"] = documents - sum(counts.values())
    items = {
        kind: [
            Item(kind, name, number)
            for number, name in enumerate(islice(words.names(*NAMES[kind]), count))
        ]
        for kind, count in counts.items()
    }
    planned = Plan(seed, items)
    _assign_teams(planned)
    _assign_faults(planned, documents * faults // 1000)
    _assign_files(planned, per_file)
    _assign_apis(planned)
    return planned


def _named(kind: str, number: int) -> list[Item]:
    names = islice(words.names(*NAMES[kind]), number)
    return [Item(kind, name, place) for place, name in enumerate(names)]


def _assign_teams(planned: Plan) -> None:
    """Give consecutive items to one team; every tenth team has a namespace of its own."""
    for kind in ("System", "User", "API", "Resource", "Component", "Location", "Template"):
        for item in planned.items[kind]:
            team = planned.peer("Group", item)
            item.team = team.name
            if team.number % 10 == 9 and kind in {"API", "Component", "Resource"}:
                item.namespace = team.name


def _assign_faults(planned: Plan, number: int) -> None:
    """Choose who is wrong, each fault as often as any other."""
    left: dict[str, list[Item]] = {}
    for kind in ("API", "Component", "Resource"):
        # The first of each kind stays sound, so that there is always somebody to refer to.
        left[kind] = planned.items[kind][1:]
        planned.rng(kind).shuffle(left[kind])
    for turn in range(number):
        fault = FAULTS[turn % len(FAULTS)]
        kind = fault.kinds[turn // len(FAULTS) % len(fault.kinds)]
        if left[kind]:
            item = left[kind].pop()
            item.fault = fault
            if fault.code == TWICE:
                # The first of the two is left alone from here on, so it stays sound.
                first = left[kind].pop() if left[kind] else planned.items[kind][0]
                item.name, item.namespace = first.name, first.namespace


def _assign_files(planned: Plan, per_file: int) -> None:
    """Give each item a file of its own, and then put neighbours together."""
    areas: dict[str, list[Item]] = defaultdict(list)
    for kind, items in planned.items.items():
        for item in items:
            item.file = _file(kind, item, planned)
            areas[item.file.partition("/")[0]].append(item)
    for items in areas.values():
        items.sort(key=lambda item: item.file)
        for number, item in enumerate(items):
            item.index = number % per_file
            item.file = items[number - item.index].file


def _assign_apis(planned: Plan) -> None:
    provided: dict[str, list[Item]] = defaultdict(list)
    for api in planned.items["API"]:
        if api.fault is None or api.fault.code != UNPROVIDED:
            provided[planned.provider(api).name].append(api)
    planned.provided = dict(provided)


def _file(kind: str, item: Item, planned: Plan) -> str:
    file = f"services/{item.team}/{item.name}/catalog-info.yaml"
    match kind:
        case "Domain" | "Group" | "System":
            file = f"organization/{kind.lower()}s/{item.name}.yaml"
        case "User":
            file = f"organization/users/{item.team}/{item.name}.yaml"
        case "API":
            service = planned.provider(item)
            file = f"services/{service.team}/{service.name}/apis/{item.name}.yaml"
        case "Resource":
            file = f"infrastructure/{item.team}/{item.name}/catalog-info.yaml"
        case "Location":
            file = f"services/{item.team}/{item.name}.yaml"
        case "Template":
            file = f"templates/{item.name}/template.yaml"
        case _ if item.fault is not None and item.fault.code == TWICE:
            # A checkout that sorts behind all others: its document is the second, and reported.
            file = f"withdrawn/{item.team}/{item.name}-{item.number}/catalog-info.yaml"
    return file


def chosen(rng: random.Random, items: Sequence[Item], at_most: int) -> list[Item]:
    """Return up to `at_most` different sound items."""
    picked = {rng.randrange(len(items)) for _ in range(rng.randint(0, at_most))}
    return [items[number] for number in sorted(picked) if items[number].is_sound]
