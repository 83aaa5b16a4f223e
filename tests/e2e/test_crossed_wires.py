"""Copies of a newborn whose parts disagree: the finding stands once, and nothing else does."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

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


class Break(NamedTuple):
    """What is broken where, and what is to be told of it: the code, and the place if another."""

    file: str
    before: str
    after: str
    code: str
    at: str = ""
    line: str = ""
    times: int = -1


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
    ),
    "policy selects another name": Break(
        f"{TEMPLATES}/networkpolicy.yaml",
        '      {{- include "service.selectorLabels" . | nindent 6 }}',
        "      app.kubernetes.io/name: order\n      app.kubernetes.io/instance: orders",
        "GP603",
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


@pytest.fixture
def copy(newborn: Newborn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of a newborn in which a test may break things; it is the working directory."""
    folder = tmp_path / "orders"
    shutil.copytree(newborn(example_answers(EXAMPLE)), folder)
    monkeypatch.chdir(folder)
    return folder


def _findings() -> list[tuple[str, str, int]]:
    report = validate([Path()], Options())
    assert () == report.notices
    return [(d.code, d.path, d.span.start.line) for d in report.diagnostics]


def _line(file: str, text: str) -> int:
    lines = Path(file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize("name", BREAKAGES)
def test_disagreement_is_told_once_at_its_line(copy: Path, name: str) -> None:
    """Exactly the expected finding stands, at its line; of a template, for all its stages."""
    broken = BREAKAGES[name]
    text = (copy / broken.file).read_text("utf-8")
    assert broken.before in text
    (copy / broken.file).write_text(text.replace(broken.before, broken.after, broken.times))
    file = broken.at or broken.file
    line = broken.line or broken.after.strip().splitlines()[0].strip()
    assert [(broken.code, file, _line(file, line))] == _findings()


def test_stage_that_nothing_deploys_to_is_told(copy: Path) -> None:
    """Values of a stage that neither the pipeline nor Argo CD names are told of."""
    shutil.copy(copy / f"{CHART}/values-{STAGE}.yaml", copy / f"{CHART}/values-qa.yaml")
    assert [("GP611", f"{CHART}/values-qa.yaml", 2)] == _findings()


def test_foreign_base_is_told_where_the_organisation_lists_bases(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each stage that is built on an image outside of the list is told of, at its FROM."""
    here = replace(HERE, base_images=("registry.example",))
    monkeypatch.setattr(foreign_base_image, "organization", lambda: here)
    text = (copy / "Dockerfile").read_text("utf-8")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if re.match("FROM ", line)]
    assert [("GP504", "Dockerfile", line) for line in lines] == _findings()
