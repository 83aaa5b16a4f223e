"""Values that mutants get: what no one would write, and odd notations of what everyone does."""

from __future__ import annotations

from typing import Any

HOSTILE: list[Any] = [
    "", " ", "x", "'", '"', "it's \"quoted\"", "two\nlines", "a\r\n\tb", "${{ secrets.TOKEN }}",
    "{{ .Values.x }}", "$(id)", "\\", "\\u0041", "\0", "\x7f", "\u2028", "ÄÖÜ ß", "e\u0301", "日本",
    "🙂", "x" * 300, "true", "null", "1", "-", "~", "a,b", "<script>", "../..", "*", "%s %d %v",
    None, True, False, 0, -1, 1, 1.5, -0.0, 1e21, 1e-7, 2**31, 2**53 + 1, 2**63, 10**30,
    [], {}, ["x"], [""], [None], [[]], [{}], {"": ""}, {"a": "b"}, {"name": "x"}, [{"name": "x"}],
]  # fmt: skip
RETYPED = [value for value in HOSTILE if not isinstance(value, str) or len(value) == 1]
QUANTITIES: list[Any] = [
    "0", "0m", "-0", "-1", "+1", "1", "100m", "0.5", ".5", "5.", "1.5Gi", "1Ki", "1KI", "1k", "1K",
    "1e3", "1E3", "1e-3", "1e+2", "1E", "1Ei", "1n", "1u", "1µ", "1 Gi", " 1", "1Gi ", "0x10",
    "1_000", "\u0661", "1e1000", "9223372036854775807", "9223372036854775808", "0.0000000001",
    "12345678901234567890Ei", "1,5", "", "Gi", "--1", "1ee3", "1e3Ki",
    0, 1, 0.5, -1, 1e21, 1e-7, True, None, [], {}, ["1"],
]  # fmt: skip
IMAGES: list[Any] = [
    "app", "app:", ":1", "app:1", "app:latest", "app:Latest", "localhost:5000/app", "a/b:main",
    "localhost:5000/app:1.0.0", "app@sha256:" + "a" * 64, "app:1@sha256:" + "a" * 64,
    "app@sha256:" + "A" * 64, "app@sha256:" + "a" * 63, "app:1@sha512:" + "a" * 128, "/app:1",
    "APP:1", "app:1\n", "app:1 ", "registry.example//app:1", "registry.example/app:1:2",
]  # fmt: skip
NAMESPACES: list[Any] = [
    "", "default", "shop", "web", "elsewhere", "kube-system", "kyverno", "team-checkout", "x" * 300,
]  # fmt: skip
