"""Charts of a few files, and what comes of them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from goldenpath import helm


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files, each dedented, below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), "utf-8", newline="")
    return folder


def rendered(folder: Path, values: Sequence[Path] = ()) -> dict[str, helm.Rendered]:
    """Render a chart that must render."""
    manifests, refusals = helm.render(folder, values, release="orders", namespace="checkout")
    assert [] == refusals
    return {manifest.template: manifest for manifest in manifests}


def refused(folder: Path, values: Sequence[Path] = ()) -> list[tuple[str | None, int | None, str]]:
    """Render a chart that must not render."""
    manifests, refusals = helm.render(folder, values, release="orders", namespace="checkout")
    assert [] == manifests
    return [(refusal.path, refusal.line, refusal.message) for refusal in refusals]


def origins(folder: Path, template: str = "templates/a.yaml") -> list[tuple[str, str]]:
    """Return the rendered lines that are not blank, each with its origin as `6>_h.tpl:2`.

    Lines of the template itself are numbers alone; `?` stands for no origin.
    """
    found = rendered(folder)[template]
    lines = zip(found.text.split("\n"), found.origins, strict=True)
    return [(text.strip(), _shown(origin, template)) for text, origin in lines if text.strip()]


def _shown(origin: Sequence[helm.Line], template: str) -> str:
    steps = []
    for line in origin:
        name = "" if line.template == template else line.template.removeprefix("templates/") + ":"
        steps.append(f"{name}{line.number}")
    return ">".join(steps) or "?"
