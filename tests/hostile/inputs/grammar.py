"""YAML's grammar: tags, directives, keys that repeat, documents that break."""

from __future__ import annotations

from goldenpath.discover import SIZE_LIMIT
from goldenpath.examine import FINDINGS_LIMIT
from goldenpath.parse.compose import DOCUMENTS_LIMIT
from tests.hostile.case import MARKER, entity, found, text


@text(found(("GP001", 0), ("GP104", 1), skipped=1))
def python_objects() -> str:
    """Tags by which a careless reader runs programs, imports modules and makes objects."""
    payloads = (
        f'!!python/object/apply:os.system ["touch {MARKER}"]',
        f'!!python/object/new:os.system ["touch {MARKER}"]',
        f"!!python/object/apply:subprocess.check_output [[touch, {MARKER}]]",
        "!!python/name:os.system",
        "!!python/module:antigravity",
        "!!ruby/object:Gem::Installer {i: x}",
        '!!javax.script.ScriptEngineManager [!!java.net.URL ["http://127.0.0.1:9/"]]',
        "!!js/function 'function(){}'",
        "!include /etc/passwd",
    )
    lines = "".join(f"- {payload}\n" for payload in payloads)
    return f"--- !<tag:x>\n- !u!x y\n---\n{entity('orders')}payloads:\n{lines}"


@text(found())
def python_object_as_owner() -> str:
    """The same where a text is wanted."""
    tagged = f"  title: !!python/object/apply:os.system 'touch {MARKER}'\n"
    return entity("orders", metadata=tagged)


@text(found("GP002"))
def repeated_keys() -> str:
    """An owner that is set twice."""
    return entity("orders", spec="  owner: group:default/other\n")


@text(found("GP104"))
def merge_key_in_an_entity() -> str:
    """A merge key, which for Backstage is a key like any other."""
    return "base: &base {kind: Component}\n" + entity("orders") + "<<: *base\n"


@text(found("GP107"))
def binary_of_megabytes() -> str:
    """Labels of base64, of each byte of which a careless reader makes a value."""
    return entity("orders", metadata="  labels: !!binary " + "QUFB" * (SIZE_LIMIT // 8) + "\n")


@text(found("GP001"))
def timestamp_of_a_megabyte() -> str:
    """What is tagged as a point in time and is none."""
    return entity("orders", metadata=f"  title: !!timestamp {'2' * 1_000_000}\n")


@text(found())
def million_handles_of_tags() -> str:
    """Directives that each declare a handle, which libyaml compares with all the others."""
    handles = "".join(f"%TAG !h{number}! tag:acme.example:\n" for number in range(400_000))
    return handles + "---\n" + entity("orders")


@text(found(("GP001", 0), skipped=1))
def unknown_directives() -> str:
    """Twenty thousand directives that nobody knows."""
    return "%WHAT ever\n" * 20_000 + "---\n" + entity("orders")


@text(found())
def faults_that_can_be_mended_in_a_large_file() -> str:
    """Hundreds of faults that this reader overlooks, each of which has the file read again."""
    comments = "# comment\n" * (SIZE_LIMIT // 12)
    return "%WHAT ever\n" * 5 + "---\n" + entity("orders") + comments


@text(
    found(*(("GP001", index) for index in range(FINDINGS_LIMIT)), skipped=DOCUMENTS_LIMIT + 1),
    slow=True,
)
def half_a_million_broken_documents() -> str:
    """Broken document after broken document."""
    return "---\n[\n" * 500_000


@text(found(*(("GP102", index) for index in range(FINDINGS_LIMIT)), skipped=1), slow=True)
def half_a_million_documents_that_are_words() -> str:
    """Documents of one word, each with a finding."""
    return "--- a\n" * 500_000


@text(found(("GP001", 0), skipped=1))
def broken_document_before_a_good_one() -> str:
    """A broken document, which does not take the next one along."""
    return "a: [\n---\n" + entity("orders")


@text(found("GP001", skipped=1))
def colons_by_the_megabyte() -> str:
    """A key of nothing but colons."""
    return ":" * 1_000_000 + ": x\n"


@text(found("GP001", skipped=1), slow=True)
def flow_in_flow_that_never_ends() -> str:
    """A hundred thousand mappings on one line, in one that is never closed."""
    return "a: {" + "b: {}, " * 100_000


@text(found())
def quoted_text_indented_too_little() -> str:
    """A quoted text over a million lines, all of them indented enough by one space."""
    return entity("orders", metadata="  title: 'a\n" + "    b\n" * 1_000_000 + "   c'\n")
