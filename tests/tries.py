"""How property tests try: always the same examples, as many as are wanted."""

from __future__ import annotations

from hypothesis import HealthCheck, settings


def tries(number: int) -> settings:
    """Return the settings of a test that tries `number` examples."""
    return settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
