"""The Create page as a person or a program meets it: what forms send, what a task makes of it.

Forms are derived here from the questions of the checkout, so that a test never reads stale ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote_plus

import yaml
from jinja2 import StrictUndefined, TemplateError
from jinja2.nativetypes import NativeEnvironment
from jsonschema import Draft7Validator, ValidationError
from jsonschema.validators import extend

from goldenpath.copier_templates import questions
from goldenpath.mirror import mirror
from goldenpath.sync.catalog import catalog_files
from goldenpath.sync.facts import facts_of
from goldenpath.sync.forms import forms
from tests.organization import HERE, ROOT

QUESTIONS = questions(ROOT)
FACTS = facts_of(ROOT, HERE, catalog_files(HERE))
FORMS = forms(ROOT)
PATHS = sorted(FORMS)

WHITE_SPACE = r"[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
r"""What `\s` stands for in JavaScript, which is not what it stands for in Python."""


def as_javascript(pattern: str) -> re.Pattern[str]:
    r"""Return what a form's pattern means in a browser: `$` is the very end, `\s` is wider.

    Escapes that Python and JavaScript read differently in other ways are refused.
    """
    assert re.fullmatch(r"\^.*\$", pattern), "a pattern that is not anchored matches anywhere"
    body = pattern[1:-1]
    assert not re.search(r"\\[^su.?]|\[[^\]]*\\s|(?<!\\)\.", body), "write it without"
    outside = re.sub(r"\(\?[:!][^()]*(?:\([^()]*\)[^()]*)*\)", "", body)
    assert "|" not in outside, "an alternative outside of a group is not anchored at both ends"
    return re.compile(body.replace(r"\s", WHITE_SPACE).replace("$", r"\Z"))


def _pattern(_validator: object, pattern: str, value: object, _schema: object) -> Any:
    if isinstance(value, str) and as_javascript(pattern).fullmatch(value) is None:
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_Form = extend(Draft7Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


@cache
def template(path: str) -> dict[str, Any]:
    """Return the Template of `path`."""
    content: dict[str, Any] = yaml.safe_load(mirror(path, QUESTIONS, FACTS, FORMS[path]))
    return content


def pages(path: str) -> list[dict[str, Any]]:
    """Return the pages of the form of `path`."""
    found: list[dict[str, Any]] = template(path)["spec"]["parameters"]
    return found


def fields(path: str) -> dict[str, dict[str, Any]]:
    """Return every field of the form by name, those that show only at times included."""
    return {
        name: field
        for page in pages(path)
        for part in (page, *(b for d in page.get("dependencies", {}).values() for b in d["oneOf"]))
        for name, field in part["properties"].items()
        if "type" in field
    }


def form_values(path: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form sends for answers as the terminal takes them.

    Args:
        path: the golden path.
        answers: by name; `template` and `repository_host` are told in other ways.
    """
    known = fields(path)
    values = {name: value for name, value in answers.items() if name in known}
    if "system" in values:
        values["system"] = f"system:default/{values['system']}"
    if known["name"].get("ui:field") == "RepoUrlPicker" and "name" in values:
        host = answers.get("repository_host", HERE.sources[0].name)
        source = next(item for item in HERE.sources if item.name == host)
        place = f"{source.host}?owner={quote_plus(source.owner)}"
        values["name"] = f"{place}&repo={values['name']}"
    return values


def filled(path: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form sends when a person gives `given` and leaves the rest as it is."""
    values = dict(given)
    for page in pages(path):
        shown = dict(page["properties"])
        for _ in range(2):
            for name, field in shown.items():
                if "default" in field:
                    values.setdefault(name, field["default"])
            for name, dependency in page.get("dependencies", {}).items():
                for branch in dependency["oneOf"]:
                    if any(values[name] is one for one in branch["properties"][name]["enum"]):
                        shown |= branch["properties"]
    return values


def refusals(path: str, values: Mapping[str, Any]) -> list[str]:
    """Return what the form's pages have against `values`, as the portal holds each against all."""
    return [
        error.message for page in pages(path) for error in _Form(page).iter_errors(dict(values))
    ]


def handed_over(path: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that the task hands to Copier, evaluated as Backstage does.

    An expression that gives nothing leaves its answer out; one that fails stands for itself.
    """
    stated = template(path)["spec"]["steps"][0]["input"]["answers"]
    made = {name: _evaluated(text, values) for name, text in stated.items()}
    return {name: value for name, value in made.items() if value is not _NOTHING}


def _parts(ref: Any) -> dict[str, str]:
    found = re.fullmatch(r"([^:/]+):([^:/]+)/([^:/]+)", ref)
    if found is None:
        raise ValueError(f"{ref!r} is no entity ref")
    return dict(zip(("kind", "namespace", "name"), found.groups(), strict=True))


_NOTHING = object()
_JINJA = NativeEnvironment(undefined=StrictUndefined)
_JINJA.filters |= {
    "parseEntityRef": _parts,
    "pick": lambda parts, key: parts[key],
}


class _Text(str):
    """A text with JavaScript's name of a method that our expressions call."""

    __slots__ = ()

    def startsWith(self, start: str) -> bool:  # noqa: N802 - JavaScript's name
        return self.startswith(start)


class _Parameters(dict[str, Any]):
    def __missing__(self, key: str) -> object:
        return _NOTHING


def _evaluated(text: str, values: Mapping[str, Any]) -> Any:
    inside = re.fullmatch(r"\$\{\{ (.*) \}\}", text)
    if inside is None:
        return text
    known = {k: _Text(v) if isinstance(v, str) else v for k, v in values.items()}
    expression = _JINJA.compile_expression(inside[1], undefined_to_none=False)
    try:
        value = expression(parameters=_Parameters(known), undefined=_NOTHING)
    except (TemplateError, TypeError, ValueError, IndexError, AttributeError):
        return text
    return str(value) if isinstance(value, _Text) else value


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they arrive over HTTP."""
    found: dict[str, Any] = json.loads(json.dumps(values))
    return found
