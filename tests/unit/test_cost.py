"""What manifests cost in a month: claims by their size, workloads by what they request."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from goldenpath import cost, resources
from goldenpath.cost.prices import prices, quantity, sizes
from tests.organization import HERE

if TYPE_CHECKING:
    from typing import Any

    from tests.unit.conftest import Program

STAGE = HERE.stages[0]
PRICE = prices(resources.root(), HERE)[STAGE.budget[1]]
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: service
          resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {cpu: "2", memory: 2Gi}}
        - name: sidecar
          resources: {limits: {cpu: 500m}}
"""
SCALED = """\
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: orders}
spec: {minReplicas: 3, maxReplicas: 9, scaleTargetRef: {kind: Deployment, name: orders}}
"""
SET = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: orders}
spec:
  template: {spec: {containers: [{name: service}]}}
  volumeClaimTemplates: [{spec: {resources: {requests: {storage: 10Gi}}}}]
"""
POD = (1 * PRICE["cpu"] + 1 * PRICE["memory"]) * 100
DATABASE = f"""\
apiVersion: {HERE.api_group}/v1alpha1
kind: Database
metadata: {{name: orders-db}}
spec: {{size: medium, highAvailability: true}}
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def reckoned(program: Program, files: dict[str, str]) -> dict[str, Any]:
    """Return what is said of files, as data."""
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")
    outcome = program("cost", "--format", "json")
    assert (0, "") == (outcome.code, outcome.err)
    found: dict[str, Any] = json.loads(outcome.out)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500m", Decimal("0.5")),
        ("2", Decimal(2)),
        (1.5, Decimal("1.5")),
        ("1Gi", Decimal(2**30)),
        ("1G", Decimal(10**9)),
        ("1e3", Decimal(1000)),
        ("many", Decimal(0)),
        ("", Decimal(0)),
        (None, Decimal(0)),
        ({}, Decimal(0)),
    ],
)
def test_quantity_is_read_as_kubernetes_does(text: object, expected: Decimal) -> None:
    """What is none counts nothing: the schema says that it is wrong."""
    assert expected == quantity(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (DEPLOYMENT, 2 * POD),
        (DEPLOYMENT + SCALED, 3 * POD),
        (SET, 10 * PRICE["storage"] * 100),
        (DEPLOYMENT.replace("replicas: 2", "replicas: many"), POD),
    ],
)
def test_workload_costs_what_its_replicas_request(
    program: Program, text: str, expected: float
) -> None:
    """Requests before limits, and an autoscaler's least before a number of replicas."""
    found = reckoned(program, {f"{STAGE.name}/orders.yaml": text})
    assert found["stages"] == {STAGE.name: pytest.approx(expected / 100, abs=0.02)}


def test_claim_costs_its_size_times_its_instances(program: Program) -> None:
    """By the very sizes of which the compositions are made."""
    known = sizes(resources.root())["databases"]
    each = cost.monthly_cost(known["sizes"]["medium"], PRICE)
    found = reckoned(program, {f"{STAGE.name}.yaml": DATABASE})
    assert [each * known["instances"]["highlyAvailable"] / 100] == [
        item["monthly"] for item in found["items"]
    ]


def test_what_runs_within_an_environment_is_not_counted_twice(program: Program) -> None:
    """The quota is paid for whether it is used or not."""
    environment = DATABASE.replace("Database", "Environment").replace("orders-db", "orders")
    files = {f"{STAGE.name}/a.yaml": DATABASE, f"{STAGE.name}/b.yaml": environment}
    found = reckoned(program, files)
    amounts = {item["kind"]: item["monthly"] for item in found["items"]}
    assert found["stages"] == {STAGE.name: max(amounts.values())}


def test_what_a_kustomization_builds_from_is_not_counted_beside_it(program: Program) -> None:
    """A base costs nothing: nobody applies it."""
    files = {
        "base/kustomization.yaml": "resources: [orders.yaml]\n",
        "base/orders.yaml": DEPLOYMENT,
        f"{STAGE.name}/kustomization.yaml": "resources: [../base]\n",
    }
    found = reckoned(program, files)
    assert [STAGE.name] == [item["stage"] for item in found["items"]]


def test_what_has_no_hours_is_listed_without_an_amount(program: Program) -> None:
    """Nobody is told that a CronJob is free."""
    text = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: night}\nspec: {}\n"
    Path(f"{STAGE.name}.yaml").write_text(text, "utf-8")
    outcome = program("cost")
    assert "-  CronJob night  (runs as long as it takes)" in outcome.out


def test_nothing_and_nowhere_are_told_apart(program: Program) -> None:
    """A folder without manifests costs nothing; one that is not there is a mistake."""
    assert "nothing that costs anything\n" == program("cost").out
    outcome = program("cost", "nowhere")
    assert (2, "goldenpath: nowhere does not exist: correct the path\n") == (
        outcome.code,
        outcome.err,
    )
