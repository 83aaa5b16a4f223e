"""Fields of an entity whose values are work for a pattern, a parser or a file system."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.case import FILE, FOLDER, entity, found, text, tree

MEGABYTE = 1_000_000


@text(found("GP105"))
def name_of_a_megabyte() -> str:
    """A name that is allowed but for its length."""
    return entity("a-" * (MEGABYTE // 2) + "a")


@text(found("GP106", "GP202"))
def namespace_of_a_megabyte() -> str:
    """Words joined by dashes, with one at the end that makes a pattern try every one again."""
    return entity("orders", metadata="  namespace: " + "a-" * (MEGABYTE // 2) + "-\n")


@text(found("GP109"))
def tag_of_a_megabyte() -> str:
    """A tag of words joined by dashes, and a character that no tag has."""
    return entity("orders", metadata="  tags:\n    - " + "a-" * (MEGABYTE // 2) + "!\n")


@text(found("GP109"), slow=True)
def hundred_thousand_bad_tags() -> str:
    """A hundred thousand tags, of which none is allowed."""
    return entity("orders", metadata="  tags: [" + "A_, " * 100_000 + "A_]\n")


@text(found("GP107"))
def label_of_a_megabyte() -> str:
    """A label whose key is a DNS name of half a million parts, and whose value is as long."""
    key = "a." * (MEGABYTE // 2) + "example/x"
    return entity("orders", metadata=f"  labels:\n    ? {key}\n    : {'a.' * 500_000}\n")


@text(found("GP108"))
def annotation_of_a_megabyte() -> str:
    """An annotation whose key is nothing but slashes."""
    return entity("orders", metadata=f"  annotations:\n    ? {'/' * MEGABYTE}\n    : x\n")


@text(found("GP110"), slow=True)
def urls_of_a_megabyte() -> str:
    """Links to hosts that are long names, long numbers, long punycode and long addresses."""
    hosts = (
        "https://" + "a." * 500_000,
        "https://xn--" + "a" * MEGABYTE,
        "https://xn--" + "99999" * 200_000,
        "https://" + "1." * 500_000 + "1",
        "https://0x" + "f" * MEGABYTE,
        "https://[" + ":" * MEGABYTE + "]",
        "https://" + "%41" * 300_000,
        "https://a:" + "1" * MEGABYTE,
        "https://" + "@" * MEGABYTE,
        "a" * MEGABYTE,
        "https:" + "/" * MEGABYTE,
    )
    links = "".join(f"    - url: '{host}'\n" for host in hosts)
    return entity("orders", metadata=f"  links:\n{links}")


@text(found("GP112"))
def email_of_a_megabyte() -> str:
    """A user whose address is nothing but dots."""
    address = "a." * (MEGABYTE // 2) + "@" + "a." * (MEGABYTE // 2)
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: developer}\n"
        f"spec: {{memberOf: [], profile: {{email: '{address}', picture: 1}}}}\n"
    )


@text(found("GP201"))
def reference_of_a_megabyte() -> str:
    """References to names of a megabyte."""
    ref = "component:default/" + "a" * MEGABYTE
    return entity("orders", spec=f"  dependsOn: ['{ref}', '{ref}']\n")


@text(found("GP113"))
def reference_of_colons() -> str:
    """References of nothing but separators."""
    refs = f"['{':' * MEGABYTE}', '{'/' * MEGABYTE}', ':/', '/']"
    return entity("orders", spec=f"  dependsOn: {refs}\n")


@text(found("GP103"))
def kind_of_megabytes() -> str:
    """A kind of ten megabytes, for which a careless program looks for what may be meant."""
    return entity("orders").replace("Component", "Component" * 1_100_000)


OUTSIDE = (
    "../../../../../../../../etc/passwd",
    "../../secret.txt",
    "/etc/passwd",
    "file:///etc/passwd",
    "ftp://127.0.0.1/x",
    "./zero",
    "./%2e%2e/%2e%2e/secret.txt",
    "\\\\..\\\\..\\\\secret.txt",
    "./a\\0b",
    "a/" * 100_000,
    "x" * MEGABYTE,
)
"""Files that no placeholder reads."""


@tree(found(*(("GP114", index) for index in range(len(OUTSIDE)))))
def placeholders_out_of_the_repository(repository: Path) -> None:
    """Placeholders for files outside, for devices, and for what only the web has."""
    (repository.parent / "secret.txt").write_text("secret", "utf-8")
    (repository / FOLDER / "zero").symlink_to("/dev/zero")
    api = "".join(
        entity(f"api-{number}", spec=f'  definition:\n    $text: "{target}"\n').replace(
            "Component", "API"
        )
        + "---\n"
        for number, target in enumerate((*OUTSIDE, "http://127.0.0.1:9/never-asked"))
    )
    (repository / FOLDER / FILE).write_text(api + entity("orders"), "utf-8")


@tree(found())
def placeholders_in_a_circle(repository: Path) -> None:
    """A file that stands for itself, and two that stand for each other, ever again."""
    folder = repository / FOLDER
    own = f'  definition:\n    $text: "./{FILE}"\n'
    (folder / "a.json").write_text('{"$json": "./b.json"}', "utf-8")
    (folder / "b.json").write_text('{"$json": "./a.json"}', "utf-8")
    odd = "  odd:\n    $json: ./a.json\n"
    api = entity("orders", spec=own + odd).replace("Component", "API")
    (folder / FILE).write_text(api, "utf-8")


@tree(found("GP114"))
def placeholders_for_bombs(repository: Path) -> None:
    """Placeholders for YAML that explodes and for JSON that nests without end."""
    folder = repository / FOLDER
    levels = (f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    (folder / "bomb.yml.txt").write_text("a0: &a0 [x]\n" + "".join(levels), "utf-8")
    (folder / "deep.json").write_text("[" * 100_000 + "]" * 100_000, "utf-8")
    (folder / "number.json").write_text("9" * 4_000_000, "utf-8")
    spec = "".join(
        f"  odd{number}:\n    {placeholder}: ./{name}\n"
        for number, (placeholder, name) in enumerate(
            [("$yaml", "bomb.yml.txt"), ("$json", "deep.json"), ("$json", "number.json")]
        )
    )
    (folder / FILE).write_text(entity("orders", spec=spec), "utf-8")
