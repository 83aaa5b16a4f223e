"""The JSON and SARIF reports, held against the schemas that their readers go by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from tests.golden.reports import REPORTS, written

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
REPORT_SCHEMA = json.loads((ROOT / "schemas/report.schema.json").read_text("utf-8"))


def _closed(schema: Any) -> Any:
    """Return `schema` with every object closed, so that a key it does not describe is a fault."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    extra = {"additionalProperties": False} if schema.get("type") == "object" else {}
    return {key: _closed(value) for key, value in schema.items()} | extra


@pytest.mark.parametrize("kind", sorted(REPORTS))
def test_json_report_is_what_its_schema_describes(kind: str) -> None:
    """The published schema accepts each golden report and knows each of its keys."""
    Draft202012Validator.check_schema(REPORT_SCHEMA)
    report = json.loads((FOLDER / f"{kind}.json").read_text("utf-8"))
    assert [] == list(Draft202012Validator(_closed(REPORT_SCHEMA)).iter_errors(report))


def test_later_versions_may_add_keys() -> None:
    """A consumer that validates does not break when a key is added."""
    report = json.loads(written("json", REPORTS["findings"])) | {"added": 1}
    assert Draft202012Validator(REPORT_SCHEMA).is_valid(report)


@pytest.mark.parametrize("key", ["version", "diagnostics", "summary"])
def test_schema_refuses_what_is_no_report(key: str) -> None:
    """The schema says what a consumer can rely on."""
    report = json.loads(written("json", REPORTS["findings"]))
    del report[key]
    assert not Draft202012Validator(REPORT_SCHEMA).is_valid(report)


@pytest.mark.parametrize("kind", sorted(REPORTS))
def test_sarif_report_is_valid(kind: str) -> None:
    """The schema of SARIF 2.1.0 accepts each golden report, its formats included."""
    schema = json.loads((FOLDER / "sarif-schema-2.1.0.json").read_text("utf-8"))
    validator = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
    log = json.loads((FOLDER / f"{kind}.sarif").read_text("utf-8"))
    assert [] == list(validator.iter_errors(log))
