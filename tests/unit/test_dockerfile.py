"""Dockerfiles as builders read them: instructions, stages, and the ports of the last one."""

from __future__ import annotations

import pytest

from goldenpath import dockerfile


def names(text: str) -> list[tuple[str, int]]:
    """Return the instructions of a text with their first lines."""
    return [(item.name, item.first) for item in dockerfile.instructions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from a\n  run b\n", [("FROM", 1), ("RUN", 2)]),
        ("FROM a\nRUN b \\\n  && c\nUSER 1\n", [("FROM", 1), ("RUN", 2), ("USER", 4)]),
        ("FROM a\nRUN b \\\n# why\n\n  && c\nUSER 1\n", [("FROM", 1), ("RUN", 2), ("USER", 6)]),
        ("# escape=`\nFROM a\nRUN b `\n  c\nUSER 1", [("FROM", 2), ("RUN", 3), ("USER", 5)]),
        ("FROM a\nRUN <<END\nUSER x\nEND\nUSER 1\n", [("FROM", 1), ("RUN", 2), ("USER", 5)]),
        (
            "FROM a\nCOPY <<'A' <<-B /\nx\nA\ny\n\tB\nUSER 1",
            [("FROM", 1), ("COPY", 2), ("USER", 7)],
        ),
        ("FROM a\nRUN <<END\nnever ends", [("FROM", 1), ("RUN", 2), ("NEVER", 3)]),
        ("", []),
        ("\\", []),
    ],
)
def test_instructions_are_told_apart(text: str, expected: list[tuple[str, int]]) -> None:
    """Continued lines, comments between them and here-documents belong to one instruction."""
    assert expected == names(text)


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("FROM a\nEXPOSE 80 443/tcp 53/udp", {80, 443, 53}),
        ("FROM a\nEXPOSE 8000-8002", {8000, 8001, 8002}),
        ("ARG P=1\nFROM a\nARG PORT=8080\nEXPOSE $PORT", {8080}),
        ("FROM a\nENV PORT=8080\nEXPOSE ${PORT:-1}", {8080}),
        ("FROM a AS b\nEXPOSE 80\nFROM b\nEXPOSE 81", {80, 81}),
        ("FROM a AS b\nEXPOSE 80\nFROM c\nEXPOSE 81", {81}),
        ("FROM a\nARG PORT\nEXPOSE $PORT", None),
        ("FROM a\nEXPOSE http", None),
        ("FROM a", set()),
    ],
)
def test_exposed_ports_are_those_of_the_last_stage(text: str, ports: set[int] | None) -> None:
    """Stages that it begins with count, others do not; what depends on the build is not known."""
    assert ports == dockerfile.exposed(dockerfile.stages(text)[-1])


def test_base_images_have_their_default_values() -> None:
    """An argument before the first FROM fills the name; what nothing fills is not known."""
    text = "ARG V=3\nARG N\nFROM --platform=x a:$V AS b\nFROM $N\nFROM B AS c\n"
    found = [(stage.base, stage.parent is not None) for stage in dockerfile.stages(text)]
    assert [("a:3", False), (None, False), ("B", True)] == found


def test_options_stand_before_the_arguments() -> None:
    """What a command is given itself is no option of RUN, whatever it looks like."""
    (run,) = dockerfile.instructions("RUN --mount=type=cache,target=/c tar --extract --file a\n")
    assert ["--mount=type=cache,target=/c"] == [word.text for word in run.options]
    assert ["tar", "--extract", "--file", "a"] == [word.text for word in run.arguments]
