"""The platform's policies are complete: annotations, resources, tests, overlays, exceptions."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from goldenpath.guardrails import AUDIT_STAGES, EXCEPTIONS, OVERLAYS, REMEDIATION, guardrails
from goldenpath.kubernetes import groups, violations
from tests.organization import HERE, ROOT

POLICIES = guardrails(ROOT)
NAMES = [policy.name for policy in POLICIES]
CONTROLLERS = ["cronjobs", "daemonsets", "deployments", "jobs", "replicasets", "statefulsets"]
ABOUT_PODS = [
    policy
    for policy in POLICIES
    if ["pods"]
    == [
        resource
        for rule in policy.document["spec"]["matchConstraints"]["resourceRules"]
        for resource in rule["resources"]
    ]
]
"""Those that Kyverno rewrites for the controllers of Pods."""

each_policy = pytest.mark.parametrize("policy", POLICIES, ids=NAMES)
each_policy_about_pods = pytest.mark.parametrize(
    "policy", ABOUT_PODS, ids=[policy.name for policy in ABOUT_PODS]
)


def documents(folder: str, pattern: str) -> list[dict[str, Any]]:
    """Return the YAML documents of a folder's files."""
    texts = [file.read_text("utf-8") for file in sorted((ROOT / folder).glob(pattern))]
    return [document for text in texts for document in yaml.safe_load_all(text) if document]


def expectations(folder: str) -> dict[tuple[str, str], str]:
    """Return the results that a policy's test names, by kind and resource."""
    test = yaml.safe_load((ROOT / folder / "kyverno-test.yaml").read_text("utf-8"))
    return {
        (result["kind"], resource): result["result"]
        for result in test["results"]
        for resource in result["resources"]
    }


def test_there_are_policies_of_every_category() -> None:
    """No category is empty, and the names are unique across categories, as the cluster's are."""
    categories = {"networking", "operational", "security", "supply-chain", "tenancy"}
    assert categories <= {policy.category for policy in POLICIES}
    assert sorted(set(NAMES)) == sorted(NAMES)


@each_policy
def test_policy_says_what_it_is(policy: Any) -> None:
    """Title, category, severity, subject, description, remediation and audit stages are there."""
    for key in ("title", "category", "subject"):
        assert policy.says(key), key
    assert policy.says("severity") in {"critical", "high", "medium", "low"}
    assert policy.says("description").endswith(".")
    assert policy.says(REMEDIATION).endswith(".")
    assert policy.says(AUDIT_STAGES)
    assert set(policy.audits(HERE.stages)) <= {stage.name for stage in HERE.stages}


@each_policy
def test_policy_refuses_what_it_cannot_judge(policy: Any) -> None:
    """An error in an expression is refused, and what a stage only reports is an overlay's doing."""
    spec = policy.document["spec"]
    assert "policies.kyverno.io/v1" == policy.document["apiVersion"]
    assert "Fail" == spec["failurePolicy"]
    assert ["Deny"] == spec["validationActions"]
    for validation in spec["validations"]:
        assert validation.get("message") or validation.get("messageExpression")


@each_policy
def test_every_resource_has_an_expected_verdict(policy: Any) -> None:
    """What lies in good-*.yaml passes or is not asked, what lies in bad-*.yaml does neither."""
    expected = expectations(policy.folder)
    for which, results in (("good", {"pass", "skip"}), ("bad", {"fail", "error"})):
        found = documents(policy.folder, f"resources/{which}-*.yaml")
        assert found, which
        for document in found:
            metadata = document["metadata"]
            path = [metadata[key] for key in ("namespace", "name") if key in metadata]
            assert expected.pop((document["kind"], "/".join(path))) in results, path
    assert {} == expected


@each_policy
def test_good_resource_is_one_that_kubernetes_accepts(policy: Any) -> None:
    """What passes a policy is no nonsense that merely lacks the fault."""
    for document in documents(policy.folder, "resources/good-*.yaml"):
        if document["apiVersion"].rpartition("/")[0] in groups():
            assert [] == violations(document), document["metadata"]["name"]


@each_policy_about_pods
def test_policy_about_pods_is_tested_on_what_makes_them(policy: Any) -> None:
    """Kyverno rewrites such a policy for controllers, by text: both outcomes are tried there."""
    autogen = policy.document["spec"].get("autogen") or {}
    controllers = (autogen.get("podControllers") or {}).get("controllers", CONTROLLERS)
    made_by = {"Deployment": "deployments", "CronJob": "cronjobs"}
    kinds = {"Pod"} | {kind for kind, plural in made_by.items() if plural in controllers}
    for which in ("good", "bad"):
        found = {item["kind"] for item in documents(policy.folder, f"resources/{which}-*.yaml")}
        assert kinds <= found, which


@each_policy_about_pods
def test_text_survives_its_rewriting_for_controllers(policy: Any) -> None:
    """`object.?spec` and the like are not rewritten, and would judge the controller instead.

    `object.metadata.namespace` alone is left as it is: with a question mark it would be rewritten.
    """
    text = str(policy.document["spec"])
    assert [] == re.findall(r"object(?:\.\?|\[\??[\"'])(?:spec|metadata)", text)
    assert "object.metadata.?namespace" not in text


@each_policy
def test_facts_of_the_organization_stand_in_templates_alone(policy: Any) -> None:
    """What is written by hand names no registry, domain, group, label or cost center of anyone."""
    facts = {HERE.registry, HERE.domain, HERE.api_group, HERE.label_prefix, *HERE.cost_centers}
    for file in sorted((ROOT / policy.folder).rglob("*.yaml*")):
        text = file.read_text("utf-8")
        if "GENERATED" not in text[:20]:
            assert [] == [fact for fact in sorted(facts) if fact in text], file.name


@pytest.mark.parametrize("stage", HERE.stages, ids=lambda stage: stage.name)
def test_overlay_of_a_stage_changes_the_action_alone(stage: Any) -> None:
    """Each overlay takes every policy, and makes those audit that say so of the stage."""
    folder = ROOT / OVERLAYS / stage.name
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text("utf-8"))
    reached = set()
    for base in kustomization["resources"]:
        place = (folder / base).resolve()
        listed = yaml.safe_load((place / "kustomization.yaml").read_text("utf-8"))["resources"]
        reached |= {place / name for name in listed}
    assert {ROOT / policy.path for policy in POLICIES} <= reached
    assert all(path.is_file() for path in reached)
    audited = {patch["target"]["name"] for patch in kustomization.get("patches", ())}
    assert {p.name for p in POLICIES if stage.name in p.audits(HERE.stages)} == audited
    for patch in {patch["path"] for patch in kustomization.get("patches", ())}:
        changed = yaml.safe_load((folder / patch).read_text("utf-8"))
        assert [("replace", "/spec/validationActions", ["Audit"])] == [
            (change["op"], change["path"], change["value"]) for change in changed
        ]


@pytest.mark.parametrize(
    "file",
    sorted((ROOT / EXCEPTIONS).glob("*/exception.yaml")),
    ids=lambda file: Path(file).parent.name,
)
def test_exception_ends_or_says_why_it_does_not(file: Path) -> None:
    """An exception names policies that exist, is limited to some workloads, and expires."""
    exception = yaml.safe_load(file.read_text("utf-8"))
    spec, annotations = exception["spec"], exception["metadata"].get("annotations", {})
    assert "PolicyException" == exception["kind"]
    assert {ref["name"] for ref in spec["policyRefs"]} <= set(NAMES)
    assert spec["matchConditions"]
    if "goldenpath/permanent" not in annotations:
        assert annotations["goldenpath/reason"]
        assert datetime.fromisoformat(spec["expiresAt"]) > datetime(2026, 1, 1, tzinfo=UTC)


def test_every_policy_has_a_page_and_the_index_names_it() -> None:
    """The documentation lists every policy with why, an example and how to be excepted."""
    index = (ROOT / "docs/policies/index.md").read_text("utf-8")
    for policy in POLICIES:
        page = (ROOT / f"docs/policies/{policy.name}.md").read_text("utf-8")
        headings = ["What and why", "Use instead", "Example", "Exception"]
        assert headings == re.findall(r"^## (.+)$", page, re.MULTILINE), policy.name
        assert f"[{policy.name}]({policy.name}.md)" in index
