"""Backstage's pickers: a field that looks its options up, and what it answers with.

What a picker answers is often not what Copier takes, so each comes with the expression that a
task makes the answer of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from goldenpath.mirror.errors import InexpressibleError, MirrorError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REPOSITORY_HOST = "repository_host"
"""The question by which an organisation with several sources chooses one, by its name."""

PICKERS = ("EntityPicker", "OwnerPicker", "RepoUrlPicker")

_REF = re.compile(r"([a-z]+):([-a-z0-9_.]+)/([-a-z0-9_.]+)")
_NAME = re.compile(r"[-a-z0-9_.]+")


@dataclass(frozen=True, slots=True)
class Picked:
    """What a picker makes of a question.

    Attributes:
        schema: the form's words that are added to the field, or replace what stands there.
        answers: expressions of the answers by name; empty where the picker's answer is Copier's.
    """

    schema: dict[str, Any]
    answers: dict[str, str] = field(default_factory=dict)


def pick_entity(picker: str, kind: str, name: str, values: Sequence[object]) -> Picked:
    """Return a picker that offers exactly the entities `values`.

    A picker answers with a full entity ref in lower case. Where the question's answers are names
    of one `kind`, the task takes the name off; where they are anything else, what the picker hands
    over would be no answer that Copier takes.

    Args:
        picker: which picker.
        kind: the kind of the entities whose names are the choices; empty for full refs.
        name: the question's name.
        values: the question's choices.
    """
    if not values:
        raise InexpressibleError(f"has no choices that {picker} could offer: list them")
    refs = [_ref(picker, kind, value) for value in values]
    names: dict[tuple[str, str], list[str]] = {}
    for ref in refs:
        of_kind, _, rest = ref.partition(":")
        namespace, _, entity = rest.partition("/")
        names.setdefault((of_kind, namespace), []).append(entity)
    filters = [
        {"kind": of_kind, "metadata.namespace": namespace, "metadata.name": offered}
        for (of_kind, namespace), offered in names.items()
    ]
    options = {"allowArbitraryValues": False, "catalogFilter": filters}
    schema = {"enum": refs, "ui:field": picker, "ui:options": options}
    if not kind:
        return Picked(schema)
    return Picked(schema, {name: f'parameters.{name} | parseEntityRef | pick("name")'})


def _ref(picker: str, kind: str, value: object) -> str:
    text = str(value)
    if kind:
        if not _NAME.fullmatch(text):
            raise InexpressibleError(
                f"answers {value!r}, but {picker} answers in lower case: rename it or use no picker"
            )
        return f"{kind}:default/{text}"
    if not _REF.fullmatch(text):
        raise InexpressibleError(
            f"answers {value!r}, but {picker} answers with full entity refs: "
            "say form.kind, or use no picker"
        )
    return text


def pick_repository(
    name: str, title: str, pattern: str, sources: Sequence[Mapping[str, Any]]
) -> Picked:
    """Return a picker of the place where a repository is born; it answers `place_of` and a name.

    Args:
        name: the question's name; its own answer is the repository's name.
        title: the label of the repository's name.
        pattern: what the name must match, anchored.
        sources: the places to offer.
    """
    if not (pattern.startswith("^") and pattern.endswith("$")):
        raise InexpressibleError("has RepoUrlPicker and no form.pattern from ^ to $: give one")
    places = [place_of(source) for source in sources]
    for index, place in enumerate(places):
        if place in places[:index]:
            raise MirrorError(f"goldenpath.yaml: sources has {place!r} twice: keep one")
    offered = "|".join(re.sub(r"([.?])", r"\\\1", place) for place in places)
    options = {
        "allowedHosts": list(dict.fromkeys(source["host"] for source in sources)),
        "allowedOwners": list(dict.fromkeys(source["owner"] for source in sources)),
        "repoLabel": title,
        # The names that exist already are none that can be chosen.
        "disableRepoAutocomplete": True,
    }
    schema = {
        "title": "Repository",
        "pattern": f"^(?:{offered})&repo={pattern[1:]}",
        "ui:field": "RepoUrlPicker",
        "ui:options": options,
    }
    answers = {name: f'parameters.{name}.split("&repo=")[1]'}
    if len(sources) > 1:
        chosen = [f'"{s["name"]}" if {is_chosen(name, s)}' for s in sources[:-1]]
        answers[REPOSITORY_HOST] = " else ".join([*chosen, f'"{sources[-1]["name"]}"'])
    return Picked(schema, answers)


def place_of(source: Mapping[str, Any]) -> str:
    """Return a source as RepoUrlPicker writes it before the repository's name."""
    return f"{source['host']}?owner={quote_plus(source['owner'])}"


def is_chosen(name: str, source: Mapping[str, Any]) -> str:
    """Return the expression that tells whether the picker `name` answers with the source."""
    return f'parameters.{name}.startsWith("{place_of(source)}&")'
