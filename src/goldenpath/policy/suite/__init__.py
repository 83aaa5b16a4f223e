"""Kyverno's own test files (`cli.kyverno.io/v1alpha1`, kind Test), run with this engine.

What a result means, which resources it is held against and what counts as excluded follow
`kyverno test`, so that one file has one verdict with both.
"""

from goldenpath.policy.suite.files import all_documents
from goldenpath.policy.suite.read import Suite, SuiteError, find, read
from goldenpath.policy.suite.run import Row, State, run

__all__ = ["Row", "State", "Suite", "SuiteError", "all_documents", "find", "read", "run"]
