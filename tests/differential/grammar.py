"""Documents that walk YAML's grammar, the places where libyaml and npm's `yaml` part included."""

from __future__ import annotations

HEAD = """\
apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: a
"""
ENTITY = HEAD + "spec:\n  owner: a\n"
FLOW = "{apiVersion: backstage.io/v1alpha1, kind: System, metadata: {name: a}, spec: {owner: a}}"

SPEC_LINES = (
    "\ufeff", "\ufeffx: b\n", "  x: '\ufeff'\n",
    "  x: a\u2028b\n", "  x: a\x85b\n", "  x: a\x7fb\n", "  x: 'a\x1bb'\n", "  x: 'a\x00b'\n",
    "  x: a\xa0b\n", "  x: a\ufeffb\n", "  x: !e!x y\n", "  x: \"x\"#c\n", "  x: {a: b,\nc: d}\n",
    "  x: [\n  a\n  ]\n", "  x: [\n  a\n]\n", "  x: 'a\nb'\n", "  x: \"a\nb\"\n", "  x: a\n b\n",
    "  x: a: b\n", "  x: http://a:b\n", "  x: {a:b}\n", "  x: {\"a\":b}\n", "  x: {\"a\":\"b\"}\n",
    "  x: {'a':b}\n", "  x: {a, b: , c}\n", "  x: [a,,b]\n", "  x: [a,]\n", "  x: {? a : b}\n",
    "  x: [a: b]\n", "  x: {a: 1, a: 2}\n", "\tx: a\n", "  x: \ta\n", "  x\t: a\n", "\t\n",
    "  \t\n  x: a\n", "\t# c\n", "  x: [\n\ta\n  ]\n", "  x:\n  -\ta: b\n", "  x: a\n\tb\n",
    "  x: a\n   \tb\n", "  x: \"a\n\tb\"\n", "  x: |\n\ta\n", "  x: |\n    a\n  \tb\n",
    "  x: - a\n", "  x: - - a\n", "  x:\n", "  ? x\n  : a\n", "  ? x\n", "  ? [a]\n  : b\n",
    "  ? {a: b}\n  : b\n", "  x: &a b\n  y: *a\n", "  x: *a\n", "  x: &a\n", "  x: &a *a\n",
    "  x: &a &b c\n", "  &a x: b\n", "  x: &a b\n  y: &a c\n  z: *a\n", "  x: &a b\n  *a : c\n",
    "  x: &a [*a]\n",
    "  x: !!str 1\n", "  x: !!int a\n", "  x: !!int '1'\n", "  x: !!map a\n", "  x: !!seq {a: b}\n",
    "  x: !foo bar\n", "  x: !!python/object x\n", "  x: !!binary YQ==\n", "  x: !!set {a, b}\n",
    "  x: !!omap [a: b]\n", "  x: !!timestamp 2020-01-01\n", "  x: !!float 1\n", "  x: !!null ''\n",
    "  x: !!bool yes\n", "  x: !<tag:yaml.org,2002:str> 1\n", "  x: ! 1\n", "  x: !a !b c\n",
    "  !!str 1: b\n", "  x: |2\n      a\n", "  x: |9\n    a\n", "  x: | a\n    a\n",
    "  x: | # c\n    a\n", "  x: |+\n\n\n", "  x: |\n", "  x: |\n      \n    a\n",
    "  x: |-+\n    a\n", "  x: >\n    a\n    b\n", "  x: |0\n    a\n", "  x: \"\\q\"\n",
    "  x: \"\\x41\"\n", "  x: \"\\xZZ\"\n", "  x: \"\\U00110000\"\n", "  x: \"\\/\"\n",
    "  x: \"a\\\n    b\"\n", "  x: 'it''s'\n", "  x: 'a\n", "  x: \"\\\t\"\n", "  x: @a\n",
    "  x: `a\n", "  x: %a\n", "  x: -\n", "  x: -a\n", "  x: ?a\n", "  x: :a\n", "  x: ]\n",
    "  x: }\n", "  x: ,a\n", "  x: *\n", "  x: &\n", "  x: !\n", "  x: |a\n", "  x: #a\n",
    "  x: a#b\n", "  x: a #b\n", "]\n", "  owner: b\n", "kind: System\n", "  1: a\n  '1': b\n",
    "  1: a\n  1.0: b\n", "  ~: a\n  null: b\n", "  ~: a\n  '': b\n", "  true: a\n  True: b\n",
    "  <<: a\n  <<: b\n", "  ? [a]\n  : b\n  ? [a]\n  : c\n", "  x: {1: a, '1': b}\n",
    "  'a\n  b': c\n", "  x:a\n", "  x:\ta\n", "  x: a:\n", "  x: a\n    b: c\n",
    "  x: a\n    # c\n    b\n", "  x: a\n#c\n    b\n", "  x: [a, # c\n    b]\n", "  x: [a#c]\n",
    "  x: &a b: c\n", "  x: &a\n  y: b\n", "  x: &a\n  - b\n", "  x: &a - b\n", "  x:\n - a\n",
    "  x:\n    - a\n   - b\n", "  x:\n    - a\n      - b\n", "  x:\n    a: b\n   c: d\n",
    "  x: [- a]\n", "  x: [? a]\n", "  x: {- a}\n", "  x: [\n---\n",
    "  x: \U0001f600\n", "  x: \uffff\n", "  x: \ufffe\n", "  x: \x90\n", "  __proto__: a\n",
    "__proto__: a\n",
)  # fmt: skip
"""What can stand at the end of `ENTITY`."""

FILES = (
    ENTITY + "%FOO bar\n---\n" + ENTITY,
    "%{a: b}\n---\n" + ENTITY,
    "%a-b c\n---\n" + ENTITY,
    "%YAML1 1.1\n---\n" + ENTITY,
    "---\n\ufeff" + ENTITY,
    "\ufeff" + ENTITY,
    ENTITY + "---\n\ufeff" + ENTITY,
    "%YAML 1.3\n---\n" + ENTITY,
    "%YAML 1.1\n---\n" + ENTITY,
    "%YAML 1.2\n---\n" + ENTITY,
    "%YAML 2.0\n---\n" + ENTITY,
    "%FOO bar\n---\n" + ENTITY,
    "%FOO bar\n" + ENTITY,
    "%YAML 1.2\n%YAML 1.2\n---\n" + ENTITY,
    "%TAG !e! tag:a,2026:\n---\n" + ENTITY + "  x: !e!x y\n",
    "%TAG !e! tag:a,2026:\n%TAG !e! tag:a,2026:\n---\n" + ENTITY,
    ENTITY + "%YAML 1.2\n---\n" + ENTITY,
    ENTITY + "...\n%YAML 1.2\n---\n" + ENTITY,
    ENTITY + "...\n" + ENTITY,
    "...\n" + ENTITY,
    ENTITY + "...\n...\n---\n" + ENTITY,
    "a: {\n}\n" + ENTITY,
    "{apiVersion: backstage.io/v1alpha1,\nkind: System,\nmetadata: {name: a},\nspec: {owner: a}}\n",
    "\t" + FLOW + "\n",
    HEAD + "  tags:\n  - a\nspec:\n  owner: a\n",
    ENTITY.replace("name: a", "name: !!str 1"),
    HEAD + "spec:\n  owner: !!str\n",
    HEAD + "spec:\n  owner: !!str {a: b}\n",
    HEAD + "spec:\n  owner: !foo a\n",
    HEAD + "spec:\n  owner: !!int a\n",
    HEAD + "spec: !foo\n  owner: a\n",
    HEAD + "spec: !!str\n  owner: a\n",
    HEAD + "spec: !!seq\n  owner: a\n",
    "--- " + ENTITY,
    "--- apiVersion: a\n",
    "--- " + FLOW + "\n",
    "--- text\n",
    "--- |\n a\n",
    "---\n---\n" + ENTITY + "---\n",
    "# a\n",
    "",
    "  \n",
    ENTITY + "---\na: [\n---\n" + ENTITY,
    ENTITY + "---\n{a: b\n---\n" + ENTITY,
    ENTITY + "---\na: b: c\n---\n" + ENTITY,
    ENTITY + " junk\n---\n" + ENTITY,
    "{}\n{}\n",
    "{} {}\n",
    "{}}\n",
    "text\na: b\n",
    "  a: b\nc: d\n",
    "a: b\n  c: d\n",
    "- a\nb: c\n",
    "a: b\n- c\n",
    ENTITY.replace("\n", "\r\n"),
    f"{ENTITY}---\na: [\n---\n{ENTITY}".replace("\n", "\r\n"),
    HEAD + "spec: &a\n  owner: a\n",
    HEAD + "spec: &a !!map\n  owner: a\n",
    HEAD + "spec:\n  &a\n  owner: a\n",
    "a: [\n- b\n]\n",
    "[a,\nb]: c\n",
    "[a, b]: c\n",
    "{a: b}: c\n",
    HEAD + "  __proto__: {labels: 1}\nspec:\n  owner: a\n",
)
"""Whole files."""

REPEATED = (
    "  x: &a [b]\n" + "".join(f"  y{number}: *a\n" for number in range(99)),
    "  x: &a [b]\n" + "".join(f"  y{number}: *a\n" for number in range(100)),
    "  x: &a b\n" + "".join(f"  y{number}: *a\n" for number in range(100)),
    "  x: &a []\n" + "".join(f"  y{number}: *a\n" for number in range(200)),
    "  x: &a [b]\n  y: &b [" + "*a, " * 9 + "]\n  z: [" + "*b, " * 9 + "]\n",
    "  x: &a [b]\n  y: &b [" + "*a, " * 10 + "]\n  z: [" + "*b, " * 10 + "]\n",
    "  " + "k" * 1024 + ": a\n",
    "  " + "k" * 1025 + ": a\n",
    "  x: " + "[" * 150 + "]" * 150 + "\n",
)
"""More ends of `ENTITY`: what is long."""

SCALARS = (
    "yes", "no", "on", "off", "y", "n", "true", "True", "TRUE", "null", "Null", "~", "<<", "=", "0",
    "-0", "+1", "007", "0o777", "0x1F", "0b11", "1_000", "1e3", ".5", "1.", "1.5e-3", ".inf",
    "-.INF", ".nan", "2026-01-01", "2026-01-01T00:00:00Z", "12:30", "12:30:45", "1.2.3", "!!str 1",
    "!!str yes", "!!int 1", "!!int x", "!!float 1", "!!bool yes", "!!bool true", "!!null ''",
    "!!timestamp 2026-01-01", "! 1", "!foo 1", "!!set {a}", "!!binary YQ==", "'1'", '"1"', "''",
    '""', "''''", "|\n    1\n", ">-\n    1\n",
)  # fmt: skip
"""Plain scalars and their like: each is put where a string must stand."""
