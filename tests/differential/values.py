"""Values that formats allow, and values at which rules part: what the mutations put in."""

from __future__ import annotations

from typing import Any

REFS = (
    "checkout",
    "group:checkout",
    "group:default/checkout",
    "user:guest",
    "a/b",
    "Component:A/B",
)
GOOD: dict[str, tuple[str, ...]] = {
    "name": ("orders", "Orders", "a_b.c-d", "x" * 63, "0", "true", "no"),
    "namespace": ("default", "web-shop", "0", "a--b"),
    "tags": ("java", "c++", "a-b", "c#", "a:b"),
    "url": ("https://acme.example", "mailto:a@acme.example", "http://[::1]:80/", "x:"),
    "labels": ("", "orders", "a_b.c-d"),
    "key": ("a", "acme.example/team", "backstage.io/kubernetes-id", "A_b.c"),
    "dependsOn": ("component:a", "resource:default/b", "airesource:a"),
    "dependencyOf": ("component:a", "resource:default/b"),
    "target": ("./a.yaml", "https://acme.example/a.yaml", "/a"),
    "targets": ("./a.yaml", "https://acme.example/a.yaml", "/a"),
    **dict.fromkeys(
        (
            "owner", "system", "domain", "subdomainOf", "subcomponentOf", "parent", "children",
            "members", "memberOf", "providesApis", "consumesApis", "skills", "plugins",
        ),
        REFS,
    ),
}  # fmt: skip
"""For a field, values that Backstage accepts there."""

BESIDE = {
    "text.txt": b"group:default/checkout",
    "empty.txt": b"",
    "list.json": b'["component:a", "component:b"]',
    "map.json": b'{"a": "b"}',
    "null.json": b"null",
    "broken.json": b'{"a": ',
    "text.yaml": b"# a comment\norders\n",
    "list.yaml": b"- component:a\n- java\n",
    "two.yaml": b"a: 1\n---\nb: 2\n",
    "twice.yaml": b"a: 1\na: 2\n",
    "deep/text.txt": b"deep",
    "bytes.txt": b"\xff\xfe\x00",
}
"""What placeholders find beside the descriptor."""

PLACEHOLDERS: list[Any] = [
    {"$text": "./text.txt"},
    {"$text": "text.txt"},
    {"$text": "./empty.txt"},
    {"$text": "./absent.txt"},
    {"$text": "deep/../text.txt"},
    {"$text": "./deep/text.txt?a#b"},
    {"$text": "/text.txt"},
    {"$text": "bytes.txt"},
    {"$text": ""},
    {"$text": 1},
    {"$text": ["text.txt"]},
    {"$text": "text.txt", "a": "b"},
    {"$json": "list.json"},
    {"$json": "map.json"},
    {"$json": "null.json"},
    {"$json": "broken.json"},
    {"$json": "text.yaml"},
    {"$json": None},
    {"$yaml": "text.yaml"},
    {"$yaml": "list.yaml"},
    {"$yaml": "list.json"},
    {"$yaml": "two.yaml"},
    {"$yaml": "twice.yaml"},
    {"$yaml": "empty.txt"},
    {"$openapi": "text.yaml"},
    {"$a": {"$text": "absent.txt"}},
]
NAMES: list[Any] = [
    "", "a b", "A", "a_b", "a.b", "a-", "-a", ".a", "a--b", "a\n", "a\r", "\na", "é", "x" * 63,
    "x" * 64, "x" * 253 + "/b", "x" * 254 + "/b", "a.b/c", "A.b/c", "a..b/c", ".a/b",
    "a/" + "b" * 64, "a-b-", "c#", "c++", "a+b", "a:b-c", " ", "\t", "\u3000", "\u2028", "\ufeff",
    "\x7f", "a\x85b", "x" * 501,
]  # fmt: skip
ODD_REFS: list[Any] = [
    "a/b", "a/b/c", "a:b", "a:b/c", "a:b:c", "a/b:c", ":a", "a:", "/a", "a/", "a:/b", ":", "/",
    ":/", "group:", "component:default/", "component:a/b/c", "x:y/z:w",
    {"kind": "component", "name": "x"}, {"kind": "component", "namespace": "", "name": "x"},
    {"name": "x"}, {"kind": "a", "name": 1}, ["component:x", "x"], ["x", "X"],
]  # fmt: skip
_WORDS: list[Any] = [
    "yes", "no", "null", "~", "<<", "=", "0o777", "1_000", "1e3", "2020-01-01", "12:30", "0x1F",
    ".inf", ".nan", "#", "#a", "a: b", "a #b", "- a", "? a", "!a", "&a", "*a", "[a", "{a", "@a",
    "`a", "%a", "'", '"', "\\", "|", ">", "---", "...", "${{ x }}", "a\nb", "a\n\nb", " a", "a ",
]  # fmt: skip
URLS: list[Any] = [
    "http://", "http://x", "//x", "mailto:a", "http://x:99999", "https://a b", "x://", "file:///a",
    "http://[::1]", "http://[::", "javascript:x", "http://1.2.3.4.5", "http://a%zz", "http://é",
]  # fmt: skip
KINDS: list[Any] = [
    "backstage.io/v1alpha1", "backstage.io/v1beta1", "backstage.io/v1alpha2", "v1", "a/b/c",
    "scaffolder.backstage.io/v1beta3", "scaffolder.backstage.io/v1beta2", "Component", "component",
    "API", "Api", "Template", "Location", "Foo", "AiResource", "airesource", "mcp-server", "skill",
    "rule", "plugin", "marketplace", "required", "optional", "url", "file", "startOver",
]  # fmt: skip
_SHAPES: list[Any] = [
    None, 0, 1, -1, 1.5, 10**25, True, False, [], {}, [None], [""], [1], ["a"], [["a"]], {"a": "b"},
    {"a": 1}, {"a": None}, {"": "a"}, [{}], [{"url": "https://x"}], [{"url": "x"}],
    [{"title": "x"}], [{"url": "https://x", "title": None}], [{"url": "https://x", "icon": " "}],
    [{"url": "https://x", "title": "\u3000"}], {"url": "https://x"}, ["x", 1], ["x", None],
    {"if": True}, {"if": 1}, {"id": "a", "action": "b"}, [{"name": "a", "action": "b", "if": "c"}],
]  # fmt: skip

ODD: list[Any] = [*_SHAPES, *NAMES, *ODD_REFS, *_WORDS, *URLS, *KINDS, *PLACEHOLDERS]
KEYS = (
    "a", "A", "", "a b", "a/b", "a.b/c", "a/b/c", "$text", "$x", "x" * 64, "1", "true", "a\nb", " ",
    "<<", "backstage.io/managed-by-location", "backstage.io/managed-by-origin-location",
    "backstage.io/view-url", "__proto__", "constructor", "relations", "status", "uid", "etag",
    "namespace", "name", "title", "description", "labels", "annotations", "tags", "links", "owner",
    "system", "domain", "type", "lifecycle", "spec", "metadata", "kind", "apiVersion", "dependsOn",
    "dependencyOf", "subdomainOf", "presence", "target", "targets", "definition", "profile", "if",
    "remotes", "skills", "plugins",
)  # fmt: skip
