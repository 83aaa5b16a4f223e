"""What claims cost: sizes times prices, and what the policies about it make of any budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from goldenpath.cost.prices import PRICES, SIZES, monthly_cost
from goldenpath.jinja import environment
from goldenpath.organization import OrganizationError
from goldenpath.policy import Admission, Result, load
from goldenpath.sync.cost import cost_facts
from tests.organization import HERE, ROOT

POLICY = ROOT / "platform/policies/tenancy/restrict-claim-cost/restrict-claim-cost.yaml.jinja"
CHEAP = {"cpu": 20.0, "memory": 3.0, "storage": 0.1}


@pytest.mark.parametrize(
    ("size", "cents"),
    [
        ({"cpu": "1", "memory": "1Gi", "storage": "1Gi"}, 2310),
        ({"cpu": "500m", "memory": "512Mi", "storage": "1Ti"}, 1000 + 150 + 10240),
        ({"cpu": "1m", "memory": "1Mi", "storage": "1Mi"}, 3),
    ],
)
def test_cost_is_the_size_times_the_prices_rounded_up(size: dict[str, str], cents: int) -> None:
    """Half a CPU costs half of one, a TiB 1024 GiB, and nothing costs nothing."""
    assert cents == monthly_cost(size, CHEAP)


def test_a_budget_without_prices_is_an_error(tmp_path: Path) -> None:
    """A currency that has no prices is told with the file, the line, the stage and the remedy."""
    for name in (PRICES, SIZES):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    stage = HERE.stages[0]._replace(budget=(1, "XTS"))
    with pytest.raises(OrganizationError, match=r"prices.yaml:\d+:\d+: .*in XTS: add its prices"):
        cost_facts(tmp_path, replace(HERE, stages=(stage,)))


def verdict(budget: int, size: str, before: str | None = None) -> Result:
    """Judge an Environment of a size in a stage with a budget, which may have had another size."""
    stage = HERE.stages[0]._replace(budget=(budget, HERE.stages[0].budget[1]))
    here = replace(HERE, stages=(stage, *HERE.stages[1:]))
    facts: dict[str, Any] = here.facts() | cost_facts(ROOT, here)
    text = environment().from_string(POLICY.read_text("utf-8")).render(organization=facts)
    [policy] = yaml.safe_load_all(text)

    def claim(of: str) -> dict[str, Any]:
        return {
            "apiVersion": f"{HERE.api_group}/v1alpha1",
            "kind": "Environment",
            "metadata": {"name": "shop", "namespace": "team-shop"},
            "spec": {"stage": stage.name, "size": of},
        }

    asked = Admission(claim(size), "UPDATE", claim(before)) if before else Admission(claim(size))
    [outcome] = load([policy]).judge(asked, now=datetime(2026, 6, 1, tzinfo=UTC))
    return outcome.result


def test_a_claim_is_refused_from_the_first_cent_beyond_the_budget() -> None:
    """The whole budget may be claimed, and no more."""
    facts = cost_facts(ROOT, HERE)
    cents = facts["claim_costs"][HERE.stages[0].name]["Environment"]["small"]
    enough = -(-cents // 100)
    assert [Result.PASS, Result.FAIL] == [verdict(enough, "small"), verdict(enough - 1, "small")]


def test_what_costs_too_much_already_may_be_changed_and_not_grow() -> None:
    """A lower budget keeps nobody from editing what is there, and from deleting it."""
    assert [Result.PASS, Result.FAIL] == [
        verdict(1, "medium", before="medium"),
        verdict(1, "medium", before="small"),
    ]
