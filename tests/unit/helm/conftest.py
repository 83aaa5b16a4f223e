"""A chart to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.unit.helm.charts import write


@pytest.fixture
def chart(tmp_path: Path) -> Callable[..., Path]:
    """Write a chart of a few files, each dedented."""

    def make(files: Mapping[str, str], values: str = "", metadata: str = "") -> Path:
        basic = {
            "Chart.yaml": f"apiVersion: v2\nname: orders\nversion: 0.1.0\n{metadata}",
            "values.yaml": values,
        }
        return write(tmp_path / "chart", basic | dict(files))

    return make
