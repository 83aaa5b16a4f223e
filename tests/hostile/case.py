"""What a hostile input is: a repository with it and its neighbours, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.organization import OWNER, SYSTEM

FOLDER = "hostile"
"""Where an input lies in its repository."""
FILE = "catalog-info.yaml"
MARKER = "executed"
"""The file that a payload would make in the folder that the validator runs in."""

Findings = dict[str, set[tuple[str, int | None]]]
"""Of each file, the codes of what is found in it, with the index of the document."""

NEIGHBOURS: Findings = {"good": set(), "bad": {("GP101", 0)}}
"""What is found in each neighbour, whatever lies beside it."""


@dataclass(frozen=True)
class Expected:
    """What must come of an input.

    Attributes:
        findings: what is found, by path within the repository.
        skipped: how many documents no check knows how to judge.
        exit_code: how the program ends; by itself it finds fault with a neighbour.
        says: what stands in its complaint, where it refuses to run at all.
    """

    findings: Findings = field(default_factory=dict)
    skipped: int = 0
    exit_code: int = 1
    says: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "findings": {
                path: [{"code": code, "document": index} for code, index in _sorted(found)]
                for path, found in sorted(self.findings.items())
            },
            "skipped": self.skipped,
            "exit_code": self.exit_code,
            "says": self.says,
        }


@dataclass(frozen=True)
class Case:
    """A hostile input.

    Attributes:
        name: its name.
        summary: what it is, in a sentence.
        make: writes it into a repository.
        expected: what must come of it.
        arguments: further arguments of the program.
        needs_helm: whether only a Helm engine can judge it.
        slow: whether it takes more than a second of processor time.
    """

    name: str
    summary: str
    make: Callable[[Path], None]
    expected: Expected
    arguments: tuple[str, ...] = ()
    needs_helm: bool = False
    slow: bool = False

    def write(self, repository: Path) -> None:
        """Write the input and its neighbours into the new folder `repository`."""
        (repository / FOLDER).mkdir(parents=True)
        (repository / ".git").mkdir()
        self.make(repository)
        for name, owner in (("good", f"  owner: {OWNER}\n"), ("bad", "")):
            (repository / name).mkdir()
            text = entity(f"neighbour-{name}", owner=owner)
            (repository / name / FILE).write_text(text, "utf-8")


CASES: dict[str, Case] = {}
"""All of them, by name."""

Content = str | bytes


def text(
    expected: Expected, *, file: str = f"{FOLDER}/{FILE}", slow: bool = False
) -> Callable[[Callable[[], Content]], Callable[[], Content]]:
    """Register a function that returns what the hostile file holds, described by its docstring."""

    def register(content: Callable[[], Content]) -> Callable[[], Content]:
        def make(repository: Path) -> None:
            written = content()
            data = written.encode() if isinstance(written, str) else written
            path = repository / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

        _add(content, make, expected, slow=slow)
        return content

    return register


def tree(
    expected: Expected,
    *,
    arguments: tuple[str, ...] = (),
    needs_helm: bool = False,
    slow: bool = False,
) -> Callable[[Callable[[Path], None]], Callable[[Path], None]]:
    """Register a function that makes hostile files in a repository, described by its docstring."""

    def register(make: Callable[[Path], None]) -> Callable[[Path], None]:
        _add(make, make, expected, arguments=arguments, needs_helm=needs_helm, slow=slow)
        return make

    return register


def found(*findings: tuple[str, int | None] | str, skipped: int = 0, file: str = FILE) -> Expected:
    """Return what is expected of one hostile file: codes, by themselves of its first document."""
    pairs = {(item, 0) if isinstance(item, str) else item for item in findings}
    return Expected({f"{FOLDER}/{file}": pairs} if pairs else {}, skipped)


def refused(says: str) -> Expected:
    """Return what is expected where the program refuses to run."""
    return Expected(exit_code=2, says=says)


def entity(name: str, *, metadata: str = "", spec: str = "", owner: str | None = None) -> str:
    """Return an entity that is in order but for what is added to it."""
    owned = f"  owner: {OWNER}\n" if owner is None else owner
    return (
        "apiVersion: backstage.io/v1alpha1\n"
        "kind: Component\n"
        f"metadata:\n  name: {name}\n  description: Written by a test.\n{metadata}"
        f"spec:\n  type: service\n  lifecycle: production\n  system: {SYSTEM}\n{owned}{spec}"
    )


def _add(
    described: Callable[..., object],
    make: Callable[[Path], None],
    expected: Expected,
    **properties: Any,
) -> None:
    name = described.__name__.replace("_", "-")
    assert name not in CASES, f"two inputs are called {name}"
    summary = (described.__doc__ or "").strip()
    CASES[name] = Case(name, summary, make, expected, **properties)


def _sorted(pairs: set[tuple[str, int | None]]) -> list[tuple[str, int | None]]:
    return sorted(pairs, key=lambda pair: (pair[0], -1 if pair[1] is None else pair[1]))
