"""Many entities that mean each other."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.case import FILE, FOLDER, Expected, entity, tree

NUMBER = 10_000


def _write(repository: Path, entities: list[str], *, per_file: int = 1000) -> list[str]:
    """Write entities into several files and return their paths within the repository."""
    paths = []
    for number in range(0, len(entities), per_file):
        path = Path(FOLDER, f"{number:06}", FILE)
        (repository / path).parent.mkdir()
        text = "---\n".join(entities[number : number + per_file])
        (repository / path).write_text(text, "utf-8")
        paths.append(path.as_posix())
    return paths


def _all(code: str, *, first: int = 0) -> dict[str, set[tuple[str, int | None]]]:
    """Return a finding with `code` in each document, but for the first ones."""
    found: dict[str, set[tuple[str, int | None]]] = {}
    for number in range(first, NUMBER):
        path = f"{FOLDER}/{number // 1000 * 1000:06}/{FILE}"
        found.setdefault(path, set()).add((code, number % 1000))
    return found


@tree(Expected(_all("GP204", first=1)), slow=True)
def the_same_entity_everywhere(repository: Path) -> None:
    """Ten thousand entities of one name."""
    _write(repository, [entity("orders")] * NUMBER)


@tree(Expected(), slow=True)
def chain_of_subcomponents(repository: Path) -> None:
    """Ten thousand components, each part of the next one."""
    _write(
        repository,
        [
            entity(f"part-{number}", spec=f"  subcomponentOf: part-{min(number + 1, NUMBER - 1)}\n")
            if number < NUMBER - 1
            else entity(f"part-{number}")
            for number in range(NUMBER)
        ],
    )


@tree(Expected(_all("GP207")), slow=True)
def circle_of_subcomponents(repository: Path) -> None:
    """Ten thousand components, each part of the next one, and the last one of the first."""
    _write(
        repository,
        [
            entity(f"part-{number}", spec=f"  subcomponentOf: part-{(number + 1) % NUMBER}\n")
            for number in range(NUMBER)
        ],
    )


@tree(Expected())
def everything_depends_on_everything(repository: Path) -> None:
    """Three hundred components, each of which depends on all of them."""
    refs = ", ".join(f"component:part-{number}" for number in range(300))
    _write(
        repository,
        [entity(f"part-{number}", spec=f"  dependsOn: [{refs}]\n") for number in range(300)],
    )
