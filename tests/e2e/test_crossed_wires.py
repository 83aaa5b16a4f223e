"""Copies of a newborn whose parts disagree: the finding stands once, and nothing else does."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from goldenpath import kustomize
from goldenpath.check import all_checks
from goldenpath.checks import foreign_base_image
from goldenpath.engine import Options, validate
from tests.newborns import Newborn
from tests.organization import HERE, ROOT, example_answers

EXAMPLE = ROOT / "templates/service/examples/python-database.yml"
CHART = "deploy/chart"
TEMPLATES = f"{CHART}/templates"
RELEASE = ".github/workflows/release.yml"
CI = ".github/workflows/ci.yml"
STAGE = HERE.stages[0].name
BREACH = "GP301"


class Break(NamedTuple):
    """What is broken where, and what is to be told of it: the code, and the place if another.

    `policies` are those that the same edit breaks, since they look for what is no longer found.
    """

    file: str
    before: str
    after: str
    code: str
    at: str = ""
    line: str = ""
    times: int = -1
    policies: tuple[str, ...] = ()


BREAKAGES = {
    "service selects another name": Break(
        f"{TEMPLATES}/service.yaml",
        '    {{- include "service.selectorLabels" . | nindent 4 }}',
        "    app.kubernetes.io/name: order\n    app.kubernetes.io/instance: orders",
        "GP603",
    ),
    "budget selects another name": Break(
        f"{TEMPLATES}/poddisruptionbudget.yaml",
        '      {{- include "service.selectorLabels" . | nindent 6 }}',
        "      app.kubernetes.io/name: order\n      app.kubernetes.io/instance: orders",
        "GP603",
        policies=("require-disruption-budget",),
    ),
    "policy selects another name": Break(
        f"{TEMPLATES}/networkpolicy.yaml",
        '      {{- include "service.selectorLabels" . | nindent 6 }}',
        "      app.kubernetes.io/name: order\n      app.kubernetes.io/instance: orders",
        "GP603",
        policies=("require-network-policy",),
    ),
    "monitor selects another name": Break(
        f"{TEMPLATES}/servicemonitor.yaml",
        '      {{- include "service.selectorLabels" . | nindent 6 }}',
        "      app.kubernetes.io/name: order\n      app.kubernetes.io/instance: orders",
        "GP603",
    ),
    "probe of another port": Break(
        f"{TEMPLATES}/deployment.yaml",
        "              path: /readyz\n              port: http",
        "              path: /readyz\n              port: web",
        "GP604",
        line="port: web",
    ),
    "service to another port": Break(
        f"{TEMPLATES}/service.yaml", "targetPort: http", "targetPort: web", "GP604"
    ),
    "policy of another port": Break(
        f"{TEMPLATES}/networkpolicy.yaml", "- port: http", "- port: web", "GP604"
    ),
    "route to the Pod's port": Break(
        f"{TEMPLATES}/httproute.yaml", "          port: 80\n", "          port: 8080\n", "GP605"
    ),
    "monitor of another port": Break(
        f"{TEMPLATES}/servicemonitor.yaml", "- port: http", "- port: metrics", "GP605"
    ),
    "value that nothing reads": Break(
        f"{TEMPLATES}/horizontalpodautoscaler.yaml",
        "averageUtilization: {{ .Values.autoscaling.targetCPUUtilization }}",
        "averageUtilization: 70",
        "GP606",
        at=f"{CHART}/values.yaml",
        line="targetCPUUtilization",
    ),
    "value that nothing defines": Break(
        f"{TEMPLATES}/service.yaml",
        "appProtocol: http",
        "appProtocol: {{ .Values.metrics.protocol | quote }}",
        "GP607",
    ),
    "objects of another name": Break(
        f"{TEMPLATES}/_helpers.tpl",
        "app.kubernetes.io/name: {{ .Chart.Name | quote }}",
        "app.kubernetes.io/name: order",
        "GP601",
    ),
    "applications of another cost center": Break(
        "deploy/argocd/applicationset.yaml",
        f'    {HERE.label_prefix}/cost-center: "',
        f'    {HERE.label_prefix}/cost-center: "cc-',
        "GP602",
        times=1,
    ),
    "application of another label": Break(
        "catalog-info.yaml",
        'argocd/app-selector: "backstage.io/kubernetes-id=orders"',
        'argocd/app-selector: "backstage.io/kubernetes-id=order"',
        "GP608",
    ),
    "secret of another name": Break(
        f"{TEMPLATES}/deployment.yaml",
        'name: {{ printf "%s-db-app" .Release.Name | quote }}',
        "name: {{ .Release.Name | quote }}",
        "GP609",
        at=f"{TEMPLATES}/database.yaml",
        line='name: {{ printf "%s-db" .Release.Name',
    ),
    "stage without values": Break(
        RELEASE, f'stage: "{STAGE}"', 'stage: "qa"', "GP610", line='stage: "qa"'
    ),
    "application without values": Break(
        "deploy/argocd/applicationset.yaml",
        "- values.yaml",
        "- values.yaml\n            - values-shared.yaml",
        "GP610",
        line="values-shared",
    ),
    "port that the image does not expose": Break(
        f"{TEMPLATES}/deployment.yaml",
        "containerPort: {{ .Values.port }}",
        "containerPort: 3000",
        "GP612",
    ),
    "instruction that hadolint refuses": Break(
        "Dockerfile", "WORKDIR /srv\nCOPY requirements", "WORKDIR srv\nCOPY requirements", "GP501"
    ),
    "expression in a script": Break(
        CI, "- run: make lint", '- run: echo "${{ github.head_ref }}"', "GP502"
    ),
    "action by its tag": Break(
        CI,
        "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
        "actions/checkout@v7",
        "GP505",
        times=1,
    ),
    "password in the values": Break(
        f"{CHART}/values.yaml",
        'LOG_LEVEL: "info"',
        "LOG_LEVEL: postgresql://orders:Zae7ahk0@db/orders",
        "GP506",
    ),
    "permission to do anything": Break(
        RELEASE, "permissions: {}", "permissions: write-all", "GP507"
    ),
    "scan removed": Break(
        RELEASE,
        "aquasecurity/trivy-action@ed142fd0673e97e23eac54620cfb913e5ce36c25",
        "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
        "GP508",
        line="docker/build-push-action@",
    ),
}

WITHOUT_EDIT = frozenset({"GP611", "GP613"})
"""What no edit of a file breaks: a test below tells of each."""


@pytest.fixture
def copy(newborn: Newborn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of a newborn in which a test may break things; it is the working directory."""
    folder = tmp_path / "orders"
    shutil.copytree(newborn(example_answers(EXAMPLE)), folder)
    monkeypatch.chdir(folder)
    return folder


def _findings(*policies: str) -> list[tuple[str, str, int]]:
    """Return what is found beside breaches of `policies`, which have to be there."""
    report = validate([Path()], Options())
    assert () == report.notices
    assert set(policies) == {d.properties["policy"] for d in report.diagnostics if d.code == BREACH}
    return [(d.code, d.path, d.span.start.line) for d in report.diagnostics if d.code != BREACH]


def _line(file: str, text: str) -> int:
    lines = Path(file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_every_check_across_files_has_a_broken_copy() -> None:
    """What files say of each other is only as true as the checks that have been seen to fail."""
    across = {check.code for check in all_checks() if check.code.startswith("GP6")}
    broken = {breakage.code for breakage in BREAKAGES.values()}
    assert across == {code for code in broken if code.startswith("GP6")} | WITHOUT_EDIT


@pytest.mark.parametrize("name", BREAKAGES)
def test_disagreement_is_told_once_at_its_line(copy: Path, name: str) -> None:
    """Exactly the expected finding stands, at its line; of a template, for all its stages."""
    broken = BREAKAGES[name]
    text = (copy / broken.file).read_text("utf-8")
    assert broken.before in text
    (copy / broken.file).write_text(text.replace(broken.before, broken.after, broken.times))
    file = broken.at or broken.file
    line = broken.line or broken.after.strip().splitlines()[0].strip()
    assert [(broken.code, file, _line(file, line))] == _findings(*broken.policies)


def test_stage_that_nothing_deploys_to_is_told(copy: Path) -> None:
    """Values that neither the pipeline nor Argo CD names are told of, and so are their objects.

    They go to a namespace that their labels, which are another stage's, do not mean.
    """
    shutil.copy(copy / f"{CHART}/values-{STAGE}.yaml", copy / f"{CHART}/values-qa.yaml")
    strays = ("match-namespace-to-labels", "restrict-claim-namespaces")
    assert [("GP611", f"{CHART}/values-qa.yaml", 2)] == _findings(*strays)


@pytest.mark.skipif(kustomize.engine() is None, reason="neither kustomize nor kubectl is on PATH")
def test_kustomization_of_what_is_not_there_is_told(copy: Path) -> None:
    """Argo CD would stop at it; of a newborn, which has none, it is one that somebody added."""
    added = copy / "deploy/quota/kustomization.yaml"
    added.parent.mkdir()
    added.write_text("resources:\n  - quota.yaml\n", "utf-8")
    assert [("GP613", "deploy/quota/kustomization.yaml", 2)] == _findings()


def test_foreign_base_is_told_where_the_organisation_lists_bases(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each stage that is built on an image outside of the list is told of, at its FROM."""
    here = replace(HERE, base_images=("registry.example",))
    monkeypatch.setattr(foreign_base_image, "organization", lambda: here)
    text = (copy / "Dockerfile").read_text("utf-8")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if re.match("FROM ", line)]
    assert [("GP504", "Dockerfile", line) for line in lines] == _findings()
