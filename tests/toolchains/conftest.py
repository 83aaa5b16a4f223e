"""What the tests of several toolchains start once and share."""

from __future__ import annotations

from tests.toolchains.gitea import gitea
from tests.toolchains.portal import portal, portal_on_postgresql, template_checkout
from tests.toolchains.postgresql import postgresql

__all__ = ["gitea", "portal", "portal_on_postgresql", "postgresql", "template_checkout"]
