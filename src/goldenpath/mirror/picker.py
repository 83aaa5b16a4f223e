"""Backstage's pickers: a field that looks its options up in the catalog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goldenpath.mirror.errors import InexpressibleError

if TYPE_CHECKING:
    from collections.abc import Iterable

PICKERS = ("EntityPicker", "OwnerPicker")

_REF = re.compile(r"([a-z]+):([-a-z0-9_.]+)/([-a-z0-9_.]+)")


def picker_options(picker: str, values: Iterable[object]) -> dict[str, Any]:
    """Return the form's words for a picker that offers exactly the entities `values`.

    A picker answers with a full entity ref in lower case. Where the question's own answers are
    anything else, what it hands over would be no answer that Copier takes.
    """
    if picker not in PICKERS:
        raise InexpressibleError(f"wants the picker {picker!r}: known are {', '.join(PICKERS)}")
    names: dict[tuple[str, str], list[str]] = {}
    for value in values:
        parts = _REF.fullmatch(str(value))
        if parts is None:
            raise InexpressibleError(
                f"answers {value!r}, but {picker} answers with full entity refs: use no picker"
            )
        kind, namespace, name = parts.groups()
        names.setdefault((kind, namespace), []).append(name)
    if not names:
        raise InexpressibleError(f"has no choices that {picker} could offer: list them")
    filters = [
        {"kind": kind, "metadata.namespace": namespace, "metadata.name": offered}
        for (kind, namespace), offered in names.items()
    ]
    return {
        "ui:field": picker,
        "ui:options": {"allowArbitraryValues": False, "catalogFilter": filters},
    }
