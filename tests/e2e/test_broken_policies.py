"""Copies of newborns that break one policy: the finding stands once, and nothing else does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from goldenpath.diagnostic import Severity
from goldenpath.guardrails import PLACE, guardrails
from goldenpath.organization import Stage
from goldenpath.sync import derive
from goldenpath.sync.cost import cost_facts
from tests.e2e import manifests
from tests.e2e.breach import (
    CLAIM,
    DEPLOYMENT,
    EVERY,
    NAME,
    NOW,
    TEMPLATES,
    Row,
    do,
    expected,
    judged,
    line,
    rows,
)
from tests.e2e.breaches import BREACHES, COSTLY, LARGER, UNDECIDED
from tests.e2e.claims import claims, refused
from tests.newborns import Newborn
from tests.organization import EXAMPLES, HERE, ROOT, example_answers, example_name

BORN = {
    "service": ROOT / "templates/service/examples/python-database.yml",
    "database": ROOT / "templates/database/examples/default.yml",
    "environment": ROOT / "templates/environment/examples/default.yml",
}

EXEMPTED = "require-read-only-root-filesystem"
EXCEPTION = "exceptions/exception.yaml"
TOTAL = "restrict-total-cost"
OWN_NAME, OTHER_NAME = f"{NAME}-db", "payments-db"

Copy = Callable[[str], Path]


@pytest.fixture(name="copy")
def copy_fixture(newborn: Newborn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Return what makes a copy of a newborn, to break, and the working directory."""

    def copy(born: str) -> Path:
        folder = tmp_path / NAME
        shutil.copytree(newborn(example_answers(BORN[born])), folder)
        monkeypatch.chdir(folder)
        return folder

    return copy


def undecided(
    number: int, names: tuple[str, ...] = tuple(UNDECIDED), claimed: int = len(EVERY)
) -> tuple[str, ...]:
    """Return what is said where `number` workloads meet policies that cannot be judged by.

    What the other claims of a stage cost is to be seen for none of `claimed`.
    """
    counts = dict.fromkeys(names, number) | {TOTAL: claimed}
    shown = ", ".join(f"{name} ({many})" for name, many in sorted(counts.items()) if many)
    total = sum(counts.values())
    what = "1 verdict" if total == 1 else f"{total} verdicts"
    return (f"{what} not to be had without a cluster or a registry: {shown}",) if total else ()


def test_every_policy_is_broken_or_told_why_it_cannot_be() -> None:
    """A policy that nothing breaks may as well not be there."""
    broken = {name.partition(":")[0] for name in BREACHES} | set(COSTLY)
    assert {rail.name for rail in guardrails(ROOT)} == broken | set(UNDECIDED)
    assert set() == broken & set(UNDECIDED)


@pytest.mark.parametrize("name", BREACHES)
def test_breach_is_told_once_in_its_stages_at_its_line(copy: Copy, name: str) -> None:
    """Exactly the expected finding stands: by its policy, of its resource, as severe as there."""
    breach = BREACHES[name]
    copy(breach.born)
    do(breach)
    assert expected(name.partition(":")[0], breach) == rows(judged())


def test_further_findings_have_a_reason() -> None:
    """An edit that breaks more than one thing says why it has to."""
    assert [] == [name for name, breach in BREACHES.items() if breach.besides and not breach.why]


def test_what_no_file_tells_is_counted(copy: Copy) -> None:
    """Each workload counts once for each policy that asks a cluster or a registry."""
    copy("service")
    report = judged()
    assert ([], undecided(len(EVERY))) == (rows(report), report.remarks)


def test_what_stands_beside_the_workload_is_told_by_files(copy: Copy) -> None:
    """A quota and limits of the chart's own are what the policy asks for."""
    folder = copy("service")
    quota = manifests.QUOTA.replace("services.nodeports: 2", "services.nodeports: 0")
    limits = manifests.LIMIT_RANGE + "      defaultRequest: {cpu: 100m, memory: 128Mi}\n"
    (folder / TEMPLATES / "quota.yaml").write_text(quota, "utf-8")
    (folder / TEMPLATES / "limits.yaml").write_text(limits, "utf-8")
    report = judged()
    left = tuple(name for name in UNDECIDED if name != "require-quota")
    assert ([], undecided(len(EVERY), left)) == (rows(report), report.remarks)


def test_foreign_image_is_none_whose_signature_is_asked_for(copy: Copy) -> None:
    """What the organisation has not built it has not signed: another policy refuses it."""
    copy("service")
    do(BREACHES["restrict-registries"])
    assert undecided(len(EVERY), ("require-quota",)) == judged().remarks


@pytest.mark.parametrize("stage", [None, *EVERY])
@pytest.mark.parametrize("example", EXAMPLES, ids=example_name)
def test_newborn_breaks_no_policy(
    newborn: Newborn, monkeypatch: pytest.MonkeyPatch, example: Path, stage: str | None
) -> None:
    """Nothing is told of it, in all stages and in each, but what budgets do not allow."""
    monkeypatch.chdir(newborn(example_answers(example)))
    report = judged(select=("GP3",), stage=stage)
    stages = EVERY if stage is None else (stage,)
    dear = [row for row in refused(stages) if row.policy == TOTAL]
    claimed = len(list(claims(stages))) - len(dear)
    workloads = len(stages) if Path(DEPLOYMENT).is_file() else 0
    assert sorted(refused(stages)) == rows(report)
    assert undecided(workloads, claimed=claimed) == report.remarks


def policies(folder: Path, **facts: Any) -> Path:
    """Return a folder with the policies of an organisation whose stages are others."""
    stages = tuple(
        stage._replace(**{key: value(stage) for key, value in facts.items()})
        for stage in HERE.stages
    )
    derived = derive(ROOT, replace(HERE, stages=stages))
    for rail in guardrails(ROOT):
        path = folder / rail.path
        path.parent.mkdir(parents=True)
        path.write_text(derived.get(rail.path) or (ROOT / rail.path).read_text("utf-8"), "utf-8")
    return folder / PLACE


def smallest(stage: Stage) -> tuple[int, str]:
    """Return the budget that one small Database takes, as each stage is born with one."""
    cost = cost_facts(ROOT, HERE)["claim_costs"][stage.name]["Database"]["small"]
    return -(-cost * (3 if stage.production else 1) // 100), stage.budget[1]


def test_claim_beyond_the_limit_of_its_stage_is_told(copy: Copy, tmp_path: Path) -> None:
    """Where small claims are allowed, a medium one is none, whatever it costs."""
    ruled = policies(
        tmp_path / "platform",
        largest_claim=lambda _: "small",
        budget=lambda stage: (10**9, stage.budget[1]),
    )
    copy("database")
    do(LARGER)
    assert expected("restrict-claim-sizes", LARGER) == rows(judged(policies=(ruled,)))


def test_claim_beyond_the_budget_of_its_stage_is_told(copy: Copy, tmp_path: Path) -> None:
    """What costs more than the budget by itself does so with the others, which is told as well."""
    ruled = policies(tmp_path / "platform", largest_claim=lambda _: "large", budget=smallest)
    copy("database")
    do(LARGER)
    alone = replace(LARGER, line="  name:")
    both = [
        *expected("restrict-claim-cost", alone),
        *expected("restrict-total-cost", alone),
    ]
    assert sorted(both) == rows(judged(policies=(ruled,)))


def test_claims_beyond_the_budget_of_their_stage_are_told(copy: Copy, tmp_path: Path) -> None:
    """Each is within the budget, and all are told of that are not within it together."""
    ruled = policies(tmp_path / "platform", largest_claim=lambda _: "large", budget=smallest)
    folder = copy("database")
    for stage in EVERY:
        file = folder / CLAIM.replace("{stage}", stage)
        text = file.read_text("utf-8")
        file.write_text(f"{text}---\n{text.replace(OWN_NAME, OTHER_NAME)}", "utf-8")
    first = replace(LARGER, line=OWN_NAME)
    other = replace(first, resource=f"Database/{OTHER_NAME}", line=OTHER_NAME)
    both = [*expected("restrict-total-cost", first), *expected("restrict-total-cost", other)]
    assert sorted(both) == rows(judged(policies=(ruled,)))


def exempted(folder: Path, days: int) -> list[Row]:
    """Let a workload write to its own files under an exception that ends in some days."""
    do(BREACHES[EXEMPTED])
    (folder / "exceptions").mkdir()
    ends = f"{NOW + timedelta(days=days):%Y-%m-%dT00:00:00Z}"
    (folder / EXCEPTION).write_text(manifests.exception(EXEMPTED, NAME, ends), "utf-8")
    return rows(judged(policies=(ROOT / PLACE, folder / "exceptions")))


def test_exception_holds_while_it_lasts(copy: Copy) -> None:
    """What it exempts is told of neither as an error nor as a warning."""
    assert [] == exempted(copy("service"), days=60)


def test_exception_that_ends_soon_is_told(copy: Copy) -> None:
    """At its end, and at each workload that it is for."""
    found = exempted(copy("service"), days=7)
    own = Row("GP303", "", "", "", Severity.WARNING, EXCEPTION, line(EXCEPTION, "expiresAt"))
    place = (DEPLOYMENT, line(DEPLOYMENT, "  name:"))
    workload = f"Deployment/{NAME}"
    warned = [Row("GP303", EXEMPTED, workload, stage, Severity.WARNING, *place) for stage in EVERY]
    assert sorted([own, *warned]) == found


def test_exception_that_has_ended_exempts_nothing(copy: Copy) -> None:
    """The breach is told as if it were not there, and so is the exception."""
    found = exempted(copy("service"), days=-1)
    own = Row("GP304", "", "", "", Severity.WARNING, EXCEPTION, line(EXCEPTION, "expiresAt"))
    assert sorted([own, *expected(EXEMPTED, BREACHES[EXEMPTED])]) == found


def test_policy_that_cannot_decide_is_told_at_the_workload(copy: Copy) -> None:
    """An expression that fails is no pass: the cluster would refuse the workload."""
    folder = copy("service")
    (folder / "policies").mkdir()
    text = manifests.POLICY.replace("EXPRESSION", "object.metadata.annotations.runbook != ''")
    (folder / "policies/require-runbook.yaml").write_text(text, "utf-8")
    place = (DEPLOYMENT, line(DEPLOYMENT, "  name:"))
    found = rows(judged(policies=(folder / "policies",)))
    assert (
        sorted(
            Row("GP302", "require-runbook", f"Deployment/{NAME}", stage, Severity.ERROR, *place)
            for stage in EVERY
        )
        == found
    )


def test_policy_that_is_no_expression_is_told(copy: Copy) -> None:
    """At what it is made of, since the expression may stand anywhere in there."""
    folder = copy("service")
    text = manifests.POLICY.replace("EXPRESSION", "object.metadata.name ==")
    (folder / "require-runbook.yaml").write_text(text, "utf-8")
    place = ("require-runbook.yaml", line("require-runbook.yaml", "spec:"))
    assert [Row("GP305", "", "", "", Severity.ERROR, *place)] == rows(judged())
