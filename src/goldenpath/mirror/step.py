"""What the task does with the answers, and what it shows at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goldenpath.mirror.expression import answers_of, evaluated, verbatim
from goldenpath.mirror.place import await_step, folder_output, folder_step, places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goldenpath.mirror.form import Form
    from goldenpath.mirror.parameter import Parameter


def steps(
    path: str, fields: Sequence[Parameter], facts: Mapping[str, Any], form: Form
) -> list[dict[str, Any]]:
    """Return the task: copy, validate, publish and register at the chosen place, and wait."""
    among = places(fields, facts, form.folder)
    answers = {name: evaluated(made) for name, made in answers_of(fields).items()}
    return [
        {
            "id": "copy",
            "name": "Copy the golden path",
            "action": "copier:copy",
            "input": {
                "url": verbatim(facts["template_url"]),
                "answers": {"template": path, **answers},
            },
        },
        {"id": "validate", "name": "Validate what was born", "action": "goldenpath:validate"},
        *(step for place in among for step in (place.step(), place.registration())),
        folder_step(among),
        await_step(among),
    ]


def output(fields: Sequence[Parameter], facts: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """Return the links that a finished task shows, and where the folder lies if it is one."""
    among = places(fields, facts, form.folder)
    folder = folder_output(among)
    links = [link for place in among for link in place.links()]
    return {"links": [*links, *folder["links"]], "text": folder["text"]}
