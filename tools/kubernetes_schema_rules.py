"""How an OpenAPI schema of Kubernetes becomes a strict JSON Schema: pure functions, no I/O.

What null means decides much of the shape. The API server drops a null field before it looks
further, so a null is accepted where absence is accepted and refused where absence is refused.
Every schema made here therefore accepts null by itself, and the place that uses it takes the null
away again (`refuse_null`): a required property, an item of a list in a custom resource, an item
of a built-in list whose empty object would lack a required field.
"""

from __future__ import annotations

import json
from typing import Any, Final

Schema = dict[str, Any]

KIND: Final = "x-kubernetes-group-version-kind"
PRESERVE: Final = "x-kubernetes-preserve-unknown-fields"
INT_OR_STRING: Final = "x-kubernetes-int-or-string"
EMBEDDED: Final = "x-kubernetes-embedded-resource"

INT32: Final = {"minimum": -(2**31), "maximum": 2**31 - 1}
# Go's decoder of base64 skips line breaks and insists on padding.
_SEXTET: Final = r"(?:[A-Za-z0-9+/][\r\n]*)"
BASE64: Final = (
    rf"^[\r\n]*(?:{_SEXTET}{{4}})*(?:{_SEXTET}{{2}}(?:=[\r\n]*){{2}}|{_SEXTET}{{3}}=[\r\n]*)?$"
)
_DIGITS: Final = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
QUANTITY: Final = rf"^[+-]?{_DIGITS}(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$"

# Written by hand: OpenAPI has no words for these types, or says less than their decoders.
SCALARS: Final[dict[str, Schema]] = {
    "util.intstr.IntOrString": {"type": ["integer", "string", "null"], **INT32},
    "api.resource.Quantity": {"type": ["number", "string", "null"], "pattern": QUANTITY},
}

KEPT: Final = frozenset(
    """
    enum maxItems maxLength maxProperties maximum minItems minLength minProperties minimum pattern
    required type
    """.split()  # noqa: SIM905 - words, not thirty quoted lines
)
# The combinators are few, and the API server asks them after it has filled in the defaults.
DROPPED: Final = frozenset(
    """
    allOf anyOf not oneOf $id $schema default description example title
    x-kubernetes-group-version-kind x-kubernetes-list-map-keys x-kubernetes-map-type
    x-kubernetes-patch-merge-key x-kubernetes-patch-strategy x-kubernetes-unions
    x-kubernetes-validations
    """.split()  # noqa: SIM905 - as above
)
HANDLED: Final = frozenset(
    """
    $ref additionalProperties format items nullable properties x-kubernetes-embedded-resource
    x-kubernetes-int-or-string x-kubernetes-list-type x-kubernetes-preserve-unknown-fields
    """.split()  # noqa: SIM905 - as above
)

# Says at the place of use that this one refuses null; `finish` turns it into plain JSON Schema.
REFUSES_NULL: Final = "x-refuses-null"


class UnknownKeywordError(Exception):
    """The input says something that these rules have not been taught."""


def dumps(schema: Any) -> str:  # noqa: ANN401 - any JSON value
    """Write JSON the one way that is compact and the same every time."""
    return json.dumps(schema, sort_keys=True, separators=(",", ":"))


def reference(name: str) -> Schema:
    """Refer to a definition of the same file."""
    return {"$ref": f"#/$defs/{name}"}


def refuse_null(schema: Schema) -> Schema:
    """Say that null is no value here."""
    return {**schema, REFUSES_NULL: True}


def builtin(definitions: dict[str, Schema]) -> dict[str, Schema]:
    """Slim the definitions of the Kubernetes API and shorten their names."""
    names = {name: ".".join(name.split(".")[-3:]) for name in definitions}
    if len(set(names.values())) != len(names):
        raise UnknownKeywordError("two definitions would have the same short name")
    slim: dict[str, Schema] = {}
    for name, schema in definitions.items():
        made = SCALARS.get(names[name]) or _builtin_node(schema, definitions, names)
        slim[names[name]] = {**made, KIND: schema[KIND]} if KIND in schema else dict(made)
    return {name: finish(schema, slim) for name, schema in slim.items()}


def _builtin_node(schema: Schema, all_of: dict[str, Schema], names: dict[str, str]) -> Schema:
    if "$ref" in schema:
        return reference(names[schema["$ref"].rpartition("/")[2]])
    node = _plain(schema)
    if "properties" in schema:
        node["properties"] = {
            name: _builtin_node(child, all_of, names)
            for name, child in schema["properties"].items()
        }
        for name in schema.get("required", ()):
            node["properties"][name] = refuse_null(node["properties"][name])
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            child = schema[keyword]
            node[keyword] = _builtin_node(child, all_of, names)
            target = all_of[child["$ref"].rpartition("/")[2]] if "$ref" in child else child
            if target.get("required"):
                node[keyword] = refuse_null(node[keyword])
    if schema.get("additionalProperties") is False:
        node["additionalProperties"] = False
    if "enum" in node and len(node["enum"]) == 1:  # apiVersion and kind: they chose this schema
        return {"const": node["enum"][0]}
    return node


def custom(schema: Schema, api_version: str, kind: str, object_meta: str) -> Schema:
    """Turn the structural schema of a CRD into a JSON Schema tree, still without sharing."""
    node = _custom_node(schema)
    node["properties"] |= {
        "apiVersion": {"const": api_version},
        "kind": {"const": kind},
        "metadata": reference(object_meta),
    }
    node["required"] = [name for name in node.get("required", ()) if name != "metadata"]
    return node if node["required"] else {k: v for k, v in node.items() if k != "required"}


def opened(schema: Schema) -> Schema:
    """Open each object of a structural schema that lists no properties.

    To be applied where no API server ever prunes, since a program alone reads the manifest: there
    such an object holds anything.
    """
    made = {key: _opened_below(value) for key, value in schema.items()}
    is_hollow = made.get("type") == "object" and not made.keys() & {
        "properties",
        "additionalProperties",
    }
    return {**made, PRESERVE: True} if is_hollow else made


def _opened_below(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return opened(value)
    return [_opened_below(item) for item in value] if isinstance(value, list) else value


def _custom_node(schema: Schema) -> Schema:
    node = _plain(schema)
    if schema.get(INT_OR_STRING):
        return {**node, "type": ["integer", "string", "null"]}
    if "properties" in schema:
        node["properties"] = {n: _custom_node(c) for n, c in schema["properties"].items()}
    if "required" in schema:
        # The API server fills defaults in before it asks what is missing.
        fields = schema.get("properties", {})
        node["required"] = [n for n in schema["required"] if "default" not in fields.get(n, {})]
        for name in node["required"]:
            if not fields[name].get("nullable"):
                node["properties"][name] = refuse_null(node["properties"][name])
    node |= _embedded(node) if schema.get(EMBEDDED) else {}
    if "items" in schema:
        item = _custom_node(schema["items"])
        node["items"] = item if schema["items"].get("nullable") else refuse_null(item)
    if schema.get("x-kubernetes-list-type") == "set":
        node["uniqueItems"] = True
    if isinstance(schema.get("additionalProperties"), dict):
        node["additionalProperties"] = _custom_node(schema["additionalProperties"])
    elif schema.get("type") == "object" and not schema.get(PRESERVE):
        node["additionalProperties"] = bool(schema.get("additionalProperties"))
    return node


def _embedded(node: Schema) -> Schema:
    """Ask a manifest within a manifest for what the API server asks: no more than who it is."""
    head = {"type": "string", "minLength": 1}
    known = {"metadata": {"type": ["object", "null"]}, **node.get("properties", {})}
    return {
        "properties": {**known, "apiVersion": head, "kind": head},
        "required": sorted({*node.get("required", ()), "apiVersion", "kind"}),
    }


def _plain(schema: Schema) -> Schema:
    """Take over the keywords that need no knowledge of the surroundings, and admit null."""
    unknown = schema.keys() - KEPT - DROPPED - HANDLED
    if unknown:
        raise UnknownKeywordError(f"no rule for the keywords {sorted(unknown)}")
    node = {keyword: schema[keyword] for keyword in KEPT & schema.keys()}
    if "type" in node:
        types = [node["type"]] if isinstance(node["type"], str) else node["type"]
        node["type"] = [*(name for name in types if name != "null"), "null"]
    if "enum" in node and None not in node["enum"]:
        node["enum"] = [*node["enum"], None]
    if "pattern" in node:
        node["pattern"] = _pattern(node["pattern"])
    return node | _format(schema.get("format"), node)


def _format(name: str | None, node: Schema) -> Schema:
    if name == "int32":
        bounds = {"minimum": max, "maximum": min}
        return {k: pick(INT32[k], node.get(k, INT32[k])) for k, pick in bounds.items()}
    if name == "byte":
        return {"format": name, "pattern": BASE64}
    return {"format": name} if name in {"date-time", "ipv4", "ipv6"} else {}


def _pattern(pattern: str) -> str:
    """Scope Go's `(?i)` to its group: other engines refuse it in the middle of a pattern."""
    before, flag, rest = pattern.partition("(?i)")
    if not flag:
        return pattern
    end = _group_end(rest)
    return f"{before}(?i:{rest[:end]}){_pattern(rest[end:])}"


def _group_end(pattern: str) -> int:
    """Return where the group ends that the pattern starts in the middle of."""
    depth = 0
    for position, character in enumerate(pattern):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            return position
    return len(pattern)


def children(node: Schema) -> list[tuple[tuple[str, ...], Schema]]:
    """Return the schemas right below a node with their places, sorted."""
    found = [(("properties", n), c) for n, c in sorted(node.get("properties", {}).items())]
    inner = [((k,), node[k]) for k in ("additionalProperties", "items") if k in node]
    return [*found, *((place, child) for place, child in inner if isinstance(child, dict))]


def finish(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """Replace the marks of `refuse_null` by types without null."""
    made = dict(schema)
    for place, child in children(schema):
        if len(place) == 1:
            made[place[0]] = finish(child, definitions)
        else:
            made["properties"] = {**made["properties"], place[1]: finish(child, definitions)}
    if made.pop(REFUSES_NULL, False):
        target = definitions[made["$ref"].removeprefix("#/$defs/")] if "$ref" in made else made
        if "type" in target:
            types = [name for name in target["type"] if name != "null"]
            made["type"] = types if len(types) > 1 else types[0]
        if "enum" in made:
            made["enum"] = [value for value in made["enum"] if value is not None]
    return made
