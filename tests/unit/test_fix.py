"""What `--fix` writes: the one right answer, and not a character beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldenpath import fix
from goldenpath.check import all_checks
from tests.organization import HERE, OWNER, SYSTEM, TEAM
from tests.unit.mending import HEAD, SERVICE, entity, mend


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tags: [Java]", "tags: [java]"),
        ("tags:\n    - spring  boot  # two words", "tags:\n    - spring-boot  # two words"),
        ("tags: ['C++', \"Go\"]", "tags: ['c++', \"go\"]"),
        ("tags: [2024, TRUE]", 'tags: ["2024", "true"]'),
        ("tags: [No]", 'tags: ["no"]'),
        ("tags: [a1:1A]", "tags: [a1:1a]"),
        ("tags: [1:20, X]", "tags: [1:20, x]"),
        ("tags: java", "tags: [java]"),
        ("tags: 'java'", "tags: ['java']"),
        ("namespace: Shop  # ours", "namespace: shop  # ours"),
        ("namespace: 2024", 'namespace: "2024"'),
        ("labels: {tier: 1}", 'labels: {tier: "1"}'),
        ("labels:\n    tier:   1.10   # \u2764", 'labels:\n    tier:   "1.10"   # \u2764'),
        ("annotations:\n    a/b: 0o17", 'annotations:\n    a/b: "0o17"'),
        (
            "annotations: {a: '\U0001f4a5', b: False}",
            "annotations: {a: '\U0001f4a5', b: \"False\"}",
        ),
        ("title: 12e3", 'title: "12e3"'),
        ("title: -.INF", 'title: "-.INF"'),
        (
            "links: [{url: https://x.example, title: 5}]",
            'links: [{url: https://x.example, title: "5"}]',
        ),
        ('title: "x"#y', 'title: "x" #y'),
        ("labels: {a: b, a: b}  # twice", "labels: {a: b}  # twice"),
        ("labels: {a: b,  c: d , c: d}", "labels: {a: b,  c: d }"),
        ("labels: {a b: 1}", 'labels: {a b: "1"}'),
    ],
)
def test_one_right_answer_in_metadata(before: str, after: str) -> None:
    """A value is written as its reader takes it; quotes, comments and blanks stay."""
    expected = entity(f"  {after}\n")
    assert expected == mend(entity(f"  {before}\n"))
    assert expected == mend(expected)


@pytest.mark.parametrize(
    "metadata",
    [
        "tags: [Java, java]",
        "tags: [Java, JAVA]",
        "tags: [TRUE, 'true']",
        "tags: [node.js, Größe, \u212a8s, a--B, 'c\\t#']",
        'tags: ["J\\u0061va"]',
        "tags: [!!str Java]",
        "tags: [&x Java, *x]",
        "tags: [&x Java, y]",
        "tags: java, web",
        "tags: |-\n    Java",
        "namespace: my shop",
        "namespace: \u212ashop",
        "labels: {tier: null, b: ~, c: }",
        "labels: {tier: Check out}",
        "labels: {tier: &t 1}\n  annotations: {a: *t}",
        "labels: {1: [a]}",
        "labels: 1",
        "title:",
        "title: [1]",
        "links: [{url: 5}]",
        "name: [Orders]",
    ],
)
def test_what_may_mean_several_things_stays(metadata: str) -> None:
    """Aliases, tags and escapes, what is empty, and what was somebody's to decide."""
    text = entity(f"  {metadata}\n").replace("  name: orders\n", "", metadata.startswith("name"))
    assert text == mend(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("providesApis: orders-api", "providesApis: [orders-api]"),
        ("dependsOn: 'resource:orders'", "dependsOn: ['resource:orders']"),
        ("subcomponentOf: 5", 'subcomponentOf: "5"'),
        ("providesApis: [1]", 'providesApis: ["1"]'),
        ("providesApis: a, b", "providesApis: a, b"),
        ("providesApis: a b", "providesApis: a b"),
        ("providesApis: >-\n    a", "providesApis: >-\n    a"),
        ("providesApis: ''", "providesApis: ''"),
        ("providesApis: {a: b}", "providesApis: {a: b}"),
        ("type: service", ""),
        ("type: service  # as above", "type: service  # as above"),
        ("# once more\n  type: service", "# once more\n  type: service"),
        ("type: website", "type: website"),
        ("type: 'service'", ""),
        ("x: &x {a: 1}\n  x: &y {a: 1}\n  z: *y", "x: &x {a: 1}\n  x: &y {a: 1}\n  z: *y"),
        ("x: &x {a: 1}\n  x: *x", "x: &x {a: 1}\n  x: *x"),
        ("x: &x []\n  x: &x []", "x: &x []\n  x: &x []"),
        ("x: no\n  x: 'no'", "x: no\n  x: 'no'"),
        ("x: 1\n  x: 1.0", "x: 1\n  x: 1.0"),
        ("x: |\n    a\n  x: |\n    a", "x: |\n    a\n  x: |\n    a"),
        ("x:\n  - a: {b: c}\n  x:\n  - a: {b: c}\n  y: z", "x:\n  - a: {b: c}\n  y: z"),
        ("x:\n    - a  # why\n    - b\n  x:\n    - a\n    - b", "x:\n    - a  # why\n    - b"),
        (
            "x: [a]\n  x:\n    - a  # and why\n  y: z",
            "x: [a]\n  x:\n    - a  # and why\n  y: z",
        ),
        ("x:\n  x:\n  y: z", "x:\n  y: z"),
        ("x: {\n    a: 1,\n    a: 1\n    }", "x: {\n    a: 1,\n    }"),
    ],
)
def test_spec(before: str, after: str) -> None:
    """A list of one, and keys that say the same twice; with a comment on them they stay."""
    expected = entity(spec=f"  {after}\n" if after else "")
    assert expected == mend(entity(spec=f"  {before}\n"))
    assert expected == mend(expected)


@pytest.mark.parametrize(
    ("version", "kind", "expected"),
    [
        ("backstage.io/v1alpha1", "component", ("backstage.io/v1alpha1", "Component")),
        ("backstage.io/v1beta1", '"COMPONENT"', ("backstage.io/v1beta1", '"Component"')),
        ("Backstage.io/V1alpha1", "Component", ("backstage.io/v1alpha1", "Component")),
        ("Backstage.io/V1alpha1", "component", ("backstage.io/v1alpha1", "Component")),
        ("backstage.io/v1", "Component", None),
        ("backstage.io/v1", "component", None),
        ("backstage.io/v1alpha1", "Componet", None),
        ("scaffolder.backstage.io/v1beta2", "Template", None),
        ("scaffolder.backstage.io/v1beta3", "component", None),
        ("backstage.io/v1alpha1", "!!str component", None),
    ],
)
def test_only_case_is_beyond_doubt_in_a_kind(
    version: str, kind: str, expected: tuple[str, str] | None
) -> None:
    """A near miss is a guess, and another version is another format."""
    text = entity().replace("backstage.io/v1alpha1", version).replace("Component", kind)
    wanted = expected or (version, kind)
    result = f"apiVersion: {wanted[0]}\nkind: {wanted[1]}\n"
    assert text.replace(text[: text.index("metadata")], result) == mend(text)


def test_what_a_kind_reveals_is_mended_too() -> None:
    """Only as a Component has it a list of APIs; that it has no owner is left to people."""
    text = f"{HEAD}spec:\n  type: service\n  lifecycle: x\n  providesApis: a\n"
    expected = text.replace("providesApis: a", "providesApis: [a]")
    assert expected == mend(text.replace("Component", "component"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{ports: [{port: "80"}]}', "{ports: [{port: 80}]}"),
        ("{ports: [{port: '80', name: 80}]}", '{ports: [{port: 80, name: "80"}]}'),
        ("{publishNotReadyAddresses: 'true'}", "{publishNotReadyAddresses: true}"),
        ("{selector: {a: yes, b: 1_000, on: no}}", None),
        ('{ports: [{port: "0644"}]}', '{ports: [{port: "0644"}]}'),
        ('{ports: [{port: "8O"}]}', '{ports: [{port: "8O"}]}'),
        ('{ports: [{port: "1e2"}]}', '{ports: [{port: "1e2"}]}'),
        ("{publishNotReadyAddresses: 'yes'}", "{publishNotReadyAddresses: 'yes'}"),
        ("{externalIPs: 10.0.0.1}", "{externalIPs: 10.0.0.1}"),
        ("5", "5"),
    ],
)
def test_manifest(before: str, after: str | None) -> None:
    """Quotes come and go; only digits that every reader takes for the same number lose them."""
    text = f"{SERVICE}spec: {before}\n"
    expected = (
        text.replace(before, after)
        if after
        else SERVICE + ('spec: {selector: {a: "yes", b: "1_000", on: no}}\n')
    )
    assert expected == mend(text, "service.yaml")


def test_claim() -> None:
    """A claim is a manifest of the platform."""
    text = (
        f"apiVersion: {HERE.api_group}/v1alpha1\nkind: Database\nmetadata:\n  name: orders\n"
        'spec: {engine: postgresql, deletionProtection: "true"}\n'
    )
    assert "deletionProtection: true}\n" in mend(text, "claim.yaml")


def test_labels_follow_the_catalog() -> None:
    """On an entity and on its manifests the owner says the team; what is no label of it stays."""
    prefix = HERE.label_prefix
    labels = f"  labels:\n    {prefix}/team: 'nobody'  # was theirs\n    team: nobody\n"
    labels += f"    {prefix}/system: none\n"
    text = entity(labels, f"  system: {SYSTEM}\n")
    expected = text.replace(": 'nobody'", f": '{TEAM}'").replace(": none", f": {SYSTEM}")
    assert expected == mend(text)
    mend(expected)
    manifest = f"{SERVICE}{labels}"
    wanted = manifest.replace(": 'nobody'", f": '{TEAM}'").replace(": none", f": {SYSTEM}")
    assert wanted == mend(manifest, "service.yaml")


def test_label_stays_where_the_owner_does_not_exist() -> None:
    """A mistyped owner is not carried on."""
    text = entity(f"  labels: {{{HERE.label_prefix}/team: {TEAM}}}\n").replace(OWNER, "chekout")
    assert text == mend(text)


def test_each_document_is_mended_by_itself() -> None:
    """In the dialect of its reader, a broken one left as it is."""
    parts = [
        entity("  tags: [Java]\n"),
        "%YAML 1.1\n---\n" + entity("  labels: {tier: yes}\n"),
        "a: [\n",
        SERVICE + "spec: {selector: {a: no}}\n",
    ]
    text = "...\n".join(parts[:2]) + "---\n" + "---\n".join(parts[2:])
    expected = text.replace("Java", "java").replace("tier: yes", 'tier: "yes"')
    assert expected.replace("a: no", 'a: "no"') == mend(text, "mixed.yaml")


def test_line_ends_and_strange_characters_stay() -> None:
    """CRLF, CR, and what libyaml would take for a line's end."""
    metadata = "  title: 'a\u2028b\x85c'\n  tags: [X,\n    Z]\n  labels: {a: b, a: b}\n"
    for end in ("\r\n", "\r"):
        text = entity(metadata).replace("\n", end)
        expected = text.replace("X", "x").replace("Z", "z").replace("a: b, a: b", "a: b")
        assert expected == mend(text)


def test_thousand_faults_without_an_answer_end_soon() -> None:
    """Trials are bounded: what cannot be told apart in time is left, never guessed."""
    tags = "".join(f"    - Tag {number} \n" for number in range(2000))
    bad = "".join(f"  x{number}: word\n" for number in range(200))
    text = entity(f"  tags:\n{tags}").replace("orders", "Orders")
    assert text.replace("Tag ", "tag-") == mend(text)
    assert entity(spec=f"  type: web\n{bad}") == mend(entity(spec=f"  type: web\n{bad}"))


def test_documentation_says_what_is_mended() -> None:
    """A check says that `--fix` mends what it finds if and only if it does."""
    told = {check.code for check in all_checks() if "`--fix`" in check.doc}
    assert set(fix.FIXERS) == told
