"""What the working directory claims, and what of it is more than this organisation allows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from goldenpath.diagnostic import Severity
from goldenpath.sync.cost import cost_facts
from tests.e2e.breach import CHART, DATABASE, STAGED, VALUES, Row, line
from tests.organization import HERE, ROOT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

SIZES = ("small", "medium", "large")
STANDBYS = 2
"""How many instances high availability adds."""


class Claim(NamedTuple):
    """A claim of a stage, by the file in which its name and its size stand."""

    kind: str
    name: str
    spec: dict[str, Any]
    stage: str
    file: str


def claims(stages: Collection[str]) -> Iterator[Claim]:
    """Yield what is claimed by files, and by a chart for `stages`."""
    for path in Path().glob("claims/*.yaml"):
        said = _read(path.as_posix())
        name = said["metadata"]["name"]
        yield Claim(said["kind"], name, said["spec"], path.stem, path.as_posix())
    if Path(DATABASE).is_file():
        name = f"{_read(f'{CHART}/Chart.yaml')['name']}-db"
        for stage in stages:
            own = _read(STAGED.replace("{stage}", stage)).get("database", {})
            yield Claim("Database", name, _read(VALUES)["database"] | own, stage, DATABASE)


def refused(stages: Collection[str]) -> Iterator[Row]:
    """Yield what is told of claims that are larger or dearer than their stages allow."""
    facts = cost_facts(ROOT, HERE)
    limits = {stage.name: SIZES.index(stage.largest_claim) for stage in HERE.stages}
    for claim in claims(stages):
        size = claim.spec["size"]
        instances = 1 + STANDBYS * bool(claim.spec.get("highAvailability"))
        cost = facts["claim_costs"][claim.stage][claim.kind][size] * instances
        if cost > facts["budgets"][claim.stage] * 100:
            yield _row(claim, "restrict-claim-cost", "  name:")
            yield _row(claim, "restrict-total-cost", "  name:")
        if SIZES.index(size) > limits[claim.stage]:
            yield _row(claim, "restrict-claim-sizes", "  size:")


def _row(claim: Claim, policy: str, text: str) -> Row:
    place = (claim.file, line(claim.file, text))
    resource = f"{claim.kind}/{claim.name}"
    return Row("GP301", policy, resource, claim.stage, Severity.ERROR, *place)


def _read(path: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(path).read_text("utf-8"))
    return found
