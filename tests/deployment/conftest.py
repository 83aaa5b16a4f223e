"""Each fact is asked of two organisations: the one at hand and another."""

from __future__ import annotations

import pytest

from tests.deployment.derived import World, here_and_second


@pytest.fixture(params=["here", "second"])
def world(request: pytest.FixtureRequest) -> World:
    """Give the platform of an organisation, and the facts that it was derived from."""
    return here_and_second()[request.param]
