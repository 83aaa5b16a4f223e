"""The organisation's facts as templates see them, with the systems that a fork has added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from goldenpath.sync.forms import forms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from goldenpath.organization import Organization


def facts_of(root: Path, organization: Organization, derived: Mapping[str, str]) -> dict[str, Any]:
    """Return the facts; systems come from goldenpath.yaml and from files added to the catalog.

    Under `folders` stands which paths lead into the environments repository, and into which
    folder there.

    Args:
        root: the checkout.
        organization: what goldenpath.yaml says.
        derived: the derived catalog files, which are not read again.
    """
    facts = organization.facts()
    systems = dict(facts["system_choices"])
    for file in sorted((root / "backstage/catalog").rglob("*.yaml")):
        if file.relative_to(root).as_posix() in derived or _generated(file):
            continue
        for entity in yaml.safe_load_all(file.read_text("utf-8")):
            if isinstance(entity, dict) and entity.get("kind") == "System":
                name = str(entity["metadata"]["name"])
                title = str(entity["metadata"].get("title", name))
                systems[f"{title} ({name})"] = name
    facts["system_choices"] = systems
    facts["folders"] = {path: form.folder for path, form in forms(root).items() if form.folder}
    return facts


def _generated(file: Path) -> bool:
    return file.read_text("utf-8").startswith("# GENERATED")
