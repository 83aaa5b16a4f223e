"""Where in a manifest a policy's words point: the container, field or label that they name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goldenpath.wiring.facts import POD_SPECS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goldenpath.document import Document, Path

_NAME: Path = ("metadata", "name")
_LISTS = {
    "containers": "container",
    "initContainers": "container",
    "ephemeralContainers": "container",
    "volumes": "volume",
}
"""The lists of a Pod whose items have names, and what one of these is called."""

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*")
_FIELD = re.compile(r"[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)*")
_LABELS = re.compile(r"\blabels?\b", re.IGNORECASE)
_NAMESPACE = re.compile(r"(?:\A|of )namespace ([a-z0-9-]+)")


def place(document: Document, message: str) -> Path:
    """Return the path of what `message` names in a manifest: its name, where it names nothing.

    Policies say in words what they mean. A word counts as a field only where the manifest has it,
    or has what it would stand in.
    """
    words = _words(message)
    template = next((path for path in POD_SPECS if document.get(*path) is not None), ())
    items = list(_items(document, (*template, "spec"), words))
    is_of_labels = _LABELS.search(message) is not None
    homes = list(_homes(document, template, words))
    return (
        _namespace(document, message)
        or (_label(document, homes, words) if is_of_labels else ())
        or _field(document, [*items, *_around(template)], message)
        or ((*homes[0], "metadata", "labels") if is_of_labels else ())
        or next(((*item, "name") for item in items), _NAME)
    )


def _words(message: str) -> list[str]:
    return [word.rstrip(".") for word in _WORD.findall(message)]


def _items(document: Document, spec: Path, words: list[str]) -> Iterator[Path]:
    """Yield the containers and the volumes of a Pod that are named."""
    spoken_of = {word.lower().removesuffix("s") for word in words}
    for group, called in _LISTS.items():
        listed: Any = document.get(*spec, group)
        # What a container is called may mean something else: a service, the main one.
        for index in range(len(listed) if isinstance(listed, list) and called in spoken_of else 0):
            if document.get(*spec, group, index, "name") in words:
                yield (*spec, group, index)


def _around(template: Path) -> Iterator[Path]:
    """Yield what a field's name may be relative to beyond items: the Pod, and the manifest."""
    if template:
        yield template
        yield (*template, "spec")
    yield ()
    yield ("spec",)


def _homes(document: Document, template: Path, words: list[str]) -> Iterator[Path]:
    """Yield whose labels may be meant: those of the Pods, those of the manifest, or either."""
    is_of_manifest = words[:1] == [document.get("kind")]
    if template and not is_of_manifest:
        yield template
    if not template or is_of_manifest or "Pod" not in words:
        yield ()


def _label(document: Document, homes: list[Path], words: list[str]) -> Path:
    """Return the label that is named: where it has the value that is named, or where it lacks."""
    for word in words:
        values = [document.get(*home, "metadata", "labels", word) for home in homes]
        if any(value is not None for value in values):
            found = [home for home, value in zip(homes, values, strict=True) if value in words]
            lacking = [home for home, value in zip(homes, values, strict=True) if value is None]
            return (*[*found, *lacking, *homes][0], "metadata", "labels", word)
    return ()


def _namespace(document: Document, message: str) -> Path:
    """Return where the namespace stands that a message is about, or that it calls a foreign one."""
    said = _NAMESPACE.search(message)
    if said is None:
        return ()
    if said.start() == 0:
        own = document.get("metadata", "namespace")
        return ("metadata", "namespace") if own == said[1] else ()
    parts = ((key, document.get(key)) for key in ("spec", "subjects"))
    found = (_seek(value, said[1], (key,)) for key, value in parts)
    return next((path for path in found if path), ())


def _seek(value: Any, namespace: str, path: Path) -> Path:  # noqa: ANN401 - any YAML value
    """Return the path of the first `namespace` below `value` that is the one that is sought."""
    if isinstance(value, dict) and value.get("namespace") == namespace:
        return (*path, "namespace")
    pairs: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        pairs = enumerate(value)
    found = (_seek(item, namespace, (*path, key)) for key, item in pairs)
    return next((deeper for deeper in found if deeper), ())


def _field(document: Document, bases: list[Path], message: str) -> Path:
    """Return the field that is named, of which the most steps lead somewhere."""
    best: Path = ()
    depth, rest = 0, ""
    for match in _WORD.finditer(message):
        word = match[0].rstrip(".")
        steps = tuple(word.split("."))
        if not _FIELD.fullmatch(word) or (len(steps) == 1 and word.islower() and word != "image"):
            continue
        for base in bases:
            known = _known(document.get(*base), steps)
            count = sum(isinstance(step, str) for step in known)
            if count > depth:
                depth, rest = count, message[match.start() + len(word) :]
                # One step beyond what is there: its absence stands at the key of its parent.
                best = (*base, *known, *steps[count : count + 1])
    return (*best, *_within(document.get(*best), rest)) if best else ()


def _known(value: Any, steps: tuple[str, ...]) -> Path:  # noqa: ANN401 - any YAML value
    """Return the steps that lead somewhere; into a list, to the item where most of them do."""
    if not steps:
        return ()
    if isinstance(value, dict) and steps[0] in value:
        return (steps[0], *_known(value[steps[0]], steps[1:]))
    if isinstance(value, list):
        ways = ((index, *_known(item, steps)) for index, item in enumerate(value))
        best = max(ways, key=len, default=())
        return best if len(best) > 1 else ()
    return ()


def _within(value: Any, rest: str) -> Path:  # noqa: ANN401 - any YAML value
    """Return what is named after a field as an item or a key of it."""
    if isinstance(value, list) and rest.startswith(": "):
        named = _words(rest.removeprefix(": ").partition(": ")[0])
        return next(((index,) for index, item in enumerate(value) if item in named), ())
    if isinstance(value, dict):
        # What is a plain word may be no key of it: capabilities that drop [ALL].
        return next(((key,) for key in _words(rest) if "." in key and key in value), ())
    return ()
