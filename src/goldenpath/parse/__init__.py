"""YAML in, nodes with positions out; then, once the kind is known, data in its dialect.

The two steps are apart because the kind of a document decides how its scalars are read:
`no` is a string for Backstage (YAML 1.2) and a boolean for Kubernetes' reader.
"""

from goldenpath.parse.compose import Composed, compose
from goldenpath.parse.construct import Dialect, construct
from goldenpath.parse.locate import NodeLocator, TextLocator

__all__ = ["Composed", "Dialect", "NodeLocator", "TextLocator", "compose", "construct"]
