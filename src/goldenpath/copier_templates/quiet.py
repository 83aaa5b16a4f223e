"""Copier's remarks, which we tell in our own words, kept off the screen."""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager, redirect_stderr
from typing import TYPE_CHECKING

from copier.errors import DirtyLocalWarning, ShallowCloneWarning

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def quietly() -> Iterator[None]:
    """Silence Copier's remarks on the template's version: `Origin.warnings` tells what matters."""
    with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore", DirtyLocalWarning)
        warnings.simplefilter("ignore", ShallowCloneWarning)
        yield
