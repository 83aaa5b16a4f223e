"""`goldenpath.yaml`: what is wrong in it is told with its line and the remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from goldenpath.diagnostic import Severity
from goldenpath.organization import CatalogRule, OrganizationError, load

ROOT = Path(__file__).resolve().parent.parent.parent
Change = Callable[[dict[str, Any]], object]


def _refusal(folder: Path, text: str) -> str:
    path = folder / "goldenpath.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(OrganizationError) as caught:
        load(path)
    return str(caught.value).replace(f"{path}", "goldenpath.yaml")


def test_organisation_at_hand_is_read() -> None:
    """The committed file is valid, and gives its teams their names."""
    organization = load(ROOT / "goldenpath.yaml")
    assert [team.ref.split("/")[1] for team in organization.teams] == [
        team.name for team in organization.teams
    ]


def test_fault_is_told_with_its_line(tmp_path: Path) -> None:
    """The message starts with file, line and column, as editors and terminals link them."""
    text = (ROOT / "goldenpath.yaml").read_text("utf-8") + "\nportals: none\n"
    expected = f"goldenpath.yaml:{text.count(chr(10))}:1: unknown field 'portals'"
    assert _refusal(tmp_path, text).startswith(expected)


def _rule(slug: str, stated: object) -> Change:
    return lambda facts: facts.update(catalog={"rules": {slug: stated}})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.pop("registry"), "'registry' is missing: add it"),
        (lambda f: f.update(registri="x"), "unknown field 'registri'"),
        (lambda f: f.update(validator="goldenpath"), "must match"),
        (lambda f: f.update(validator="goldenpath==1.0"), "must match"),
        (lambda f: f.update(template_url="https://x/$(id)'"), "must match"),
        (lambda f: f["organization"].update(title="A\nB"), "must match"),
        (lambda f: f["organization"].update(title="[[ x ]]"), "must match"),
        (lambda f: f["teams"].append(dict(f["teams"][0])), "is taken by"),
        (
            lambda f: f["teams"].append(
                {"ref": f"group:x/{f['organization']['name']}", "title": "A"}
            ),
            "is taken by",
        ),
        (lambda f: f["systems"][0].update(owner="group:default/nobody"), "is no team"),
        (lambda f: f["systems"][0].update(domain="nowhere"), "is not in domains"),
        (lambda f: f["stages"].append(dict(f["stages"][0])), "is given twice"),
        (lambda f: f["stages"][0]["budget"].update(monthly=-1), "must be at least 0"),
        (lambda f: f.update(version=2), "must be 1"),
        (lambda f: f.update(lifecycles=[]), "must have at least 1 item(s)"),
        (lambda f: f.update(catalog={"modules": ["ai"]}), "must be one of 'ai-model'"),
        (_rule("missing-labels", "error"), "unknown field 'missing-labels'"),
        (_rule("personal-owner", "off"), "must be one of 'error', 'warning', 'info'"),
        (_rule("missing-system", "fatal"), "must be one of 'error', 'warning', 'info'"),
        (_rule("missing-system", {"kinds": ["Componnent"]}), "must be one of 'AiResource', 'API'"),
        (_rule("missing-system", {"labels": ["a"]}), "unknown field 'labels'"),
        (_rule("missing-label", {}), "'labels' is missing"),
        (_rule("unlisted-type", {"types": {"Service": ["a"]}}), "the key 'Service'"),
    ],
)
def test_each_rule_refuses(tmp_path: Path, change: Change, message: str) -> None:
    """Schema and cross references are held, each with words that say what to do."""
    facts = yaml.safe_load((ROOT / "goldenpath.yaml").read_text("utf-8"))
    change(facts)
    assert message in _refusal(tmp_path, yaml.safe_dump(facts))


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "it is empty"), ("a: [", "is no YAML document"), ("version: 1\nversion: 1\n", "twice")],
)
def test_broken_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """An empty or broken file is a message, not a traceback."""
    assert message in _refusal(tmp_path, text)


def test_absent_file_is_refused(tmp_path: Path) -> None:
    """A missing file is told as such."""
    with pytest.raises(OrganizationError, match="cannot be read: no such file"):
        load(tmp_path / "goldenpath.yaml")


def test_lifecycles_and_rules_are_optional(tmp_path: Path) -> None:
    """A fork that states none has Backstage's lifecycles, no modules and no rules."""
    facts = yaml.safe_load((ROOT / "goldenpath.yaml").read_text("utf-8"))
    for key in ("lifecycles", "catalog"):
        facts.pop(key, None)
    path = tmp_path / "goldenpath.yaml"
    path.write_text(yaml.safe_dump(facts), "utf-8")
    found = load(path)
    assert ("experimental", "production", "deprecated") == found.lifecycles
    assert ((), {}) == (found.catalog_modules, found.catalog_rules)


def test_rule_is_a_severity_or_more(tmp_path: Path) -> None:
    """A rule in short has what it asks by default; one in long says what is different."""
    facts = yaml.safe_load((ROOT / "goldenpath.yaml").read_text("utf-8"))
    rules = {"missing-system": "error", "missing-label": {"labels": ["tier"], "kinds": ["API"]}}
    path = tmp_path / "goldenpath.yaml"
    path.write_text(yaml.safe_dump(facts | {"catalog": {"rules": rules}}), "utf-8")
    found = load(path).catalog_rules
    by_default = frozenset({"API", "Component", "Resource"})
    assert CatalogRule(Severity.ERROR, by_default) == found["missing-system"]
    assert found["missing-label"] == CatalogRule(kinds=frozenset({"API"}), labels=("tier",))
