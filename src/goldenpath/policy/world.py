"""What an expression may ask for beyond the resource: the time, and the cluster's other objects.

Offline there is no cluster, and an expression that asks for one cannot be evaluated: that is
recorded, so that its failure is told apart from a resource's. A suite of tests brings stand-ins.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from goldenpath.policy.verification import Verification


class UnavailableError(Exception):
    """An expression asks for something that there is only in a live cluster."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Stand-ins for what a cluster would answer.

    Attributes:
        resources: objects by API version, plural name, namespace and name.
        references: the values of global context entries, by name.
        images: metadata of images, by reference.
        responses: answers to HTTP requests, by `METHOD:url`, or by the URL alone.
        complete: the kinds, as API version and plural name, of which all objects are among
            `resources`; none is there where they hold none. None where that is not said: then what
            `resources` hold is all that is served.
    """

    resources: Mapping[tuple[str, str, str, str], dict[str, Any]] = field(default_factory=dict)
    references: Mapping[str, Any] = field(default_factory=dict)
    images: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    responses: Mapping[str, Any] = field(default_factory=dict)
    complete: AbstractSet[tuple[str, str]] | None = None


@dataclass(slots=True)
class World:
    """What surrounds an evaluation.

    Attributes:
        now: the time that the expression sees.
        cluster: what stands in for the cluster, if anything does.
        namespace: where the policy lives, if it is a namespaced one.
        missed: what expressions have asked for in vain.
        reason: why the first of these is not to be had.
        verification: what an image policy says of the images that its functions verify.
    """

    now: datetime
    cluster: Cluster | None = None
    namespace: str = ""
    missed: list[str] = field(default_factory=list)
    reason: str = ""
    verification: Verification | None = None

    def miss(self, what: str, without: str = "a cluster") -> UnavailableError:
        """Record that `what` is not to be had here, and return the error that says so."""
        said = f"{what} cannot be had without {without}"
        self.missed.append(what)
        self.reason = self.reason or said
        return UnavailableError(said)

    def forget(self) -> None:
        """Forget what has been missed: another policy begins."""
        self.missed.clear()
        self.reason = ""


current: ContextVar[World] = ContextVar("current")
"""The surroundings of the evaluation that is under way."""
