"""What ends the reading of a catalog."""

from __future__ import annotations

from goldenpath.settings import SettingsError


class SnapshotError(SettingsError):
    """A catalog cannot be read; the message is one line: where, what, and the remedy."""


class UnreachableError(SnapshotError):
    """An instance gives no answer now; another time it may."""


class MissingError(SnapshotError):
    """An instance answers, and has nothing at that address."""
