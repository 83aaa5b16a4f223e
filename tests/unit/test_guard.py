"""Manifests meet the policies of their stage, and what cannot be decided is counted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from goldenpath import engine
from goldenpath.diagnostic import Severity
from goldenpath.document import Document, Kind, TextLocator
from goldenpath.engine import Options, validate
from goldenpath.guard import PolicyFolderError
from goldenpath.placement import namespace_of, stage_of
from goldenpath.source import Source
from tests.organization import HERE

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from goldenpath.report import Report

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STAGE, PRODUCTION = HERE.stages[0].name, HERE.stages[-1].name
ENVIRONMENT = f"{HERE.label_prefix}/environment"

POLICY = f"""\
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata:
  name: require-log-level
  annotations:
    goldenpath/audit-stages: {STAGE}
spec:
  validationActions: [Deny]
  matchConstraints:
    resourceRules:
      - apiGroups: [""]
        apiVersions: [v1]
        operations: [CREATE, UPDATE]
        resources: [configmaps]
  validations:
    - expression: object.data.level in ['info', 'warning']
      message: 'data.level is neither info nor warning: choose one of them'
"""
LOOKUP = """\
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata:
  name: require-quota
spec:
  validationActions: [Deny]
  matchConstraints:
    resourceRules:
      - apiGroups: [""]
        apiVersions: [v1]
        operations: [CREATE, UPDATE]
        resources: [configmaps]
  validations:
    - expression: >-
        dyn(resource.List('v1', 'resourcequotas', object.metadata.namespace).items).size() != 0
      message: there is no quota
"""
QUOTA = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: all, namespace: shop}\nspec: {}\n"


def config_map(*, level: str = "debug", namespace: str = "", labels: str = "{}") -> str:
    """Return a manifest that breaks the policy, unless its level is another."""
    head = f"  namespace: {namespace}\n" if namespace else ""
    return (
        f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: orders\n{head}  labels: {labels}\n"
        f"data:\n  level: {level}\n"
    )


def judged(folder: Path, files: dict[str, str], policy: str = POLICY, **options: Any) -> Report:
    """Return what is said of files, by a policy beside them."""
    policies = folder / "policies"
    policies.mkdir()
    (policies / "policy.yaml").write_text(policy, "utf-8")
    for name, text in files.items():
        path = folder / "judged" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return validate(
        [folder / "judged"], Options(policies=(policies,), now=NOW, select=("GP3",), **options)
    )


def manifest(path: str = "orders.yaml", stage: str | None = None, **metadata: Any) -> Document:
    """Return a manifest in a file."""
    data = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}
    return Document(Source(path, ""), 0, Kind.KUBERNETES, data, TextLocator(), stage=stage)


def test_finding_names_policy_and_resource(tmp_path: Path) -> None:
    """Programs need not take the message apart."""
    [found] = judged(tmp_path, {"orders.yaml": config_map(namespace="shop")}).diagnostics
    assert {
        "policy": "require-log-level",
        "action": "Deny",
        "resource": {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "namespace": "shop",
            "name": "orders",
        },
    } == found.properties
    assert (found.code, found.span.start.line) == ("GP301", 8)
    assert found.message == (
        "data.level is neither info nor warning: choose one of them (require-log-level)"
    )


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("orders.yaml", config_map(), Severity.ERROR),
        (f"{STAGE}/orders.yaml", config_map(), Severity.WARNING),
        (f"{PRODUCTION}/orders.yaml", config_map(), Severity.ERROR),
        (f"{STAGE}.yaml", config_map(), Severity.WARNING),
        ("orders.yaml", config_map(namespace=f"shop-{STAGE}"), Severity.WARNING),
        ("orders.yaml", config_map(labels=f"{{{ENVIRONMENT}: {STAGE}}}"), Severity.WARNING),
        (f"{STAGE}/orders.yaml", config_map(namespace=f"shop-{PRODUCTION}"), Severity.ERROR),
    ],
)
def test_stage_that_audits_makes_a_warning(
    tmp_path: Path, name: str, text: str, expected: Severity
) -> None:
    """A breach matters as much as it does to the cluster that the manifest is for."""
    assert [expected] == [item.severity for item in judged(tmp_path, {name: text}).diagnostics]


def test_option_says_the_stage_of_every_manifest(tmp_path: Path) -> None:
    """What the command line says wins over folders."""
    files = {f"{PRODUCTION}/orders.yaml": config_map()}
    found = judged(tmp_path, files, stage=STAGE).diagnostics
    assert [Severity.WARNING] == [item.severity for item in found]


def test_label_of_a_namespace_says_the_stage_of_what_is_in_it(tmp_path: Path) -> None:
    """The cluster sees the namespace, whatever the folder is called."""
    namespace = (
        "apiVersion: v1\nkind: Namespace\n"
        f"metadata: {{name: shop, labels: {{{ENVIRONMENT}: {STAGE}}}}}\n"
    )
    files = {
        "namespace.yaml": namespace,
        f"{PRODUCTION}/orders.yaml": config_map(namespace="shop"),
    }
    found = judged(tmp_path, files).diagnostics
    assert [Severity.WARNING] == [item.severity for item in found]


def test_what_stages_think_differently_of_stands_once_for_each(tmp_path: Path) -> None:
    """A chart's manifest is a warning where it is audited, and an error where it is refused."""
    files = {
        "chart/Chart.yaml": "apiVersion: v2\nname: orders\nversion: 0.1.0\n",
        "chart/templates/config.yaml": config_map(),
        "chart/values.yaml": "{}\n",
        f"chart/values-{STAGE}.yaml": "{}\n",
        f"chart/values-{PRODUCTION}.yaml": "{}\n",
    }
    found = judged(tmp_path, files).diagnostics
    assert [(Severity.ERROR, [PRODUCTION]), (Severity.WARNING, [STAGE])] == [
        (item.severity, item.properties["stages"]) for item in found
    ]


@pytest.mark.parametrize(
    ("lookup", "quotas", "decided"),
    [
        ("one-suffices", QUOTA, True),
        ("one-suffices", "", False),
        ("adds-up", QUOTA, False),
        ("", QUOTA, False),
    ],
)
def test_lookup_is_decided_by_what_is_known_where_the_policy_says_so(
    tmp_path: Path, lookup: str, quotas: str, *, decided: bool
) -> None:
    """A quota in the same folder is one that the namespace will have; none is not told by none."""
    policy = LOOKUP.replace("spec:", f"  annotations: {{goldenpath/lookup: '{lookup}'}}\nspec:", 1)
    files = {"orders.yaml": config_map(namespace="shop"), "quota.yaml": quotas}
    report = judged(tmp_path, files, policy)
    counted = "1 verdict not to be had without a cluster or a registry: require-quota (1)"
    assert ((), () if decided else (counted,)) == (report.diagnostics, report.remarks)


def test_lookup_that_nothing_answers_is_counted_and_no_finding(tmp_path: Path) -> None:
    """The cluster may have what the repository does not show."""
    report = judged(tmp_path, {"orders.yaml": config_map(namespace="shop")}, LOOKUP)
    said = "1 verdict not to be had without a cluster or a registry: require-quota (1)"
    assert ((), (said,)) == (report.diagnostics, report.remarks)


def test_key_without_a_value_is_absent(tmp_path: Path) -> None:
    """So it is to the API server, and so to what the cluster asks of it."""
    policy = POLICY.replace(
        "object.data.level in ['info', 'warning']", "object.?immutable.orValue(false) == false"
    )
    text = config_map() + "immutable:\n"
    assert () == judged(tmp_path, {"orders.yaml": text}, policy).diagnostics


def test_what_a_kustomization_builds_from_is_not_judged_as_it_is(tmp_path: Path) -> None:
    """A base is no manifest yet: an overlay adds what it lacks."""
    change = "[{op: replace, path: /data/level, value: info}]"
    overlay = (
        f"resources: [../base]\npatches: [{{patch: '{change}', target: {{kind: ConfigMap}}}}]\n"
    )
    files = {
        "base/kustomization.yaml": "resources: [orders.yaml]\n",
        "base/orders.yaml": config_map(),
        "overlay/kustomization.yaml": overlay,
    }
    assert () == judged(tmp_path, files).diagnostics


def test_missing_engine_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it no manifest is called good."""
    monkeypatch.setattr(engine, "find_spec", lambda _: None)
    report = judged(tmp_path, {"orders.yaml": config_map()})
    text = "1 manifest(s) not judged by policies: install goldenpath[policy]"
    assert ((), (text,)) == (report.diagnostics, report.notices)


def test_policy_of_another_language_is_said(tmp_path: Path) -> None:
    """What nobody here can evaluate has passed nothing."""
    policy = "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: old}\nspec: {}\n"
    report = judged(tmp_path, {"orders.yaml": config_map()}, policy)
    [remark] = report.remarks
    assert remark == (
        "1 policy cannot be judged by here, since it is written in Kyverno's older language: "
        "rewrite it for policies.kyverno.io: ClusterPolicy old"
    )


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("a: [", "policy.yaml:1: the file is no YAML: "),
        (POLICY.replace(f"stages: {STAGE}", "stages: moon"), "'moon' is no stage"),
        (POLICY.replace("audit-stages", "lookup"), "is neither one-suffices nor adds-up"),
    ],
)
def test_folder_of_policies_that_cannot_be_read_is_refused(
    tmp_path: Path, policy: str, expected: str
) -> None:
    """Nothing is judged by half of what was asked for."""
    with pytest.raises(PolicyFolderError, match=expected):
        judged(tmp_path, {"orders.yaml": config_map()}, policy)


@pytest.mark.parametrize(
    ("document", "namespaces", "expected"),
    [
        (manifest(), {}, None),
        (manifest(stage=STAGE), {"shop": {ENVIRONMENT: PRODUCTION}}, STAGE),
        (manifest(f"{PRODUCTION}/a.yaml"), {"shop": {ENVIRONMENT: STAGE}}, STAGE),
        (manifest(f"{PRODUCTION}/{STAGE}/a.yaml"), {}, STAGE),
        (manifest(labels={ENVIRONMENT: "moon"}), {}, None),
        (manifest(labels="none"), {}, None),
    ],
)
def test_stage_is_the_one_that_is_said_nearest(
    document: Document, namespaces: dict[str, dict[str, str]], expected: str | None
) -> None:
    """Values, namespace, name, label, folder: the first that is a stage."""
    assert expected == stage_of(document, "shop", namespaces)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (manifest(namespace="own", stage=STAGE), "own"),
        (manifest(stage=STAGE), f"store-{STAGE}"),
        (manifest(labels={f"{HERE.label_prefix}/system": "shop"}, stage=STAGE), f"shop-{STAGE}"),
        (manifest(), "elsewhere"),
    ],
)
def test_namespace_is_the_one_that_is_deployed_to(document: Document, expected: str) -> None:
    """Its own, or that of its system in its stage."""
    assert expected == namespace_of(document, "store", "elsewhere")


def test_what_is_in_a_namespace_of_the_platform_is_not_judged(tmp_path: Path) -> None:
    """The webhooks of the clusters do not look there; a chart's own name is no such namespace."""
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: orders, namespace: %s}\nspec: {}\n"
    (tmp_path / "pod.yaml").write_text(pod % "kube-system", "utf-8")
    assert () == validate([tmp_path], Options(now=NOW, select=("GP3",))).diagnostics
    (tmp_path / "pod.yaml").write_text(pod % "shop", "utf-8")
    assert () != validate([tmp_path], Options(now=NOW, select=("GP3",))).diagnostics
