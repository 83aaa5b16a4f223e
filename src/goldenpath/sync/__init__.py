"""What is derived from `goldenpath.yaml`, the questions and the checks: the generated files.

Every derived file says so in its first line. `make sync` writes them all; a test compares.
"""

from goldenpath.sync.deployment import DeploymentError
from goldenpath.sync.derive import Difference, derive, differences, write

__all__ = ["DeploymentError", "Difference", "derive", "differences", "write"]
