"""The graph of a catalog: entities, and how they are related.

Each module that is named in FORMATS writes a graph to a text stream.
"""

from goldenpath.graph import dot, json, mermaid
from goldenpath.graph.model import RELATIONS, Edge, Graph, Node, Origin
from goldenpath.graph.survey import Survey

__all__ = ["FORMATS", "RELATIONS", "Edge", "Graph", "Node", "Origin", "Survey"]

FORMATS = {"dot": dot.write, "mermaid": mermaid.write, "json": json.write}
